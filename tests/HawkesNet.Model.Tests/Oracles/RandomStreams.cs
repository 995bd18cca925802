using HawkesNet.Model.Events;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>Random streams with ties, self-loops, and actors and types that appear in mid-stream.</summary>
internal static class RandomStreams
{
    private const double MeanGapTicks = 1000;

    public static EventBatch Next(Random random, StreamShape shape, long originTicks)
    {
        var batch = new EventBatch(shape.Events);
        int actors = shape.Actors, types = shape.Types;
        int actorsMax = actors + shape.NewActors, typesMax = types + shape.NewTypes;
        long time = originTicks;
        for (int i = 0; i < shape.Events; i++)
        {
            time += random.NextDouble() < shape.TieShare ? 0
                : 1 + (long)(-MeanGapTicks * Math.Log(1 - random.NextDouble()));
            int source = Draw(random, ref actors, actorsMax, i, shape.Events);
            int target = random.NextDouble() < shape.SelfShare ? source
                : random.NextDouble() < shape.TargetlessShare ? EventBatch.NoTarget
                : Draw(random, ref actors, actorsMax, i, shape.Events);
            if (target == source && shape.SelfShare == 0)
            {
                target = actors == 1 ? EventBatch.NoTarget : (source + 1) % actors;
            }
            int type = Draw(random, ref types, typesMax, i, shape.Events);
            batch.Add(time, source, target, type, shape.MarkExponent > 0 ? Weight(random) : 1);
        }
        return batch;
    }

    private static double Weight(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => 1e6 * random.NextDouble(),
        _ => 6 * random.NextDouble(),
    };

    /// <summary>A stream in which half of the events repeat, answer or follow up the one before them, soon.</summary>
    public static EventBatch Excited(int seed, int events, int actors, int types, double targetlessShare)
    {
        var random = new Random(seed);
        var batch = new EventBatch(events);
        long time = 0;
        for (int i = 0; i < events; i++)
        {
            bool isFollowing = i > 0 && random.NextDouble() < 0.5;
            time += (long)(-(isFollowing ? 60 : 2500) * Math.Log(1 - random.NextDouble()));
            int lastSource = i > 0 ? batch.Sources[i - 1] : 0, lastTarget = i > 0 ? batch.Targets[i - 1] : 0;
            bool isReply = isFollowing && lastTarget >= 0 && random.NextDouble() < 0.5;
            int known = Math.Min(actors, 2 + (i / 10));
            int source = isReply ? lastTarget : isFollowing ? lastSource : random.Next(known);
            int other = (source + 1 + random.Next(known - 1)) % known;
            int target = isReply ? lastSource
                : random.NextDouble() < targetlessShare ? EventBatch.NoTarget
                : isFollowing && lastTarget >= 0 && random.Next(2) == 0 ? lastTarget : other;
            batch.Add(time, source, target, random.Next(Math.Min(types, 1 + (i / 40))));
        }
        return ByFirstAppearance(batch);
    }

    private static EventBatch ByFirstAppearance(EventBatch batch)
    {
        var result = new EventBatch(batch.Count);
        var actors = new Dictionary<int, int>();
        var types = new Dictionary<int, int>();
        for (int i = 0; i < batch.Count; i++)
        {
            int source = IndexOf(actors, batch.Sources[i]);
            int target = batch.Targets[i] < 0 ? EventBatch.NoTarget : IndexOf(actors, batch.Targets[i]);
            result.Add(batch.TimeTicks[i], source, target, IndexOf(types, batch.Types[i]));
        }
        return result;
    }

    private static int IndexOf(Dictionary<int, int> indices, int name)
    {
        indices.TryAdd(name, indices.Count);
        return indices[name];
    }

    /// <summary>A known index, the lower ones more often, or the next free one.</summary>
    private static int Draw(Random random, ref int count, int limit, int index, int events)
    {
        double newShare = 1.2 * (limit - count) / (events + 1.0 - index);
        if (count == 0 || (count < limit && random.NextDouble() < newShare))
        {
            return count++;
        }
        double u = random.NextDouble();
        return (int)(u * u * count);
    }
}
