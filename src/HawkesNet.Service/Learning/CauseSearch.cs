using System.Text;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;

namespace HawkesNet.Service.Learning;

/// <summary>Finds what caused one stored event: reads the log again, in the order in which it was learned, up to that
/// event. As slow as the log is long.</summary>
internal sealed class CauseSearch(EventLog log, NetworkNames names)
{
    /// <summary>What caused an event that the model has learned.</summary>
    /// <exception cref="CorruptLogException">A row cannot be trusted.</exception>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public PastEvent Run(PublishedModel model, EventIds.Entry entry, int top, CancellationToken cancel)
    {
        LogBatch row = log.ReadFrom(log.FindSequence(entry.Position)).First();
        int at = (int)(entry.Position - row.FirstPosition);
        int source = row.Sources[at];
        // An event whose target is its source is learned as one without target.
        int target = row.Targets[at] == source ? LogBatch.NoTarget : row.Targets[at];
        int type = names.Types.OfLog(row.Types[at]);
        var trace = new CauseTrace(
            model.View, entry.TimeTicks, names.Actors.OfLog(source),
            target == LogBatch.NoTarget ? LogBatch.NoTarget : names.Actors.OfLog(target), type);
        var ids = new Dictionary<UInt128, string>();
        List<UInt128> candidates = [];
        var window = new ReorderWindow(names.Actors.Names, names.Types.Names);
        foreach (LogBatch batch in log.ReadFrom(1))
        {
            cancel.ThrowIfCancellationRequested();
            KeepIds(batch, source, target, ids);
            window.Add(batch);
            if (!Tell(trace, window.Release(), entry.TimeTicks, candidates))
            {
                break;
            }
        }
        EventExplanation explanation = trace.Explain(top);
        return new PastEvent(
            entry.TimeTicks, names.Actors.OfLog(source),
            target == LogBatch.NoTarget ? null : names.Actors.OfLog(target), type, explanation,
            [.. explanation.Earlier.Select(cause => ids.GetValueOrDefault(candidates[cause.Candidate]))]);
    }

    /// <summary>Tells events as they were learned; false: the event asked about is reached.</summary>
    private bool Tell(
        CauseTrace trace, ReadOnlySpan<ReorderWindow.Held> released, long untilTicks, List<UInt128> candidates)
    {
        foreach (ref readonly ReorderWindow.Held held in released)
        {
            if (held.TimeTicks >= untilTicks)
            {
                return false;
            }
            int target = held.Target == LogBatch.NoTarget ? LogBatch.NoTarget : names.Actors.OfLog(held.Target);
            if (trace.Add(
                held.TimeTicks, names.Actors.OfLog(held.Source), target, names.Types.OfLog(held.Type), held.Weight))
            {
                candidates.Add(held.IdHash);
            }
        }
        return true;
    }

    // The stream keeps only the hashes of ids, so those of the two actors' events are kept while the log goes by.
    private static void KeepIds(LogBatch batch, int source, int target, Dictionary<UInt128, string> ids)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            bool isNear = batch.Sources[i] == source || batch.Targets[i] == source
                || (target != LogBatch.NoTarget && batch.Targets[i] == target);
            if (isNear && !batch.Ids[i].IsEmpty)
            {
                ids[EventIds.Hash(batch.Ids[i])] = Encoding.UTF8.GetString(batch.Ids[i]);
            }
        }
    }
}

/// <summary>A stored event and what caused it; indices are the model's.</summary>
/// <param name="TimeTicks">Its time in Unix nanoseconds.</param>
/// <param name="Source">Its source.</param>
/// <param name="Target">Its target, or null.</param>
/// <param name="Type">Its type.</param>
/// <param name="Explanation">What caused it.</param>
/// <param name="EarlierIds">The ids of the earlier events named, in their order; null: it had none.</param>
internal sealed record PastEvent(
    long TimeTicks, int Source, int? Target, int Type, EventExplanation Explanation,
    IReadOnlyList<string?> EarlierIds);
