using System.Numerics;
using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>Estimates the levels of a rhythm from how many events each cell of each period had, as a short Fourier
/// series.</summary>
/// <remarks>Events come in bursts, so their counts say less than independent ones would. How much a coefficient errs is
/// seen from how it differs between periods, as the variance of a ratio; each is then shrunk by what of its square may
/// be error (docs/model.md, section 14). A period of weight w is one that has w times the say.</remarks>
internal sealed class RhythmProfile
{
    /// <summary>Cells a period is divided into: the hours of a week.</summary>
    public const int Cells = 168;

    /// <summary>Errors that a coefficient's square is cut by: most of what is error alone falls away by
    /// three.</summary>
    private const double ErrorsCut = 3;

    /// <summary>Least level: a cell without events may have some yet.</summary>
    private const double LevelMin = 0.02;

    private static readonly Complex[] HalfCellTurns =
        [.. Enumerable.Range(0, 2 * Cells).Select(h => Complex.FromPolarCoordinates(1, -Math.PI * h / Cells))];

    private readonly Complex[] sums;
    private readonly Complex[] countProducts;
    private readonly double[] squares;

    // Sums over periods: w, w², w n, w² n and w² n², n the period's events.
    private double weights;
    private double weightSquares;
    private double events;
    private double independentSquares;
    private double eventSquares;

    /// <summary>A profile of no period yet.</summary>
    /// <param name="harmonics">Most terms of the series, at most half the cells.</param>
    public RhythmProfile(int harmonics)
    {
        sums = new Complex[harmonics];
        countProducts = new Complex[harmonics];
        squares = new double[harmonics];
    }

    /// <summary>Terms of the series.</summary>
    public int Harmonics => sums.Length;

    /// <summary>Periods added since the last <see cref="Clear"/>.</summary>
    public int Periods { get; private set; }

    /// <summary>Parameters that the levels of <see cref="Levels"/> amount to: of each the share that is
    /// kept.</summary>
    public double EffectiveParameters { get; private set; }

    /// <summary>The profile of all whole periods that times span, the first of which begins with them.</summary>
    /// <param name="times">Times of events, in order.</param>
    /// <param name="periodTicks">The period.</param>
    /// <param name="harmonics">Most terms of the series, at most half the cells.</param>
    public static RhythmProfile Of(ReadOnlySpan<long> times, long periodTicks, int harmonics)
    {
        var profile = new RhythmProfile(harmonics);
        var counts = new double[Cells];
        ulong period = 0, periods = (ulong)(StreamTime.Elapsed(times[0], times[^1]) / periodTicks);
        double cellTicks = (double)periodTicks / Cells;
        foreach (long time in times)
        {
            ulong elapsed = (ulong)time - (ulong)times[0];
            for (ulong of = Math.Min(elapsed / (ulong)periodTicks, periods); period < of; period++)
            {
                profile.AddPeriod(counts);
                Array.Clear(counts);
            }
            counts[Math.Min((int)(elapsed % (ulong)periodTicks / cellTicks), Cells - 1)]++;
        }
        return profile;
    }

    /// <summary>Adds a period of weight one.</summary>
    /// <param name="counts">Events in each cell, observed or expected.</param>
    public void AddPeriod(ReadOnlySpan<double> counts)
    {
        Span<Complex> own = stackalloc Complex[sums.Length];
        own.Clear();
        double count = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            count += counts[cell];
            for (int k = 0; k < own.Length && counts[cell] != 0; k++)
            {
                own[k] += counts[cell] * Turn(k, cell);
            }
        }
        for (int k = 0; k < own.Length; k++)
        {
            sums[k] += own[k];
            countProducts[k] += own[k] * count;
            squares[k] += SquaredNorm(own[k]);
        }
        Periods++;
        weights++;
        weightSquares++;
        events += count;
        independentSquares += count;
        eventSquares += count * count;
    }

    /// <summary>Multiplies the weight of every period by a factor.</summary>
    public void Forget(double kept)
    {
        for (int k = 0; k < sums.Length; k++)
        {
            sums[k] *= kept;
            countProducts[k] *= kept * kept;
            squares[k] *= kept * kept;
        }
        weights *= kept;
        events *= kept;
        weightSquares *= kept * kept;
        independentSquares *= kept * kept;
        eventSquares *= kept * kept;
    }

    /// <summary>Forgets all periods.</summary>
    public void Clear()
    {
        Forget(0);
        Periods = 0;
    }

    /// <summary>Level of each cell, their mean one; null where there are too few periods, or nothing is left above
    /// error.</summary>
    /// <param name="periodsMin">Fewest periods to learn from, two at least.</param>
    public double[]? Levels(int periodsMin)
    {
        EffectiveParameters = 0;
        return Periods >= periodsMin ? Shrunk() : null;
    }

    private double[]? Shrunk()
    {
        double effective = weights * weights / weightSquares, smallSample = effective / (effective - 1);
        var levels = new double[Cells];
        levels.AsSpan().Fill(1);
        for (int k = 0; k < sums.Length && events > 0; k++)
        {
            Complex share = sums[k] / events;
            double betweenPeriods = squares[k] + (SquaredNorm(share) * eventSquares)
                - (2 * ((share * Complex.Conjugate(countProducts[k])).Real));
            // A coefficient errs by no less than that of independent events would.
            double error = Math.Max(betweenPeriods * smallSample, independentSquares) / (events * events);
            double kept = Math.Max(0, 1 - (ErrorsCut * error / SquaredNorm(share)));
            EffectiveParameters += 2 * kept;
            for (int c = 0; c < Cells && kept > 0; c++)
            {
                levels[c] += 2 * kept * (share * Complex.Conjugate(Turn(k, c))).Real;
            }
        }
        return EffectiveParameters == 0 ? null : Positive(levels);
    }

    public void Transfer(IStateTransfer transfer)
    {
        transfer.Bytes(MemoryMarshal.AsBytes(sums.AsSpan()));
        transfer.Bytes(MemoryMarshal.AsBytes(countProducts.AsSpan()));
        transfer.Bytes(MemoryMarshal.AsBytes(squares.AsSpan()));
        Periods = transfer.Value(Periods);
        weights = transfer.Value(weights);
        weightSquares = transfer.Value(weightSquares);
        events = transfer.Value(events);
        independentSquares = transfer.Value(independentSquares);
        eventSquares = transfer.Value(eventSquares);
    }

    /// <summary>e^(-2πi (k + 1) phase) at the middle of a cell.</summary>
    private static Complex Turn(int k, int cell) => HalfCellTurns[(k + 1) * ((2 * cell) + 1) % (2 * Cells)];

    private static double[] Positive(double[] levels)
    {
        double[] positive = [.. levels.Select(level => Math.Max(LevelMin, level))];
        double mean = positive.Sum() / Cells;
        return [.. positive.Select(level => level / mean)];
    }

    private static double SquaredNorm(Complex one) => (one.Real * one.Real) + (one.Imaginary * one.Imaginary);
}
