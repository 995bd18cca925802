using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>Compares, period by period, when the events of a long stream come with when the model expects them. O(1)
/// per event, whatever the length of the stream.</summary>
/// <remarks>Each period is scored before it is counted: how much more probable would its events have been, had every
/// cell's intensity been corrected by what the periods before it tell (equation 40)?</remarks>
internal sealed class PeriodWatch
{
    /// <summary>Weight that a period keeps with each that follows.</summary>
    private const double Kept = 0.95;

    /// <summary>Silence after which counting begins anew, in periods.</summary>
    private const double SilenceMax = 8;

    private readonly double[] counts = new double[RhythmProfile.Cells];
    private readonly double[] expected = new double[RhythmProfile.Cells];
    private readonly double[] correction = new double[RhythmProfile.Cells];
    private readonly RhythmProfile observed;
    private readonly RhythmProfile predicted;
    private double[] levels = [];
    private bool isCorrecting;
    private bool isWhole;
    private int cell;
    private long last;
    private double cellEnd;

    /// <summary>A watch that begins now.</summary>
    /// <param name="originTicks">Stream time at which some period began.</param>
    /// <param name="periodTicks">The period.</param>
    /// <param name="harmonics">Terms of the Fourier series of its levels.</param>
    /// <param name="nowTicks">Now; what is left of its period is not counted.</param>
    public PeriodWatch(long originTicks, long periodTicks, int harmonics, long nowTicks)
    {
        OriginTicks = originTicks;
        PeriodTicks = periodTicks;
        observed = new RhythmProfile(harmonics);
        predicted = new RhythmProfile(harmonics);
        Restart(nowTicks);
    }

    public int Harmonics => observed.Harmonics;

    public long OriginTicks { get; }

    public long PeriodTicks { get; }

    /// <summary>Nats that corrections have gained; the periods as <see cref="Events"/>.</summary>
    public double Gain { get; private set; }

    /// <summary>Events of the periods scored, older ones fading.</summary>
    public double Events { get; private set; }

    /// <summary>The levels of the periods so far; none where nothing is above error, or there are too few.</summary>
    public ReadOnlySpan<double> Levels => levels;

    private double CellTicks => (double)PeriodTicks / RhythmProfile.Cells;

    /// <summary>Takes in an event.</summary>
    /// <param name="ticks">Its stream time.</param>
    /// <param name="compensator">Events expected since the one before: shared out evenly over the time between.</param>
    public void Add(long ticks, double compensator)
    {
        double gap = StreamTime.Elapsed(last, ticks);
        if (gap > SilenceMax * PeriodTicks)
        {
            Restart(ticks);
            return;
        }
        double at = StreamTime.Elapsed(OriginTicks, ticks), from = at - gap;
        while (at >= cellEnd)
        {
            expected[cell] += compensator * Math.Max(0, cellEnd - from) / gap;
            from = Math.Max(from, cellEnd);
            NextCell();
        }
        expected[cell] += gap > 0 ? compensator * (at - from) / gap : compensator;
        counts[cell]++;
        last = ticks;
    }

    /// <summary>The model has changed: what it expected before says nothing any more.</summary>
    public void ForgetPredictions()
    {
        predicted.Clear();
        isCorrecting = isWhole = false;
        (Gain, Events) = (0, 0);
    }

    public void Transfer(IStateTransfer transfer)
    {
        transfer.Bytes(MemoryMarshal.AsBytes(counts.AsSpan()));
        transfer.Bytes(MemoryMarshal.AsBytes(expected.AsSpan()));
        transfer.Bytes(MemoryMarshal.AsBytes(correction.AsSpan()));
        observed.Transfer(transfer);
        predicted.Transfer(transfer);
        levels = transfer.Array(levels);
        isCorrecting = transfer.Value(isCorrecting);
        isWhole = transfer.Value(isWhole);
        cell = transfer.Value(cell);
        last = transfer.Value(last);
        cellEnd = transfer.Value(cellEnd);
        Gain = transfer.Value(Gain);
        Events = transfer.Value(Events);
        if (cell is < 0 or >= RhythmProfile.Cells || (levels.Length != 0 && levels.Length != RhythmProfile.Cells)
            || !double.IsFinite(cellEnd))
        {
            throw new FormatException("the state holds an impossible watch of a period");
        }
    }

    private void Restart(long nowTicks)
    {
        isWhole = false;
        last = nowTicks;
        double elapsed = StreamTime.Elapsed(OriginTicks, nowTicks);
        double periods = Math.Floor(elapsed / PeriodTicks);
        cell = Math.Clamp((int)((elapsed - (periods * PeriodTicks)) / CellTicks), 0, RhythmProfile.Cells - 1);
        cellEnd = (periods * PeriodTicks) + ((cell + 1) * CellTicks);
    }

    private void NextCell()
    {
        cell++;
        if (cell == RhythmProfile.Cells)
        {
            cell = 0;
            ClosePeriod();
        }
        cellEnd += CellTicks;
    }

    private void ClosePeriod()
    {
        if (isWhole)
        {
            Score();
            Count();
        }
        isWhole = true;
        Array.Clear(counts);
        Array.Clear(expected);
    }

    private void Score()
    {
        if (!isCorrecting)
        {
            return;
        }
        (Gain, Events) = (Kept * Gain, Kept * Events);
        for (int c = 0; c < RhythmProfile.Cells; c++)
        {
            Gain += (counts[c] * Math.Log(correction[c])) - (expected[c] * (correction[c] - 1));
            Events += counts[c];
        }
    }

    private void Count()
    {
        observed.Forget(Kept);
        observed.AddPeriod(counts);
        predicted.Forget(Kept);
        predicted.AddPeriod(expected);
        levels = observed.Levels(RhythmRefinement.PeriodsMin) ?? [];
        double[]? foreseen = predicted.Levels(RhythmRefinement.PeriodsMin);
        isCorrecting = predicted.Periods >= RhythmRefinement.PeriodsMin;
        for (int c = 0; c < RhythmProfile.Cells; c++)
        {
            correction[c] = (levels.Length == 0 ? 1 : levels[c]) / (foreseen is null ? 1 : foreseen[c]);
        }
    }
}
