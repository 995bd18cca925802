using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Bench;

/// <summary>A cheap stream in the likeness of contacts: few actors are very active, most events go to an actor's few
/// usual targets, and a third repeat or answer a recent event: repeats in one half of the clusters, answers in the
/// other. Not the model: only the load matters.</summary>
internal sealed class StreamGenerator(StreamShape shape, ulong seed)
{
    private const int RecentCount = 64;
    private const int UsualTargets = 5;
    private readonly CounterRng rng = new(seed);
    private readonly (int Source, int Target)[] recent = new (int, int)[RecentCount];
    private readonly int actors = shape.Actors;
    private readonly int[] indices = NewIndices(shape.Actors);
    private long time = 978_307_200_000_000_000;
    private long count;

    /// <summary>Actors seen so far; they have the indices 0..ActorsSeen-1 in the order of their first event.</summary>
    public int ActorsSeen { get; private set; }

    /// <summary>Fills a batch with the next events.</summary>
    public void Fill(EventBatch batch, int events)
    {
        batch.Clear();
        for (int i = 0; i < events; i++)
        {
            (int source, int target) = NextDyad();
            time += 1 + (long)rng.Exponential(1.0 / shape.MeanGapTicks);
            batch.Add(time, IndexOf(source), IndexOf(target), 0);
        }
    }

    private (int Source, int Target) NextDyad()
    {
        ulong bits = rng.NextBits();
        (int Source, int Target) dyad;
        if (count >= RecentCount && (bits & 0xFF) < 85)
        {
            dyad = recent[(bits >> 8) % RecentCount];
            dyad = IsRepeated(dyad.Source, bits) ? dyad : (dyad.Target, dyad.Source);
        }
        else
        {
            double u = rng.Uniform();
            int source = (int)(u * u * actors);
            bool usual = shape.IsStationary || (bits & 0xFF) < 220;
            ulong pick = usual ? CounterRng.Bits(1, (ulong)source, (bits >> 20) % UsualTargets) : rng.NextBits();
            int target = Choose(source, pick);
            dyad = (source, target == source ? (source + shape.Clusters) % actors : target);
        }
        recent[count++ % RecentCount] = dyad;
        return dyad;
    }

    private bool IsRepeated(int source, ulong bits) => shape.Clusters == 1
        ? (bits & 0x10000) == 0
        : source % shape.Clusters % 2 == 0;

    // With clusters nine of ten choices stay in the chooser's own.
    private int Choose(int source, ulong pick)
    {
        int target = (int)(pick % (ulong)actors);
        if (shape.Clusters == 1 || pick >> 32 < uint.MaxValue / 10)
        {
            return target;
        }
        int own = target - (target % shape.Clusters) + (source % shape.Clusters);
        return own < actors ? own : source % shape.Clusters;
    }

    private int IndexOf(int actor)
    {
        if (indices[actor] < 0)
        {
            indices[actor] = ActorsSeen++;
        }
        return indices[actor];
    }

    private static int[] NewIndices(int actors)
    {
        int[] indices = new int[actors];
        Array.Fill(indices, -1);
        return indices;
    }
}
