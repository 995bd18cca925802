using System.Buffers;
using System.Numerics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Rhythms;

/// <summary>Finds periods in which the times of events recur: the peaks of their periodogram.</summary>
/// <remarks>Events that set off others make all slow frequencies strong, so a peak counts by how far it stands above
/// its neighbours.</remarks>
internal static class RhythmPeriods
{
    /// <summary>Most periods in the span of the times.</summary>
    public const int PeriodsMax = 1 << 12;
    private const int BinsPerPeriod = 8;
    private const int Padding = 2;
    private const double BandRatio = 1.3;
    private const int PeriodsMin = 10;
    private const double FalseAlarms = 0.02;
    private const int RefinementSteps = 8;

    // One for each power of two, made when it is first asked for.
    private static readonly Lazy<RealFourier>[] Fourier = [.. Enumerable.Range(0, BitOperations.Log2(PeriodsMax) + 1)
        .Select(power => new Lazy<RealFourier>(() => new RealFourier(Padding * BinsPerPeriod << power)))];

    /// <summary>The strongest periods, strongest first.</summary>
    /// <param name="times">Times of events, in order.</param>
    /// <param name="top">Most periods returned.</param>
    public static List<long> Find(ReadOnlySpan<long> times, int top)
    {
        double span = StreamTime.Elapsed(times[0], times[^1]);
        var result = new List<long>();
        if (span < PeriodsMax)
        {
            return result;
        }
        double[] power = Power(times, span);
        foreach (int peak in Peaks(power).Take(top))
        {
            double periods = Refined(times, span, (double)peak / Padding);
            result.Add((long)Math.Round(span / periods));
        }
        return result;
    }

    private static double[] Power(ReadOnlySpan<long> times, double span)
    {
        // A period holds an event at least, on average.
        int periods = Math.Min(PeriodsMax, times.Length);
        int size = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)periods)), bins = BinsPerPeriod << size;
        double[] counts = ArrayPool<double>.Shared.Rent(bins * Padding);
        Array.Clear(counts);
        foreach (long time in times)
        {
            counts[Math.Min((int)(StreamTime.Elapsed(times[0], time) / span * bins), bins - 1)] += 1;
        }
        double mean = (double)times.Length / bins;
        for (int i = 0; i < bins; i++)
        {
            counts[i] -= mean;
        }
        double[] power = Fourier[size].Value.Power(counts.AsSpan(0, bins * Padding), (periods * Padding) + 2);
        ArrayPool<double>.Shared.Return(counts);
        return power;
    }

    /// <summary>Local maxima, by their height over the median of their band; the highest first.</summary>
    private static IEnumerable<int> Peaks(double[] power)
    {
        var peaks = new List<(int At, double Height)>();
        int start = PeriodsMin * Padding;
        while (start < power.Length - 2)
        {
            int end = Math.Min(power.Length - 2, Math.Max(start + (8 * Padding), (int)(start * BandRatio)));
            double[] band = power[start..end];
            double median = OrderStatistic.Of(band, band.Length / 2);
            for (int k = start; k < end; k++)
            {
                if (power[k] >= median * HeightMin(k, power.Length)
                    && power[k] >= power[k - 1] && power[k] >= power[k + 1])
                {
                    peaks.Add((k, power[k] / median));
                }
            }
            start = end;
        }
        return peaks.OrderByDescending(peak => peak.Height).ThenBy(peak => peak.At).Select(peak => peak.At);
    }

    /// <summary>Least height of a peak, in medians: without a rhythm one search in fifty has such a peak at a whole
    /// number of periods, with the same chance in each part of the logarithm of the period.</summary>
    /// <remarks>The power at a frequency is then exponential, above h medians with probability 2^-h. Halves of a period
    /// are looked at as well, and local maxima taken: of simulated searches eight in a hundred had a peak.</remarks>
    private static double HeightMin(int k, int frequencies) => Math.Log2(k * Math.Log(frequencies) / FalseAlarms);

    /// <summary>Climbs to the top between two frequencies of the grid; counted in periods of the span.</summary>
    private static double Refined(ReadOnlySpan<long> times, double span, double periods)
    {
        double step = 0.5 / Padding;
        double best = PowerAt(times, span, periods);
        for (int i = 0; i < RefinementSteps; i++)
        {
            double below = PowerAt(times, span, periods - step), above = PowerAt(times, span, periods + step);
            if (Math.Max(below, above) > best)
            {
                periods += above > below ? step : -step;
                best = Math.Max(below, above);
            }
            step /= 2;
        }
        return periods;
    }

    private static double PowerAt(ReadOnlySpan<long> times, double span, double periods)
    {
        double cosines = 0, sines = 0;
        foreach (long time in times)
        {
            (double sine, double cosine) = Math.SinCos(
                2 * Math.PI * periods * (StreamTime.Elapsed(times[0], time) / span));
            cosines += cosine;
            sines += sine;
        }
        return (cosines * cosines) + (sines * sines);
    }
}
