using HawkesNet.Model.Events;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>How a stream with planted clusters looks.</summary>
internal sealed record BlockShape(int Events)
{
    public int Actors { get; init; } = 30;

    /// <summary>Actors that are there from the start; the others come one after the other during the first
    /// three quarters.</summary>
    public int FirstActors { get; init; } = 30;
    public int Blocks { get; init; } = 3;
    public int Types { get; init; } = 1;
    public double InsideShare { get; init; } = 0.85;
    public double TargetlessShare { get; init; }

    /// <summary>Event from which on actors of even number belong to the next block; null: never.</summary>
    public int? MoveAt { get; init; }
}

/// <summary>Streams whose actors mostly address their own block and use their own block's type. Half of the events
/// follow up the one before, soon.</summary>
internal static class BlockStreams
{
    private const double SoonTicks = 60, MeanGapTicks = 2500;

    public static EventBatch Next(int seed, BlockShape shape)
    {
        var random = new Random(seed);
        var batch = new EventBatch(shape.Events);
        long time = 0;
        int known = shape.FirstActors;
        for (int i = 0; i < shape.Events; i++)
        {
            bool isFollowing = i > 0 && random.NextDouble() < 0.5;
            time += (long)(-(isFollowing ? SoonTicks : MeanGapTicks) * Math.Log(1 - random.NextDouble()));
            bool isNew = known < shape.Actors && (known - shape.FirstActors) * 0.75 * shape.Events
                < i * (double)(shape.Actors - shape.FirstActors);
            int source = isNew ? known++
                : isFollowing ? Follow(random, batch, i - 1) : random.Next(known);
            int target = random.NextDouble() < shape.TargetlessShare ? EventBatch.NoTarget
                : Target(random, shape, source, known, i);
            int type = random.NextDouble() < 0.7 ? Block(shape, source, i) % shape.Types : random.Next(shape.Types);
            batch.Add(time, source, target, type);
        }
        return batch;
    }

    /// <summary>The block of an actor at an event.</summary>
    public static int Block(BlockShape shape, int actor, int index) =>
        shape.MoveAt is int move && index >= move && actor % 2 == 0
            ? (actor + 1) % shape.Blocks : actor % shape.Blocks;

    private static int Follow(Random random, EventBatch batch, int last) =>
        batch.Targets[last] >= 0 && random.Next(2) == 0 ? batch.Targets[last] : batch.Sources[last];

    private static int Target(Random random, BlockShape shape, int source, int known, int index)
    {
        bool isInside = random.NextDouble() < shape.InsideShare;
        int target = source;
        for (int attempt = 0; attempt < 1000 && (target == source || !Fits(target)); attempt++)
        {
            target = random.Next(known);
        }
        return target == source ? (source + 1) % known : target;
        bool Fits(int one) => !isInside || Block(shape, one, index) == Block(shape, source, index);
    }
}
