using HawkesNet.Model.Inference;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Fuzz;

/// <summary>Log rows, snapshots and learner states with bytes changed, the checksum made right again in every other
/// case: refused in the way that is promised, or read, never a failure.</summary>
/// <param name="seed">Decides the changes.</param>
internal sealed class StoredFuzz(int seed)
{
    private const int CasesTogether = 200;
    private readonly Mutation mutation = new(seed);
    private readonly byte[] row = StoredExamples.Row();
    private readonly byte[] snapshot = StoredExamples.Snapshot();
    private readonly byte[] state = StoredExamples.State();

    /// <summary>Rows of the log.</summary>
    public void LogRows(FuzzCount count) => Try(
        count, row, StoredExamples.RowChecksumBytes, StoredExamples.SealRow, bytes =>
    {
        var read = new LogBatch();
        LogBatchCodec.Decode(bytes, StoredExamples.NetworkId, StoredExamples.Sequence, read);
        _ = LogBatchCodec.Encode(read, StoredExamples.NetworkId);
    });

    /// <summary>Snapshots.</summary>
    public void Snapshots(FuzzCount count) => Try(
        count, snapshot, StoredExamples.SnapshotChecksumBytes, StoredExamples.SealSnapshot,
        bytes => SnapshotFormat.Read(bytes));

    /// <summary>States of the learner, as they lie in snapshots.</summary>
    public void States(FuzzCount count) =>
        Try(count, state, 0, static _ => { }, bytes => OnlineLearner.Deserialize(StoredExamples.Spec, bytes));

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
}
