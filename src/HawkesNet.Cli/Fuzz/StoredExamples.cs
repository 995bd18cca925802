using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Fuzz;

/// <summary>A log row, a snapshot and a state of the learner, to be changed and read; with their checksums.</summary>
internal static class StoredExamples
{
    /// <summary>The network of the row.</summary>
    public const long NetworkId = 7;

    /// <summary>The number of the row.</summary>
    public const long Sequence = 5;

    /// <summary>The end of a row that is its checksum.</summary>
    public const int RowChecksumBytes = 8;

    /// <summary>The end of a snapshot that is its checksum.</summary>
    public const int SnapshotChecksumBytes = 16;

    /// <summary>The model of the state.</summary>
    public static ModelSpec Spec { get; } = new() { ClustersMax = 3 };

    /// <summary>A row of 40 events, with a new actor and a new type.</summary>
    public static byte[] Row() => LogBatchCodec.Encode(Batch(), NetworkId);

    /// <summary>A snapshot of three parts.</summary>
    public static byte[] Snapshot()
    {
        Dictionary<uint, byte[]> sections = new() { [1] = State()[..300], [2] = new byte[48], [9] = [] };
        return SnapshotFormat.Write(new SnapshotContent(3, 120, "1", sections));
    }

    /// <summary>Makes the checksum of a log row right.</summary>
    public static void SealRow(byte[] bytes) => BinaryPrimitives.WriteUInt64LittleEndian(
        bytes.AsSpan(bytes.Length - RowChecksumBytes),
        XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - RowChecksumBytes), NetworkId));

    /// <summary>Makes the checksum of a snapshot right.</summary>
    public static void SealSnapshot(byte[] bytes) =>
        XxHash128.Hash(
            bytes.AsSpan(0, bytes.Length - SnapshotChecksumBytes), bytes.AsSpan(bytes.Length - SnapshotChecksumBytes));

    private static LogBatch Batch()
    {
        var rng = new CounterRng(3);
        var batch = new LogBatch
        {
            Sequence = Sequence,
            FirstPosition = 81,
            LatenessTicks = 5_000_000_000,
            FlushToTicks = long.MaxValue,
            FirstNewActor = 20,
            FirstNewType = 1,
        };
        batch.NewActors.Add("Zoë"u8);
        batch.NewTypes.Add("call"u8);
        for (int i = 0; i < 40; i++)
        {
            batch.Add(
                1_700_000_000_000_000_000 + (i * 7_000_000_000L), rng.Below(21),
                i % 3 == 0 ? LogBatch.NoTarget : rng.Below(21), rng.Below(2), i % 4 == 0 ? rng.Uniform() : 1,
                i % 9 == 0,
                i % 2 == 0 ? default : Encoding.UTF8.GetBytes($"id-{i}"));
        }
        return batch;
    }

    /// <summary>A state of the learner after 320 events of 16 actors.</summary>
    public static byte[] State()
    {
        var rng = new CounterRng(4);
        var learner = new OnlineLearner(Spec);
        var step = new EventBatch(64);
        long time = 0;
        for (int i = 0; i < 320; i++)
        {
            time += 1 + rng.Below(1_000_000_000);
            // Every twentieth event has a new source: actors are numbered by first appearance.
            int source = i % 20 == 0 ? i / 20 : rng.Below(1 + (i / 20));
            step.Add(time, source, rng.Below(1 + (i / 20)), 0, 1);
            if (step.Count == 64)
            {
                learner.Step(step);
                step.Clear();
            }
        }
        return learner.Serialize();
    }
}
