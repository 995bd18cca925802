using HawkesNet.Model.Rhythms;

namespace HawkesNet.Model.Events;

/// <summary>Events as parallel arrays: time, source, target, type, weight. Time never decreases.</summary>
/// <remarks>Indices are dense and by first appearance in the ordered stream: a source, target or type not seen
/// before has the next free index. Not thread-safe.</remarks>
public sealed class EventBatch
{
    /// <summary>The target index of an event without a target.</summary>
    public const int NoTarget = -1;

    private long[] timeTicks;
    private int[] sources;
    private int[] targets;
    private int[] types;
    private double[] weights;
    private long[]? streamTicks;

    /// <summary>An empty batch with room for <paramref name="capacity"/> events; it grows as needed.</summary>
    public EventBatch(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        timeTicks = new long[capacity];
        sources = new int[capacity];
        targets = new int[capacity];
        types = new int[capacity];
        weights = new double[capacity];
    }

    /// <summary>Number of events held.</summary>
    public int Count { get; private set; }

    /// <summary>Event times in ticks, never decreasing. [Count]</summary>
    public ReadOnlySpan<long> TimeTicks => timeTicks.AsSpan(0, Count);

    /// <summary>Event times as the stream has them; <see cref="TimeTicks"/> unless those are operational.
    /// [Count]</summary>
    internal ReadOnlySpan<long> StreamTicks => (streamTicks ?? timeTicks).AsSpan(0, Count);

    /// <summary>Source actors. [Count]</summary>
    public ReadOnlySpan<int> Sources => sources.AsSpan(0, Count);

    /// <summary>Target actors, or <see cref="NoTarget"/>. [Count]</summary>
    public ReadOnlySpan<int> Targets => targets.AsSpan(0, Count);

    /// <summary>Event types. [Count]</summary>
    public ReadOnlySpan<int> Types => types.AsSpan(0, Count);

    /// <summary>Event weights; 1 where the client gave none. [Count]</summary>
    public ReadOnlySpan<double> Weights => weights.AsSpan(0, Count);

    /// <summary>Appends one event. An event whose target is its source is kept as one without target.</summary>
    /// <exception cref="ArgumentException">The time is before that of the event added last.</exception>
    public void Add(long time, int source, int target, int type, double weight = 1)
    {
        if (Count > 0 && time < timeTicks[Count - 1])
        {
            throw new ArgumentException("time goes backwards", nameof(time));
        }
        if (Count == timeTicks.Length)
        {
            Grow();
        }
        timeTicks[Count] = time;
        sources[Count] = source;
        targets[Count] = target == source ? NoTarget : target;
        types[Count] = type;
        weights[Count] = weight;
        Count++;
    }

    /// <summary>Empties the batch and keeps its memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Becomes a run of another batch in the operational time of a rhythm.</summary>
    /// <param name="stream">The other batch.</param>
    /// <param name="start">First event of the run.</param>
    /// <param name="count">Events of the run.</param>
    /// <param name="rhythm">The rhythm.</param>
    /// <param name="clockTicks">Operational time of the event before; rounding may not lead behind it.</param>
    internal void Retime(EventBatch stream, int start, int count, Rhythm rhythm, long clockTicks)
    {
        Clear();
        if (streamTicks is null || streamTicks.Length < count)
        {
            streamTicks = new long[count];
        }
        for (int e = start; e < start + count; e++)
        {
            clockTicks = Math.Max(clockTicks, rhythm.ToOperational(stream.TimeTicks[e]));
            streamTicks[Count] = stream.TimeTicks[e];
            Add(clockTicks, stream.Sources[e], stream.Targets[e], stream.Types[e], stream.Weights[e]);
        }
    }

    private void Grow()
    {
        int capacity = Math.Max(64, timeTicks.Length * 2);
        Array.Resize(ref timeTicks, capacity);
        Array.Resize(ref sources, capacity);
        Array.Resize(ref targets, capacity);
        Array.Resize(ref types, capacity);
        Array.Resize(ref weights, capacity);
    }
}
