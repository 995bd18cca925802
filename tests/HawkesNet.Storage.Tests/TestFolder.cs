namespace HawkesNet.Storage.Tests;

/// <summary>A folder of its own for a store, deleted at the end.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), "hawkesnet-test-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>A row with everything in it: ties, missing targets, late flags, ids of several lengths,
    /// names.</summary>
    public static LogBatch Batch(long sequence, int count, long firstPosition = 1)
    {
        var random = new Random((int)sequence);
        var batch = new LogBatch
        {
            Sequence = sequence,
            FirstPosition = firstPosition,
            Backfill = sequence % 2 == 0,
            LatenessTicks = 5_000_000_000,
            FlushToTicks = sequence % 3 == 0 ? long.MaxValue : null,
            DuplicatesTotal = sequence * 3,
            FirstNewActor = 1000,
            FirstNewType = 3,
        };
        batch.NewActors.Add("Zoë"u8);
        batch.NewActors.Add("b"u8);
        batch.NewTypes.Add(""u8);
        for (int i = 0; i < count; i++)
        {
            batch.Add(
                1_700_000_000_000_000_000 + random.NextInt64(60_000_000_000), random.Next(1002),
                random.Next(3) == 0 ? LogBatch.NoTarget : random.Next(1002), random.Next(4),
                random.Next(2) == 0 ? 1 : random.NextDouble(), random.Next(10) == 0,
                random.Next(2) == 0 ? default : System.Text.Encoding.UTF8.GetBytes("id-" + random.Next()));
        }
        return batch;
    }

    public static void AssertEqual(LogBatch expected, LogBatch actual)
    {
        Xunit.Assert.Equal(expected.TimeTicks, actual.TimeTicks);
        Xunit.Assert.Equal(expected.Sources, actual.Sources);
        Xunit.Assert.Equal(expected.Targets, actual.Targets);
        Xunit.Assert.Equal(expected.Types, actual.Types);
        Xunit.Assert.Equal(expected.Weights, actual.Weights);
        Xunit.Assert.Equal(expected.Late, actual.Late);
        Xunit.Assert.Equal(expected.Ids.Lengths, actual.Ids.Lengths);
        Xunit.Assert.Equal(expected.Ids.Bytes, actual.Ids.Bytes);
        Xunit.Assert.Equal(expected.NewActors.Lengths, actual.NewActors.Lengths);
        Xunit.Assert.Equal(expected.NewActors.Bytes, actual.NewActors.Bytes);
        Xunit.Assert.Equal(expected.NewTypes.Lengths, actual.NewTypes.Lengths);
        Xunit.Assert.Equal(
            (expected.Sequence, expected.FirstPosition, expected.Backfill, expected.LatenessTicks,
                expected.FlushToTicks),
            (actual.Sequence, actual.FirstPosition, actual.Backfill, actual.LatenessTicks, actual.FlushToTicks));
        Xunit.Assert.Equal(
            (expected.DuplicatesTotal, expected.FirstNewActor, expected.FirstNewType),
            (actual.DuplicatesTotal, actual.FirstNewActor, actual.FirstNewType));
    }
}
