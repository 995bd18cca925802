using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>One event as clustering sees it: who, of what type, and the parts of its intensity that do not depend on
/// clusters.</summary>
/// <remarks>Known and Strange are the probabilities of the target under the baseline's choice: by ways that name it,
/// and by popularity or at random before the affinity bends them; the like for the choices of bursts, relays and joins.
/// Other is intensity that no cluster bends.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowEvent
{
    public long TimeTicks;
    public int Source;
    public int Target;
    public int Type;
    public int TermEnd;
    public double Other;
    public float Known;
    public float Strange;
    public float BurstKnown;
    public float BurstStrange;
    public float RelayKnown;
    public float RelayStrange;
    public float JoinKnown;
    public float Weight;
}

/// <summary>One cause of an event by one mechanism, per expected offspring: the intensity that reaches the target by
/// ways that name it, and as a stranger.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowTerm
{
    public int Mechanism;
    public int TriggerType;
    public double Known;
    public double Strange;
}

/// <summary>The newest events, for refits of the clusters. Bounded: the oldest half is let go when it is
/// full.</summary>
internal sealed class EventWindow
{
    /// <summary>Most events held.</summary>
    public const int Capacity = 1 << 18;

    private const int LookAheadEvents = 6;

    private WindowEvent[] events = new WindowEvent[256];
    private WindowTerm[] terms = new WindowTerm[1024];
    private int termCount;

    public int Count { get; private set; }

    /// <summary>Whether the events held are the whole stream.</summary>
    public bool IsWhole { get; private set; } = true;

    public ReadOnlySpan<WindowEvent> Events => events.AsSpan(0, Count);

    public ref readonly WindowEvent Event(int index) => ref events[index];

    /// <summary>The terms of an event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<WindowTerm> Terms(int index)
    {
        int start = index == 0 ? 0 : events[index - 1].TermEnd;
        return terms.AsSpan(start, events[index].TermEnd - start);
    }

    /// <summary>Asks the memory for what the next of some events need: first the events, then their terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LookAhead(ReadOnlySpan<int> indices, int current)
    {
        int far = current + (2 * LookAheadEvents), near = current + LookAheadEvents;
        if (far < indices.Length)
        {
            // Where an event's terms begin is said by the event before it, on another line.
            Prefetch.Line(ref events[indices[far]]);
            Prefetch.Line(ref events[Math.Max(0, indices[far] - 1)].TermEnd);
        }
        if (near < indices.Length && indices[near] > 0)
        {
            int start = events[indices[near] - 1].TermEnd;
            if (start < terms.Length)
            {
                Prefetch.Line(ref terms[start]);
                Prefetch.Line(ref terms[Math.Min(terms.Length - 1, start + 4)]);
            }
        }
    }

    /// <summary>Adds a term to the event that <see cref="Add"/> will close.</summary>
    public void AddTerm(int mechanism, int triggerType, double known, double strange)
    {
        if (termCount == terms.Length)
        {
            Array.Resize(ref terms, termCount * 2);
        }
        terms[termCount++] = new WindowTerm
        {
            Mechanism = mechanism,
            TriggerType = triggerType,
            Known = known,
            Strange = strange,
        };
    }

    /// <summary>Adds an event with the terms added since the last one.</summary>
    public void Add(WindowEvent one)
    {
        if (Count == Capacity)
        {
            DropOldest(Capacity / 2);
        }
        if (Count == events.Length)
        {
            Array.Resize(ref events, Count * 2);
        }
        one.TermEnd = termCount;
        events[Count++] = one;
    }

    /// <summary>Drops all terms; those of every event, in order, are then to be added and closed again.</summary>
    public void DropTerms() => termCount = 0;

    /// <summary>Closes the terms added since the last event: they are those of this one.</summary>
    public void CloseTerms(int index) => events[index].TermEnd = termCount;

    /// <summary>Lets go of events more than an age before a time.</summary>
    public void DropOlderThan(double ageTicks, long nowTicks)
    {
        int dropped = 0;
        while (dropped < Count && StreamTime.Elapsed(events[dropped].TimeTicks, nowTicks) > ageTicks)
        {
            dropped++;
        }
        if (dropped > 0)
        {
            DropOldest(dropped);
        }
    }

    /// <summary>Moves the events to the operational times that the newest of the whole stream have now.</summary>
    public void Retime(ReadOnlySpan<Inference.EarlyEvent> stream)
    {
        for (int i = 0; i < Count; i++)
        {
            events[i].TimeTicks = stream[stream.Length - Count + i].TimeTicks;
        }
    }

    /// <summary>Moves the events from the operational times of one rhythm to those of another, none of them beyond
    /// now.</summary>
    public void Retime(Rhythm from, Rhythm to, long nowTicks)
    {
        for (int i = 0; i < Count; i++)
        {
            events[i].TimeTicks = Math.Min(to.ToOperational(from.ToStream(events[i].TimeTicks)), nowTicks);
        }
    }

    public void Transfer(IStateTransfer transfer)
    {
        IsWhole = transfer.Value(IsWhole);
        events = transfer.Array(events, Count);
        terms = transfer.Array(terms, termCount);
        if (transfer is StateReader)
        {
            Count = events.Length;
            termCount = terms.Length;
            Array.Resize(ref events, Math.Max(256, Count));
            Array.Resize(ref terms, Math.Max(1024, termCount));
        }
    }

    private void DropOldest(int dropped)
    {
        int droppedTerms = events[dropped - 1].TermEnd;
        Array.Copy(events, dropped, events, 0, Count - dropped);
        Array.Copy(terms, droppedTerms, terms, 0, termCount - droppedTerms);
        Count -= dropped;
        termCount -= droppedTerms;
        for (int i = 0; i < Count; i++)
        {
            events[i].TermEnd -= droppedTerms;
        }
        IsWhole = false;
    }
}
