using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Simulation;
using HawkesNet.Model.Tests.Clustering;
using Xunit;

namespace HawkesNet.Model.Tests.Statistical;

/// <summary>The special cases that the model must contain: simulated from other people's models, learned in one
/// pass.</summary>
public class ClusterRecoveryTests
{
    private const int ActorsPerCluster = 20;

    /// <summary>Offspring by trigger type and type of three clusters; the baselines are all alike.</summary>
    private static readonly double[][][] Mixture =
    [
        [[0.6, 0, 0], [0, 0.6, 0], [0, 0, 0.6]],
        [[0, 0.6, 0], [0, 0, 0.6], [0.6, 0, 0]],
        [[0.1, 0, 0], [0, 0.1, 0], [0, 0, 0.1]],
    ];

    [Fact]
    public void A_mixture_of_multivariate_hawkes_processes_is_the_model_without_targets_and_ties()
    {
        EventBatch events = Merge([.. Mixture.Select((offspring, k) => Process(offspring, (ulong)(k + 1), 5000))]);
        var learner = new OnlineLearner(new ModelSpec { Ties = false });
        learner.DeclareUniverse(Mixture.Length * ActorsPerCluster, 3, targeted: false, targetless: true);
        learner.Step(events);
        ModelView view = learner.Publish();
        AssertLabels(view, actor => actor / ActorsPerCluster);
        for (int k = 0; k < Mixture.Length; k++)
        {
            int cluster = view.ClusterOf(k * ActorsPerCluster);
            for (int v = 0; v < 3; v++)
            {
                for (int u = 0; u < 3; u++)
                {
                    double mean = view.OffspringMean(Mechanism.Burst, cluster, 0, v, u);
                    // About 1,700 triggers of a cluster and type make the deviation of a cell at most 0.02; what is
                    // shared and shrunk (the kernel, the early events) adds a little.
                    Assert.True(Math.Abs(mean - Mixture[k][v][u]) < 0.1,
                        $"cluster {k}, {v} → {u}: {mean} for {Mixture[k][v][u]}");
                }
            }
        }
    }

    [Fact]
    public void A_block_hawkes_model_is_the_model_with_repeats_and_replies_by_block()
    {
        // Inside a block answers, between blocks repeats: counts alone do not tell who is where.
        double[][] repeat = [[0.1, 0.55], [0.55, 0.1]], reply = [[0.55, 0.1], [0.1, 0.55]];
        (EventBatch events, SimulationTruth truth) = Simulator.Run(Blocks(repeat, reply), seed: 3, 12_000);
        var learner = new OnlineLearner(new ModelSpec { Ties = false });
        learner.DeclareUniverse(truth.Clusters.Count, 1, targeted: true, targetless: false);
        learner.Step(events);
        ModelView view = learner.Publish();
        AssertLabels(view, actor => truth.Clusters[actor]);
        for (int k = 0; k < 2; k++)
        {
            for (int l = 0; l < 2; l++)
            {
                AssertPair(view, truth, Mechanism.Repeat, k, l, repeat[k][l]);
                AssertPair(view, truth, Mechanism.Reply, k, l, reply[k][l]);
            }
        }
    }

    [Fact]
    public void Actors_who_are_all_alike_stay_in_one_cluster()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            (EventBatch events, SimulationTruth truth) =
                Simulator.Run(Blocks([[0.3, 0.3], [0.3, 0.3]], [[0.2, 0.2], [0.2, 0.2]]), (ulong)seed, 8000);
            var learner = new OnlineLearner(new ModelSpec { Ties = false });
            learner.DeclareUniverse(truth.Clusters.Count, 1, targeted: true, targetless: false);
            learner.Step(events);
            Assert.Equal(1, learner.Publish().ClusterCount);
        }
    }

    private static void AssertPair(
        ModelView view, SimulationTruth truth, Mechanism mechanism, int source, int target, double expected)
    {
        int Learned(int block) => view.ClusterOf(truth.Clusters.ToList().IndexOf(block));
        double mean = view.OffspringMean(mechanism, Learned(source), Learned(target), 0, 0);
        // About 3,000 triggers of a pair of blocks make the deviation at most 0.014; burst, relay and join take a
        // little of each, as long as they are not known to be absent.
        Assert.True(Math.Abs(mean - expected) < 0.08, $"{mechanism} {source} → {target}: {mean} for {expected}");
    }

    private static void AssertLabels(ModelView view, Func<int, int> truth)
    {
        IEnumerable<int> actors = Enumerable.Range(0, view.ActorCount);
        Assert.Equal(
            PartitionAgreement.Canonical([.. actors.Select(truth)]),
            PartitionAgreement.Canonical([.. actors.Select(view.ClusterOf)]));
    }

    private static SimulationSpec Blocks(double[][] repeat, double[][] reply) => new()
    {
        Actors = 30,
        ClusterShares = [1, 1],
        BaselinePerUnit = [[0.02], [0.02]],
        Mechanisms =
        [
            new MechanismSpec { Mechanism = SimulatedMechanism.Repeat, Offspring = repeat, Kernel = Kernel(1) },
            new MechanismSpec { Mechanism = SimulatedMechanism.Reply, Offspring = reply, Kernel = Kernel(0.5) },
        ],
    };

    private static EventBatch Process(double[][] offspring, ulong seed, int events) => Simulator.Run(
        new SimulationSpec
        {
            Actors = ActorsPerCluster,
            Targeted = false,
            BaselinePerUnit = [[0.01, 0.01, 0.01]],
            Mechanisms =
            [
                new MechanismSpec
                {
                    Mechanism = SimulatedMechanism.Burst,
                    Offspring = [[1]],
                    TypeShares = offspring,
                    Kernel = Kernel(1),
                },
            ],
        },
        seed, events).Events;

    private static KernelSpec Kernel(double decayPerUnit) =>
        new() { Components = [new KernelComponent(decayPerUnit, 1)] };

    /// <summary>Several streams in the order of time as long as all of them last, their actors numbered one after the
    /// other.</summary>
    private static EventBatch Merge(EventBatch[] streams)
    {
        long end = streams.Min(stream => stream.TimeTicks[^1]);
        var all = new List<(long Time, int Source, int Type)>();
        for (int k = 0; k < streams.Length; k++)
        {
            for (int i = 0; i < streams[k].Count && streams[k].TimeTicks[i] <= end; i++)
            {
                all.Add((streams[k].TimeTicks[i], (k * ActorsPerCluster) + streams[k].Sources[i], streams[k].Types[i]));
            }
        }
        var merged = new EventBatch(all.Count);
        foreach ((long time, int source, int type) in all.OrderBy(one => one.Time))
        {
            merged.Add(time, source, EventBatch.NoTarget, type);
        }
        return merged;
    }
}
