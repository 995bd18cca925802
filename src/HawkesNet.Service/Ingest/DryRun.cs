using System.Text;
using HawkesNet.Service.Learning;

namespace HawkesNet.Service.Ingest;

/// <summary>What appending rows would answer, with nothing stored. For one body; not thread-safe.</summary>
/// <param name="network">The network as it is now; null: it does not exist yet.</param>
/// <param name="options">How far an event may lie ahead.</param>
/// <param name="nowTicks">The wall clock in Unix nanoseconds.</param>
public sealed class DryRun(Network? network, ServiceOptions options, long nowTicks)
{
    private readonly long lateness = (network?.Settings ?? new NetworkSettings()).AllowedLatenessTicks;
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly List<RefusedRow> refused = [];
    private long watermark = network?.Status.WatermarkTicks ?? long.MinValue;
    private long previous = long.MinValue;
    private int accepted;
    private int duplicates;
    private int late;

    /// <summary>Sorts the rows into accepted, duplicate, late and refused.</summary>
    public AppendResult Append(EventRows rows, bool backfill)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            Take(rows, row, backfill);
        }
        return new AppendResult(AppendOutcome.Committed, accepted, duplicates, late, null, null, refused);
    }

    private void Take(EventRows rows, int row, bool backfill)
    {
        long ticks = rows[row].TimeTicks;
        ReadOnlySpan<byte> id = rows.Text(rows[row].Id);
        if (backfill && ticks < previous)
        {
            refused.Add(new RefusedRow(row, "outOfOrder", "The time is before that of the row before it."));
        }
        else if (!backfill && ticks > nowTicks + (long)(options.FutureMax.TotalSeconds * 1e9))
        {
            refused.Add(new RefusedRow(row, "future", "The time is too far ahead of the clock. Is the unit right?"));
        }
        else if (!id.IsEmpty && (!ids.Add(Encoding.UTF8.GetString(id)) || network?.FindEvent(id) is not null))
        {
            duplicates++;
        }
        else
        {
            late += ticks < watermark ? 1 : 0;
            accepted += ticks < watermark ? 0 : 1;
            previous = Math.Max(previous, ticks);
            watermark = backfill ? watermark : Math.Max(watermark, ticks - lateness);
        }
    }
}
