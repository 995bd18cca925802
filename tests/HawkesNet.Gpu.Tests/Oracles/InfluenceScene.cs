using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;

namespace HawkesNet.Gpu.Tests.Oracles;

/// <summary>A random stream with random ties, for the kernels and for the learner's own scan alike.</summary>
internal sealed class InfluenceScene
{
    private readonly LatentTies ties = new();

    public InfluenceScene(int seed, int events, int actors)
    {
        var random = new Random(seed);
        Grid = DecayGrid.LogSpaced(500, 40_000);
        Events = RandomStreams.Next(
            random, new StreamShape(events) { Actors = actors, NewActors = 0, NewTypes = 0 }, originTicks: 1_000);
        ties.Start(Grid, actors, 0, isAdopted: true);
        for (int pair = 0; pair < actors * actors; pair++)
        {
            if (pair / actors != pair % actors && random.Next(3) == 0)
            {
                ties.Pairs.Gamma(ties.Add(pair / actors, pair % actors)) =
                    new TieGamma(random.NextDouble(), actors, 0);
            }
        }
        Choices = [.. Enumerable.Range(0, events).Select(_ => random.NextDouble())];
        Others = [.. Enumerable.Range(0, events).Select(_ => 1e-6 * random.NextDouble())];
        Window = InfluenceWindow.Of(Events, ties.Kernel.HorizonTicks);
    }

    public DecayGrid Grid { get; }

    public EventBatch Events { get; }

    public InfluenceWindow Window { get; }

    public double[] Choices { get; }

    public double[] Others { get; }

    public Doubles8 Shares => ties.Kernel.Shares;

    /// <summary>The learner's weight of each of the window's pairs.</summary>
    public double[] Weights =>
        [.. Window.Pairs.Select(pair => ties.Weight(ties.Pairs.Find(pair.Source, pair.Target),
            ties.Sources[pair.Source]))];

    /// <summary>Σ log λ by the learner's own scan of the candidates, its ties held as they are.</summary>
    public double LogIntensityByScan()
    {
        LatentTies frozen = ties.WithoutHistory();
        double sum = 0;
        int committed = 0;
        for (int e = 0; e < Events.Count; e++)
        {
            for (; Events.TimeTicks[committed] < Events.TimeTicks[e]; committed++)
            {
                frozen.Commit<VectorLanes>(Grid, Events.Sources[committed], Events.TimeTicks[committed]);
            }
            double rate = frozen.Scan.Find<VectorLanes>(frozen, Grid, Events.Sources[e], Events.TimeTicks[e]);
            sum += Math.Log(Others[e] + (Choices[e] * rate));
        }
        return sum;
    }
}
