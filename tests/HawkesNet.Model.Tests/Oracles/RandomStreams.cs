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
            batch.Add(time, source, target, type);
        }
        return batch;
    }

    /// <summary>A known index, the lower ones more often, or the next free one.</summary>
    private static int Draw(Random random, ref int count, int limit, int index, int events)
    {
        bool isNew = count == 0 || (count < limit && random.NextDouble() < 1.2 * (limit - count) / (events + 1.0 - index));
        if (isNew)
        {
            return count++;
        }
        double u = random.NextDouble();
        return (int)(u * u * count);
    }
}
