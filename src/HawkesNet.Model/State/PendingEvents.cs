namespace HawkesNet.Model.State;

/// <summary>Events of the newest time, waiting to become history when time moves on.</summary>
internal sealed class PendingEvents
{
    private PendingEvent[] events = new PendingEvent[4];

    public int Count { get; private set; }

    public long TimeTicks { get; private set; }

    public ReadOnlySpan<PendingEvent> Events => events.AsSpan(0, Count);

    public void Add(long timeTicks, in PendingEvent pending)
    {
        if (Count == events.Length)
        {
            Array.Resize(ref events, Count * 2);
        }
        events[Count++] = pending;
        TimeTicks = timeTicks;
    }

    public void Clear() => Count = 0;

    public PendingEvents Clone() => new()
    {
        events = events.AsSpan(0, Math.Max(1, Count)).ToArray(),
        Count = Count,
        TimeTicks = TimeTicks,
    };

    public void Transfer(IStateTransfer transfer)
    {
        PendingEvent[] content = transfer.Array(events, Count);
        TimeTicks = transfer.Value(TimeTicks);
        if (transfer is StateReader)
        {
            Count = content.Length;
            events = content.Length == 0 ? new PendingEvent[4] : content;
        }
    }
}

/// <summary>One event, with the index of its dyad (-1: none yet), its weight, and the part of it put down to the
/// baseline.</summary>
internal readonly record struct PendingEvent(
    int Source, int Target, int Type, int Dyad, double Weight, double BaselineCredit)
{
    /// <summary>Its time as the stream has it.</summary>
    public long StreamTicks { get; init; }
}
