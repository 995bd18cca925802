using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>How busy each part of a recurring period, such as a day or a week, is beside the average; and with it the
/// map between the stream's time and operational time, in which the rhythm is flat (equation 38). Immutable.</summary>
/// <remarks>Operational time goes as fast as the rhythm's level: slowly at night. Both times advance alike over a whole
/// period. Everything but the borders of the model, where events come in and answers go out, is in operational
/// time.</remarks>
internal sealed class Rhythm
{
    /// <summary>No rhythm: both times are one.</summary>
    public static readonly Rhythm Flat = new(0, 1, [1]);

    private readonly double[] levels;
    private readonly double[] starts;
    private readonly long shiftTicks;

    /// <summary>A rhythm whose period begins at a time.</summary>
    /// <param name="originTicks">Stream time at which a period begins; no earlier time is asked about.</param>
    /// <param name="periodTicks">Length of the period.</param>
    /// <param name="levels">Level of each of the period's cells, which are equally long; their mean is one.</param>
    /// <exception cref="ArgumentException">No positive period, or levels that are not positive with a mean of
    /// one.</exception>
    public Rhythm(long originTicks, long periodTicks, double[] levels)
        : this(originTicks, periodTicks, levels, 0)
    {
    }

    private Rhythm(long originTicks, long periodTicks, double[] levels, long shiftTicks)
    {
        if (periodTicks < 1 || levels.Length == 0 || !levels.All(level => level > 0 && double.IsFinite(level))
            || Math.Abs((levels.Sum() / levels.Length) - 1) > 1e-9)
        {
            throw new ArgumentException("a rhythm has a period, and positive levels with a mean of one");
        }
        OriginTicks = originTicks;
        PeriodTicks = periodTicks;
        this.levels = levels;
        this.shiftTicks = shiftTicks;
        starts = new double[levels.Length + 1];
        for (int c = 0; c < levels.Length; c++)
        {
            starts[c + 1] = starts[c] + (levels[c] * CellTicks);
        }
    }

    /// <summary>Whether there is no rhythm.</summary>
    public bool IsFlat => levels.Length == 1;

    /// <summary>Stream time at which a period begins.</summary>
    public long OriginTicks { get; }

    public long PeriodTicks { get; }

    /// <summary>Level of each cell of the period; their mean is one.</summary>
    public ReadOnlySpan<double> Levels => levels;

    private double CellTicks => (double)PeriodTicks / levels.Length;

    /// <summary>How many times its average the stream's clock runs at a time: dτ/dt.</summary>
    public double Level(long streamTicks) => IsFlat ? 1 : levels[Cell(Phase(streamTicks))];

    /// <summary>Operational time of a stream time.</summary>
    public long ToOperational(long streamTicks)
    {
        if (IsFlat)
        {
            return streamTicks;
        }
        ulong phase = Phase(streamTicks);
        int cell = Cell(phase);
        double ahead = starts[cell] + ((phase - (cell * CellTicks)) * levels[cell]) - phase;
        return Sum(streamTicks, (long)Math.Floor(ahead), shiftTicks);
    }

    /// <summary>Operational time that passes from one stream time to another, in ticks.</summary>
    public double OperationalBetween(long fromTicks, long toTicks) =>
        StreamTime.Elapsed(ToOperational(fromTicks), ToOperational(toTicks));

    /// <summary>Stream time of an operational time, to within the ticks that rounding lets fall together.</summary>
    public long ToStream(long operationalTicks)
    {
        if (IsFlat)
        {
            return operationalTicks;
        }
        long unshifted = Sum(operationalTicks, -shiftTicks, 0);
        double phase = unshifted < OriginTicks ? 0 : ((ulong)unshifted - (ulong)OriginTicks) % (ulong)PeriodTicks;
        int cell = Array.BinarySearch(starts, phase);
        cell = Math.Min(cell < 0 ? ~cell - 1 : cell, levels.Length - 1);
        double behind = (cell * CellTicks) + ((phase - starts[cell]) / levels[cell]) - phase;
        return Sum(unshifted, (long)Math.Ceiling(behind), 0);
    }

    /// <summary>The same rhythm, with operational time counted so that it meets the stream's at one point.</summary>
    public Rhythm Through(long streamTicks, long operationalTicks)
    {
        var unshifted = new Rhythm(OriginTicks, PeriodTicks, levels);
        return new Rhythm(OriginTicks, PeriodTicks, levels, operationalTicks - unshifted.ToOperational(streamTicks));
    }

    public static Rhythm Transfer(IStateTransfer transfer, Rhythm rhythm)
    {
        long origin = transfer.Value(rhythm.OriginTicks), period = transfer.Value(rhythm.PeriodTicks);
        long shift = transfer.Value(rhythm.shiftTicks);
        double[] levels = transfer.Array(rhythm.levels);
        if (transfer is not StateReader)
        {
            return rhythm;
        }
        try
        {
            return new Rhythm(origin, period, levels, shift);
        }
        catch (ArgumentException refusal)
        {
            throw new FormatException("the state holds an impossible rhythm", refusal);
        }
    }

    // Whole ticks: the fraction of a period stays exact however long the stream is.
    private ulong Phase(long streamTicks) => streamTicks <= OriginTicks
        ? 0 : ((ulong)streamTicks - (ulong)OriginTicks) % (ulong)PeriodTicks;

    private int Cell(ulong phase) => Math.Min((int)(phase / CellTicks), levels.Length - 1);

    private static long Sum(long a, long b, long c) =>
        (long)Int128.Clamp((Int128)a + b + c, long.MinValue, long.MaxValue);
}
