using HawkesNet.Model;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>Brings a network back from its store: the newest good snapshot, and the log rows after it through the same
/// code that took them in the first time.</summary>
internal sealed class Recovery(
    string network, EventLog log, SnapshotStore snapshots, ModelSpec spec, ServiceOptions options, ILogger logger)
{
    /// <summary>The state of the newest snapshot that is whole; a fresh state when there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    /// <exception cref="CorruptLogException">The log ends before a row that a snapshot includes.</exception>
    public LearnerState LoadState()
    {
        long end = log.End().Sequence;
        IReadOnlyList<StoredSnapshot> stored = snapshots.List();
        if (stored.FirstOrDefault(snapshot => snapshot.Sequence > end) is { } beyond)
        {
            throw new CorruptLogException(
                end + 1, $"it is missing, though snapshot {beyond.Version} includes row {beyond.Sequence}");
        }
        foreach (StoredSnapshot snapshot in stored)
        {
            try
            {
                return StateSnapshot.Read(
                    snapshots.Load(snapshot), spec, new NetworkNames(), options.Device);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
            {
                logger.SnapshotSkipped(network, snapshot.Version, e.Message);
            }
        }
        return new LearnerState(spec, new NetworkNames(), options.Device);
    }

    /// <summary>Reads the log: the newest ids, and every row after the snapshot into the head and to the
    /// learner.</summary>
    /// <returns>Rows replayed.</returns>
    /// <exception cref="CorruptLogException">A row cannot be trusted.</exception>
    /// <exception cref="StoreUnavailableException">The database refused; rows may have been replayed.</exception>
    public long Replay(LogHead head, LearnerLoop learner)
    {
        long known = head.Counts.Sequence;
        long firstWithIds = log.FindSequence(Math.Max(1, log.End().Position - options.EventIdsKept + 1));
        long from = Math.Max(1, Math.Min(firstWithIds, known + 1));
        foreach (LogBatch batch in log.ReadFrom(from))
        {
            if (batch.Sequence <= known)
            {
                head.AddIds(batch);
                continue;
            }
            head.Apply(batch);
            learner.Learn(batch);
        }
        return head.Counts.Sequence - known;
    }
}
