using HawkesNet.Service.Learning;
using HawkesNet.Storage;

namespace HawkesNet.Service.Ingest;

/// <summary>Holds events back until the watermark has passed them, and gives them out in one canonical order: time,
/// then
/// the bytes of the source, target and type names, weight, and the hash of the id. So any order of arrival inside the
/// allowed lateness gives the same stream.</summary>
/// <remarks>Watermark: the largest time seen minus the allowed lateness; a backfill row moves it to its last time, a
/// flush
/// marker to its own. It never goes back. Events strictly before it are released, so ties are released only complete.
/// Kept sorted: a row costs its own sort plus a merge with the part of the window it overlaps. Not
/// thread-safe.</remarks>
public sealed class ReorderWindow(SharedNames actors, SharedNames types)
{
    private Held[] held = new Held[64];
    private Held[] spare = [];
    private long[] spareTimes = [];
    private int[] spareOrder = [];
    private int first;
    private int end;

    /// <summary>Events held back.</summary>
    public int Count => end - first;

    /// <summary>The events held back, in canonical order.</summary>
    public ReadOnlySpan<Held> Events => held.AsSpan(first, Count);

    /// <summary>Where the stream stands.</summary>
    public Watermark Watermark { get; private set; } = Watermark.None;

    /// <summary>Takes in a log row; its late events are left out.</summary>
    public void Add(LogBatch batch)
    {
        MakeRoom(batch.Count);
        int start = end;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Late[i] == 0)
            {
                ReadOnlySpan<byte> id = batch.Ids[i];
                held[end++] = new Held(batch.TimeTicks[i], batch.Sources[i], batch.Targets[i], batch.Types[i],
                    batch.Weights[i], id.IsEmpty ? UInt128.Zero : EventIds.Hash(id));
            }
        }
        Merge(start);
        Watermark = Watermark.After(batch);
    }

    /// <summary>The events that are before the watermark; they leave the window. Valid until the next call.</summary>
    public ReadOnlySpan<Held> Release()
    {
        if (Watermark.Ticks is not long ticks)
        {
            return [];
        }
        int start = first;
        int until = FirstAtOrAfter(ticks);
        first = until;
        return held.AsSpan(start, until - start);
    }

    /// <summary>Puts the window back as it was when its events and watermark were read.</summary>
    public void Restore(ReadOnlySpan<Held> events, Watermark watermark)
    {
        first = 0;
        end = 0;
        MakeRoom(events.Length);
        events.CopyTo(held);
        end = events.Length;
        Watermark = watermark;
    }

    private void MakeRoom(int count)
    {
        if (end + count <= held.Length)
        {
            return;
        }
        Held[] target = Count + count > held.Length / 2 ? new Held[Math.Max(64, (Count + count) * 2)] : held;
        held.AsSpan(first, Count).CopyTo(target);
        held = target;
        end = Count;
        first = 0;
    }

    private void Merge(int start)
    {
        Span<Held> added = held.AsSpan(start, end - start);
        if (!IsSorted(added))
        {
            Sort(added);
        }
        if (added.IsEmpty || start == first || Compare(held[start - 1], added[0]) <= 0)
        {
            return;
        }
        ReserveSpare(added.Length);
        added.CopyTo(spare);
        int left = start - 1;
        int right = added.Length - 1;
        for (int at = end - 1; right >= 0; at--)
        {
            bool takeLeft = left >= first && Compare(held[left], spare[right]) > 0;
            held[at] = takeLeft ? held[left--] : spare[right--];
        }
    }

    /// <summary>Sorts by time as plain numbers, which is far cheaper, and then each run of ties by the rest.</summary>
    private void Sort(Span<Held> events)
    {
        ReserveSpare(events.Length);
        events.CopyTo(spare);
        Span<long> times = spareTimes.AsSpan(0, events.Length);
        Span<int> order = spareOrder.AsSpan(0, events.Length);
        for (int i = 0; i < events.Length; i++)
        {
            times[i] = spare[i].TimeTicks;
            order[i] = i;
        }
        times.Sort(order);
        int run = 0;
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = spare[order[i]];
            if (times[i] != times[run])
            {
                SortTies(events[run..i]);
                run = i;
            }
        }
        SortTies(events[run..]);
    }

    private void SortTies(Span<Held> events)
    {
        if (events.Length > 1)
        {
            events.Sort(CompareTied);
        }
    }

    private void ReserveSpare(int count)
    {
        if (spare.Length < count)
        {
            int capacity = Math.Max(count, spare.Length * 2);
            spare = new Held[capacity];
            spareTimes = new long[capacity];
            spareOrder = new int[capacity];
        }
    }

    private bool IsSorted(ReadOnlySpan<Held> events)
    {
        for (int i = 1; i < events.Length; i++)
        {
            if (Compare(events[i - 1], events[i]) > 0)
            {
                return false;
            }
        }
        return true;
    }

    private int FirstAtOrAfter(long ticks)
    {
        int low = first;
        int high = end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = held[middle].TimeTicks < ticks ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private int Compare(in Held a, in Held b) => a.TimeTicks != b.TimeTicks
        ? a.TimeTicks.CompareTo(b.TimeTicks)
        : CompareTied(a, b);

    private int CompareTied(Held a, Held b)
    {
        int order = CompareNames(actors, a.Source, b.Source);
        order = order != 0 ? order : CompareNames(actors, a.Target, b.Target);
        order = order != 0 ? order : CompareNames(types, a.Type, b.Type);
        order = order != 0 ? order : a.Weight.CompareTo(b.Weight);
        return order != 0 ? order : a.IdHash.CompareTo(b.IdHash);
    }

    private static int CompareNames(SharedNames names, int a, int b)
    {
        if (a == b || a < 0 || b < 0)
        {
            return a == b ? 0 : a.CompareTo(b);
        }
        return names[a].SequenceCompareTo(names[b]);
    }

    /// <summary>An event held back; source, target and type are log indices.</summary>
    public readonly record struct Held(
        long TimeTicks, int Source, int Target, int Type, double Weight, UInt128 IdHash);
}
