using System.Text;
using HawkesNet.Service.Learning;

namespace HawkesNet.Service.Ingest;

/// <summary>What appending rows would answer, with nothing stored; what is pooled is not foreseen.
/// For one body; not thread-safe.</summary>
/// <param name="network">The network as it is now; null: it does not exist yet.</param>
/// <param name="options">How far an event may lie ahead.</param>
/// <param name="nowTicks">The wall clock in Unix nanoseconds.</param>
public sealed class DryRun(Network? network, ServiceOptions options, long nowTicks)
{
    private readonly long latenessTicks = (network?.Settings ?? new NetworkSettings()).AllowedLatenessTicks;
    private readonly long futureTicksMax = nowTicks + (long)(options.FutureMax.TotalSeconds * 1e9);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly List<RefusedRow> refused = [];
    private Watermark watermark = network?.Status.WatermarkTicks is long ticks
        ? new Watermark(ticks, long.MinValue)
        : Watermark.None;

    private long previousTicks = long.MinValue;
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
        long timeTicks = rows[row].TimeTicks;
        ReadOnlySpan<byte> id = rows.Text(rows[row].Id);
        if (!id.IsEmpty && (ids.Contains(Encoding.UTF8.GetString(id)) || network?.FindEvent(id) is not null))
        {
            duplicates++;
        }
        else if (!backfill && timeTicks > futureTicksMax)
        {
            refused.Add(new RefusedRow(row, "future", "The time is too far ahead of the clock. Is the unit right?"));
            return;
        }
        else if (backfill && timeTicks < previousTicks)
        {
            refused.Add(new RefusedRow(row, "outOfOrder", "The time is before that of an earlier row."));
            return;
        }
        else
        {
            Count(timeTicks, backfill);
            ids.Add(Encoding.UTF8.GetString(id));
        }
        previousTicks = Math.Max(previousTicks, timeTicks);
    }

    private void Count(long timeTicks, bool backfill)
    {
        if (watermark.IsLate(timeTicks))
        {
            late++;
            return;
        }
        accepted++;
        watermark = watermark.After(timeTicks, backfill ? 0 : latenessTicks);
    }
}
