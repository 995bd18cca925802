using HawkesNet.Model.Prediction;
using HawkesNet.Model.Rhythms;

namespace HawkesNet.Model.Diagnostics;

/// <summary>Goodness of fit by time rescaling: waiting times measured by the compensator are unit exponential under the
/// true model (Brown et al. 2002).</summary>
internal static class TimeRescaling
{
    private const int PointCount = 99;

    public static ModelDiagnostics Diagnose(ModelView view)
    {
        ScoreTally tally = view.Tally;
        return new ModelDiagnostics(
            tally.Events, tally.Score, tally.RecentScore, tally.PoissonScore,
            Distance(tally), tally.Waits == 0 ? 1 : 1.6276 / Math.Sqrt(tally.Waits),
            Points(tally), BranchingRatio.Of(view),
            EffectiveClusters(view.ClusterSizes), view.State.Marks.Exponent)
        {
            BaselineDrift = view.State.Drift.Factor,
            Rhythm = view.State.Rhythm.IsFlat ? null : Summary(view.State.Rhythm),
        };
    }

    private static RhythmSummary Summary(Rhythm rhythm) =>
        new(rhythm.PeriodTicks, rhythm.OriginTicks, rhythm.Levels.ToArray());

    /// <summary>Exponential of the entropy of the clusters' sizes; actors not yet placed do not count.</summary>
    private static double EffectiveClusters(ReadOnlySpan<int> sizes)
    {
        ReadOnlySpan<int> placed = sizes.Length > 1 ? sizes[1..] : sizes;
        double total = 0, entropy = 0;
        foreach (int size in placed)
        {
            total += size;
        }
        foreach (int size in placed)
        {
            entropy -= size > 0 ? size / total * Math.Log(size / total) : 0;
        }
        return Math.Exp(entropy);
    }

    /// <summary>Kolmogorov–Smirnov distance from the histogram; exact to one bin, 1/1024.</summary>
    private static double Distance(ScoreTally tally)
    {
        double distance = 0;
        double below = 0;
        for (int bin = 0; bin < ScoreTally.BinCount && tally.Waits > 0; bin++)
        {
            below += tally.Bins[bin];
            double expected = (bin + 1.0) / ScoreTally.BinCount;
            distance = Math.Max(distance, Math.Abs((below / tally.Waits) - expected));
        }
        return distance;
    }

    /// <summary>Quantiles 0.01 … 0.99 of the unit exponential against the observed ones.</summary>
    private static List<QuantilePoint> Points(ScoreTally tally)
    {
        var points = new List<QuantilePoint>();
        double below = 0;
        int bin = 0;
        for (int i = 1; i <= PointCount && tally.Waits > 0; i++)
        {
            double probability = i / (PointCount + 1.0);
            while (bin < ScoreTally.BinCount - 1 && below + tally.Bins[bin] < probability * tally.Waits)
            {
                below += tally.Bins[bin++];
            }
            double inside = ((probability * tally.Waits) - below) / Math.Max(double.Epsilon, tally.Bins[bin]);
            double observed = Math.Min(0.9999, (bin + inside) / ScoreTally.BinCount);
            points.Add(new QuantilePoint(-Math.Log(1 - probability), -Math.Log(1 - observed)));
        }
        return points;
    }
}
