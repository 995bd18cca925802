using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Fuzz;

/// <summary>Log rows, snapshots and learner states with bytes changed, the checksum made right again in every other
/// case: refused in the way that is promised, or read, never a failure.</summary>
internal sealed class StoredFuzz
{
    private const long NetworkId = 7;
    private const int CasesTogether = 200;
    private readonly Mutation mutation;
    private readonly ModelSpec spec = new() { ClustersMax = 3 };
    private readonly byte[] row;
    private readonly byte[] snapshot;
    private readonly byte[] state;

    /// <summary>Makes what is changed.</summary>
    public StoredFuzz(int seed)
    {
        mutation = new Mutation(seed);
        row = LogBatchCodec.Encode(Batch(), NetworkId);
        state = State(spec);
        snapshot = SnapshotFormat.Write(new SnapshotContent(3, 120, "1", new Dictionary<uint, byte[]>
        {
            [1] = state[..Math.Min(state.Length, 300)],
            [2] = new byte[48],
            [9] = [],
        }));
    }

    /// <summary>Rows of the log.</summary>
    public void LogRows(FuzzCount count) => Try(count, row, 8, Seal64, bytes =>
    {
        var read = new LogBatch();
        LogBatchCodec.Decode(bytes, NetworkId, 5, read);
        _ = LogBatchCodec.Encode(read, NetworkId);
    });

    /// <summary>Snapshots.</summary>
    public void Snapshots(FuzzCount count) => Try(count, snapshot, 16, Seal128, bytes => SnapshotFormat.Read(bytes));

    /// <summary>States of the learner, as they lie in snapshots.</summary>
    public void States(FuzzCount count) =>
        Try(count, state, 0, static _ => { }, bytes => OnlineLearner.Deserialize(spec, bytes));

    private void Try(FuzzCount count, byte[] good, int checksumBytes, Action<byte[]> seal, Action<byte[]> read)
    {
        for (int i = 0; i < CasesTogether; i++)
        {
            byte[] changed = mutation.Change(good, changes: 1 + (i % 4));
            if (i % 2 == 0 && changed.Length > checksumBytes)
            {
                seal(changed);
            }
            count.Cases++;
            try
            {
                read(changed);
            }
            catch (Exception e) when (e is CorruptLogException or FormatException)
            {
                // Refused, as is promised.
            }
            catch (Exception e)
            {
                count.NoteCrash(e, changed);
            }
        }
    }

    private static void Seal64(byte[] bytes) => BinaryPrimitives.WriteUInt64LittleEndian(
        bytes.AsSpan(bytes.Length - 8), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8), NetworkId));

    private static void Seal128(byte[] bytes) =>
        XxHash128.Hash(bytes.AsSpan(0, bytes.Length - 16), bytes.AsSpan(bytes.Length - 16));

    private static LogBatch Batch()
    {
        var rng = new CounterRng(3);
        var batch = new LogBatch
        {
            Sequence = 5,
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

    private static byte[] State(ModelSpec spec)
    {
        var rng = new CounterRng(4);
        var learner = new OnlineLearner(spec);
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
