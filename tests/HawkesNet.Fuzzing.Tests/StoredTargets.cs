using HawkesNet.Cli.Fuzz;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>The readers of log rows, snapshots and states of the learner. What is changed gets a right checksum, since
/// the checksum alone would refuse nearly all; it is refused in the way that is promised, or is read, and then written
/// and read again to the same bytes.</summary>
internal static class StoredTargets
{
    // A row of the most events that the format allows, 2²⁰, in columns of one value each: read three times.
    private const long AllocatedBytesMax = 256 << 20;

    private static readonly byte[][] numbers =
    [
        [0], [1], [0xFF], [0x7F], [0x80], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF],
        [1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0, 0, 0, 0, 0, 0, 0, 0x80], BitConverter.GetBytes(double.NaN), BitConverter.GetBytes(double.MaxValue),
        BitConverter.GetBytes(double.NegativeInfinity), BitConverter.GetBytes(1.0), BitConverter.GetBytes(-1.0),
    ];

    /// <summary>All of them.</summary>
    public static Target[] All() =>
    [
        new("log rows", [Body(StoredExamples.Row(), StoredExamples.RowChecksumBytes)], numbers, input => Refusable(
            () => RowDifference(Sealed(input, StoredExamples.RowChecksumBytes, StoredExamples.SealRow)))),
        new("snapshots", [Body(StoredExamples.Snapshot(), StoredExamples.SnapshotChecksumBytes)], numbers,
            input => Refusable(() => SnapshotDifference(
                Sealed(input, StoredExamples.SnapshotChecksumBytes, StoredExamples.SealSnapshot)))),
        new("states of the learner", [StoredExamples.State()], numbers, input => Refusable(
            () => StateDifference(input))),
        new("states of a network", NetworkStates(), numbers, input => Refusable(() => NetworkDifference(
            Sealed(input, StoredExamples.SnapshotChecksumBytes, StoredExamples.SealSnapshot)))),
    ];

    // With and without events that wait for the watermark.
    private static byte[][] NetworkStates()
    {
        var state = new LearnerState(StoredExamples.Spec, new NetworkNames());
        var row = new LogBatch();
        LogBatchCodec.Decode(StoredExamples.Row(), StoredExamples.NetworkId, StoredExamples.Sequence, row);
        state.Names.Types.Names.Add(""u8);
        for (int actor = 0; actor < row.FirstNewActor; actor++)
        {
            state.Names.Actors.Names.Add(BitConverter.GetBytes(0x30303030 + actor));
        }
        byte[][] states = new byte[2][];
        for (int i = 0; i < states.Length; i++)
        {
            byte[] snapshot = SnapshotFormat.Write(StateSnapshot.Write(state));
            states[i] = Body(snapshot, StoredExamples.SnapshotChecksumBytes);
            if (i == 0)
            {
                state.Names.Actors.Names.Add("Zoë"u8);
                state.Names.Types.Names.Add("call"u8);
                row.FlushToTicks = row.TimeTicks[row.Count / 2];
                state.Apply(row);
            }
        }
        return states;
    }

    private static string? RowDifference(byte[] bytes)
    {
        byte[] again = Row(Row(bytes));
        return again.AsSpan().SequenceEqual(Row(again)) ? null : "a row is not read as it was written";

        static byte[] Row(byte[] bytes)
        {
            var row = new LogBatch();
            LogBatchCodec.Decode(bytes, StoredExamples.NetworkId, StoredExamples.Sequence, row);
            return LogBatchCodec.Encode(row, StoredExamples.NetworkId);
        }
    }

    private static string? SnapshotDifference(byte[] bytes)
    {
        byte[] again = SnapshotFormat.Write(SnapshotFormat.Read(bytes));
        return again.AsSpan().SequenceEqual(SnapshotFormat.Write(SnapshotFormat.Read(again)))
            ? null : "a snapshot is not read as it was written";
    }

    private static string? StateDifference(byte[] bytes)
    {
        byte[] again = OnlineLearner.Deserialize(StoredExamples.Spec, bytes).Serialize();
        return again.AsSpan().SequenceEqual(OnlineLearner.Deserialize(StoredExamples.Spec, again).Serialize())
            ? null : "a state is not read as it was written";
    }

    private static string? NetworkDifference(byte[] bytes)
    {
        byte[] again = Network(bytes);
        return again.AsSpan().SequenceEqual(Network(again)) ? null : "a state is not read as it was written";

        static byte[] Network(byte[] bytes) => SnapshotFormat.Write(StateSnapshot.Write(
            StateSnapshot.Read(SnapshotFormat.Read(bytes), StoredExamples.Spec, new NetworkNames())));
    }

    private static string? Refusable(Func<string?> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? difference;
        try
        {
            difference = read();
        }
        catch (Exception e) when (e is CorruptLogException or FormatException
            or ArgumentException or IndexOutOfRangeException)
        {
            difference = null;
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return difference ?? (allocated > AllocatedBytesMax ? $"{allocated} bytes of memory were taken" : null);
    }

    private static byte[] Body(byte[] bytes, int checksumBytes) => bytes[..^checksumBytes];

    private static byte[] Sealed(byte[] body, int checksumBytes, Action<byte[]> seal)
    {
        byte[] bytes = [.. body, .. new byte[checksumBytes]];
        seal(bytes);
        return bytes;
    }
}
