using HawkesNet.Model.Clustering;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>A random stream run under random parameters with its window recorded: what a refit starts from, and no
/// refit yet.</summary>
internal sealed class RecordedScenario
{
    private readonly Evidence evidence = new() { Window = new EventWindow() };
    private readonly VectorLocalStep local = new();
    private int position;

    /// <param name="seed">Of the scenario.</param>
    /// <param name="shape">How the stream looks.</param>
    /// <param name="count">Events to run.</param>
    public RecordedScenario(int seed, StreamShape shape, int count)
    {
        Scenario = new Scenario(seed, shape);
        State = Scenario.NewState();
        Run(count);
    }

    public Scenario Scenario { get; }

    public ModelState State { get; }

    public EventWindow Window => evidence.Window!;

    /// <summary>Runs the rest of the stream and makes it all history.</summary>
    public void RunOn()
    {
        Run(Scenario.Batch.Count - position);
        local.Commit(State);
    }

    /// <summary>A fit of random labels, its factors fitted by some sweeps.</summary>
    public ClusterFit RandomFit(int seed, int clusters, int sweeps = 3)
    {
        var random = new Random(seed);
        int actors = new WindowIndex(State, Window).ActorCount;
        // Every cluster has a member; the others are anywhere.
        int[] labels = [.. Enumerable.Range(0, actors).Select(i => i < clusters ? i : random.Next(clusters))];
        random.Shuffle(labels);
        return Fit(labels, clusters, sweeps);
    }

    /// <summary>A fit of given labels of the window's actors.</summary>
    public ClusterFit Fit(int[] labels, int clusters, int sweeps = 3)
    {
        var pooled = new ClusterFit(State, new WindowIndex(State, Window));
        pooled.Attribute();
        var fit = new ClusterFit(pooled, labels, clusters);
        for (int i = 0; i < sweeps; i++)
        {
            fit.Attribute();
        }
        return fit;
    }

    /// <summary>Puts a random partition into force.</summary>
    public void PlaceAtRandom(int seed, int clusters) => ClusterPlacement.Apply(State, RandomFit(seed, clusters));

    private void Run(int count)
    {
        local.Run(State, evidence, Scenario.Batch, position, count, new EventScores(Math.Max(1, count)));
        position += count;
    }
}
