using HawkesNet.Storage;

namespace HawkesNet.Service.Learning;

/// <summary>What a network's log holds up to a row.</summary>
/// <param name="Sequence">The row; 0: none.</param>
/// <param name="Position">Log position of the last event; 0: none.</param>
/// <param name="Late">Events behind the watermark.</param>
/// <param name="Duplicates">Duplicate rows answered when the row was written.</param>
/// <param name="Actors">Actors named.</param>
/// <param name="Types">Types named.</param>
public readonly record struct LogCounts(
    long Sequence, long Position, long Late, long Duplicates, int Actors, int Types)
{
    /// <summary>Events that were not late.</summary>
    public long Accepted => Position - Late;

    /// <summary>After the next row.</summary>
    public LogCounts After(LogBatch batch)
    {
        long late = 0;
        foreach (byte flag in batch.Late)
        {
            late += flag;
        }
        return new LogCounts(batch.Sequence, batch.LastPosition, Late + late, batch.DuplicatesTotal,
            batch.FirstNewActor + batch.NewActors.Count, batch.FirstNewType + batch.NewTypes.Count);
    }
}
