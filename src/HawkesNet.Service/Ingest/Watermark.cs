using HawkesNet.Storage;

namespace HawkesNet.Service.Ingest;

/// <summary>How far a network's stream is settled, from the log alone. Immutable.</summary>
/// <param name="Ticks">Events before this time are late, those before it are learned; null: no event yet.</param>
/// <param name="LargestTicks">The largest time of an event that was not late; meaningless before the first.</param>
public readonly record struct Watermark(long? Ticks, long LargestTicks)
{
    /// <summary>Before the first event.</summary>
    public static Watermark None { get; } = new(null, long.MinValue);

    /// <summary>Whether an event that was not late is still waiting.</summary>
    public bool HoldsBack => Ticks is long ticks && LargestTicks >= ticks;

    /// <summary>The flush marker that releases everything.</summary>
    public long FlushToTicks => LargestTicks == long.MaxValue ? long.MaxValue : LargestTicks + 1;

    /// <summary>Whether an event of this time comes too late.</summary>
    public bool IsLate(long timeTicks) => timeTicks < Ticks;

    /// <summary>After an event that is not late.</summary>
    public Watermark After(long timeTicks, long latenessTicks)
    {
        long largest = Math.Max(LargestTicks, timeTicks);
        long settled = largest < long.MinValue + latenessTicks ? long.MinValue : largest - latenessTicks;
        return new Watermark(Math.Max(Ticks ?? long.MinValue, settled), largest);
    }

    /// <summary>After a flush marker.</summary>
    public Watermark AfterFlush(long flushToTicks) =>
        this with { Ticks = Math.Max(Ticks ?? long.MinValue, flushToTicks) };

    /// <summary>After a whole log row.</summary>
    public Watermark After(LogBatch batch)
    {
        Watermark mark = this;
        long lateness = batch.Backfill ? 0 : batch.LatenessTicks;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Late[i] == 0)
            {
                mark = mark.After(batch.TimeTicks[i], lateness);
            }
        }
        return batch.FlushToTicks is long flush ? mark.AfterFlush(flush) : mark;
    }
}
