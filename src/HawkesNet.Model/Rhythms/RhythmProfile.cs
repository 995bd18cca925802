using System.Numerics;
using HawkesNet.Model.Events;

namespace HawkesNet.Model.Rhythms;

/// <summary>Estimates the levels of a rhythm from the times of a stream's events, as a short Fourier series.</summary>
/// <remarks>Events come in bursts, so their counts say less than independent ones would. How much a coefficient errs is
/// seen from how it differs between periods, as the variance of a ratio; each is then shrunk by what of its square may
/// be error (docs/model.md, section 14). Cost: O(events · cells).</remarks>
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

    private readonly Complex[] inPeriod;
    private readonly Complex[] sums;
    private readonly Complex[] countProducts;
    private readonly double[] squares;
    private double eventsInPeriod;
    private double events;
    private double eventSquares;

    private RhythmProfile(int harmonics)
    {
        inPeriod = new Complex[harmonics];
        sums = new Complex[harmonics];
        countProducts = new Complex[harmonics];
        squares = new double[harmonics];
    }

    /// <summary>The rhythm found; null where the times span too few periods, or nothing is left above error.</summary>
    public Rhythm? Rhythm { get; private set; }

    /// <summary>Parameters that the levels amount to: of each the share that is kept.</summary>
    public double EffectiveParameters { get; private set; }

    /// <summary>The profile of a period, from the whole periods that the times span.</summary>
    /// <param name="times">Times of events, in order.</param>
    /// <param name="periodTicks">The period.</param>
    /// <param name="harmonics">Most terms of the series, at most half the cells.</param>
    /// <param name="periodsMin">Fewest whole periods to learn from, two at least.</param>
    public static RhythmProfile Of(ReadOnlySpan<long> times, long periodTicks, int harmonics, int periodsMin)
    {
        var profile = new RhythmProfile(harmonics);
        double periods = Math.Floor(StreamTime.Elapsed(times[0], times[^1]) / periodTicks);
        if (periods >= periodsMin)
        {
            profile.Count(times, (ulong)periodTicks, (ulong)periods);
            profile.Rhythm = profile.Shrunk(times[0], periodTicks, periods / (periods - 1));
        }
        return profile;
    }

    private void Count(ReadOnlySpan<long> times, ulong periodTicks, ulong periods)
    {
        ulong current = 0;
        double cellTicks = (double)periodTicks / Cells;
        foreach (long time in times)
        {
            ulong elapsed = (ulong)time - (ulong)times[0];
            ulong period = elapsed / periodTicks;
            if (period >= periods)
            {
                break;
            }
            if (period != current)
            {
                ClosePeriod();
                current = period;
            }
            int cell = Math.Min((int)(elapsed % periodTicks / cellTicks), Cells - 1);
            for (int k = 0; k < sums.Length; k++)
            {
                inPeriod[k] += Turn(k, cell);
            }
            eventsInPeriod++;
        }
        ClosePeriod();
    }

    /// <summary>e^(-2πi (k + 1) phase) at the middle of a cell.</summary>
    private static Complex Turn(int k, int cell) => HalfCellTurns[(k + 1) * ((2 * cell) + 1) % (2 * Cells)];

    private void ClosePeriod()
    {
        for (int k = 0; k < sums.Length; k++)
        {
            sums[k] += inPeriod[k];
            countProducts[k] += inPeriod[k] * eventsInPeriod;
            squares[k] += SquaredNorm(inPeriod[k]);
        }
        events += eventsInPeriod;
        eventSquares += eventsInPeriod * eventsInPeriod;
        Array.Clear(inPeriod);
        eventsInPeriod = 0;
    }

    private Rhythm? Shrunk(long originTicks, long periodTicks, double smallSample)
    {
        var levels = new double[Cells];
        levels.AsSpan().Fill(1);
        for (int k = 0; k < sums.Length; k++)
        {
            Complex share = sums[k] / events;
            double betweenPeriods = squares[k] + (SquaredNorm(share) * eventSquares)
                - (2 * ((share * Complex.Conjugate(countProducts[k])).Real));
            // A coefficient errs by no less than that of independent events would.
            double error = Math.Max(betweenPeriods * smallSample, events) / (events * events);
            double kept = Math.Max(0, 1 - (ErrorsCut * error / SquaredNorm(share)));
            EffectiveParameters += 2 * kept;
            for (int c = 0; c < Cells && kept > 0; c++)
            {
                levels[c] += 2 * kept * (share * Complex.Conjugate(Turn(k, c))).Real;
            }
        }
        if (EffectiveParameters == 0)
        {
            return null;
        }
        double[] positive = [.. levels.Select(level => Math.Max(LevelMin, level))];
        double mean = positive.Sum() / Cells;
        return new Rhythm(originTicks, periodTicks, [.. positive.Select(level => level / mean)]);
    }

    private static double SquaredNorm(Complex one) => (one.Real * one.Real) + (one.Imaginary * one.Imaginary);
}
