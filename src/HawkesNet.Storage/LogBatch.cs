namespace HawkesNet.Storage;

/// <summary>One row of the event log as parallel arrays, in order of arrival: its events, the names first seen in it,
/// and what replay needs to repeat their order. Not thread-safe.</summary>
/// <remarks>Source, target and type are log indices: names in order of first arrival in the log.</remarks>
public sealed class LogBatch
{
    /// <summary>The target of an event without one.</summary>
    public const int NoTarget = -1;

    private long[] timeTicks = [];
    private int[] sources = [];
    private int[] targets = [];
    private int[] types = [];
    private double[] weights = [];
    private byte[] late = [];

    /// <summary>Row number in the network's log, from 1 without gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>Log position of the first event; of the next event where there is none here.</summary>
    public long FirstPosition { get; set; }

    /// <summary>Log position of the last event; the one before the first where there is none here.</summary>
    public long LastPosition => FirstPosition + Count - 1;

    /// <summary>Whether the watermark moves to the last time of the row, whatever the lateness.</summary>
    public bool Backfill { get; set; }

    /// <summary>The allowed lateness in force, in ticks.</summary>
    public long LatenessTicks { get; set; }

    /// <summary>Where the watermark moves after the events; null: no flush marker.</summary>
    public long? FlushToTicks { get; set; }

    /// <summary>Duplicate rows the network has answered when this row was written.</summary>
    public long DuplicatesTotal { get; set; }

    /// <summary>Log index of the first actor named first in this row.</summary>
    public int FirstNewActor { get; set; }

    /// <summary>Log index of the first type named first in this row.</summary>
    public int FirstNewType { get; set; }

    /// <summary>Names of actors seen first in this row.</summary>
    public TextColumn NewActors { get; } = new();

    /// <summary>Names of types seen first in this row.</summary>
    public TextColumn NewTypes { get; } = new();

    /// <summary>Event ids; empty where the client gave none. [Count]</summary>
    public TextColumn Ids { get; } = new();

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Event times in ticks, in order of arrival. [Count]</summary>
    public ReadOnlySpan<long> TimeTicks => timeTicks.AsSpan(0, Count);

    /// <summary>Source actors. [Count]</summary>
    public ReadOnlySpan<int> Sources => sources.AsSpan(0, Count);

    /// <summary>Target actors or <see cref="NoTarget"/>. [Count]</summary>
    public ReadOnlySpan<int> Targets => targets.AsSpan(0, Count);

    /// <summary>Types. [Count]</summary>
    public ReadOnlySpan<int> Types => types.AsSpan(0, Count);

    /// <summary>Weights. [Count]</summary>
    public ReadOnlySpan<double> Weights => weights.AsSpan(0, Count);

    /// <summary>1 where the event was behind the watermark when it came, else 0. [Count]</summary>
    public ReadOnlySpan<byte> Late => late.AsSpan(0, Count);

    /// <summary>Appends an event.</summary>
    public void Add(
        long time, int source, int target, int type, double weight, bool isLate, ReadOnlySpan<byte> id)
    {
        Reserve(Count + 1);
        timeTicks[Count] = time;
        sources[Count] = source;
        targets[Count] = target;
        types[Count] = type;
        weights[Count] = weight;
        late[Count] = isLate ? (byte)1 : (byte)0;
        Ids.Add(id);
        Count++;
    }

    /// <summary>Forgets events and names added after these counts were read.</summary>
    public void Truncate(int count, int newActors, int newTypes)
    {
        Count = Math.Min(Count, count);
        Ids.Truncate(count);
        NewActors.Truncate(newActors);
        NewTypes.Truncate(newTypes);
    }

    /// <summary>Makes the arrays <paramref name="count"/> long, to be filled by the decoder.</summary>
    internal Columns Resize(int count)
    {
        Reserve(count);
        Count = count;
        return new Columns(timeTicks.AsSpan(0, count), sources.AsSpan(0, count), targets.AsSpan(0, count),
            types.AsSpan(0, count), weights.AsSpan(0, count), late.AsSpan(0, count));
    }

    private void Reserve(int count)
    {
        if (count <= timeTicks.Length)
        {
            return;
        }
        int capacity = Math.Max(count, Math.Max(16, timeTicks.Length * 2));
        Array.Resize(ref timeTicks, capacity);
        Array.Resize(ref sources, capacity);
        Array.Resize(ref targets, capacity);
        Array.Resize(ref types, capacity);
        Array.Resize(ref weights, capacity);
        Array.Resize(ref late, capacity);
    }

    /// <summary>The arrays, writable.</summary>
    internal readonly ref struct Columns(
        Span<long> timeTicks, Span<int> sources, Span<int> targets, Span<int> types, Span<double> weights,
        Span<byte> late)
    {
        public readonly Span<long> TimeTicks = timeTicks;
        public readonly Span<int> Sources = sources;
        public readonly Span<int> Targets = targets;
        public readonly Span<int> Types = types;
        public readonly Span<double> Weights = weights;
        public readonly Span<byte> Late = late;
    }
}
