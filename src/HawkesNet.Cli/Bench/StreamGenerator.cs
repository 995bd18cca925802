using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Bench;

/// <summary>A cheap stream in the likeness of contacts: few actors are very active, most events go to an actor's few
/// usual targets, and a third repeat or answer a recent event. Not the model: only the load matters.</summary>
internal sealed class StreamGenerator(int actors, ulong seed)
{
    private const int RecentCount = 64;
    private const int UsualTargets = 5;
    private const long MeanGapTicks = 1_000_000;
    private readonly CounterRng rng = new(seed);
    private readonly (int Source, int Target)[] recent = new (int, int)[RecentCount];
    private readonly int[] indices = NewIndices(actors);
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
            time += 1 + (long)rng.Exponential(1.0 / MeanGapTicks);
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
            dyad = (bits & 0x10000) == 0 ? dyad : (dyad.Target, dyad.Source);
        }
        else
        {
            double u = rng.Uniform();
            int source = (int)(u * u * actors);
            bool usual = (bits & 0xFF) < 220;
            ulong pick = usual ? CounterRng.Bits(1, (ulong)source, (bits >> 20) % UsualTargets) : rng.NextBits();
            int target = (int)(pick % (ulong)actors);
            dyad = (source, target == source ? (source + 1) % actors : target);
        }
        recent[count++ % RecentCount] = dyad;
        return dyad;
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
