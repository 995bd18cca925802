using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Predicted intensities, given the history up to the view's time and no event since.</summary>
public static class Intensity
{
    /// <summary>Half-width of a central 90 % interval of a Gaussian, in standard deviations.</summary>
    internal const double Deviations90 = 1.6448536269514722;

    /// <summary>The cause's name as the API spells it.</summary>
    internal const string InfluenceCause = "influence";

    /// <summary>Intensity of source → target of a type at a time; null target or type: summed over all of
    /// them.</summary>
    /// <remarks>Target <see cref="Events.EventBatch.NoTarget"/> asks for events without a target. The 90 % interval is
    /// Gaussian, from the observed information of the shared parameters and the actor's own share of the baseline
    /// (equation 14); the choice weights count as known. Cost: O(1) for a dyad; where the target is summed over the
    /// source's dyads and its partners' partners, after one pass over all actors for a view.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Unknown index, or a time before the view's.</exception>
    public static IntensityEstimate At(ModelView view, int source, int? target, int? type, long atTicks)
    {
        var direction = new double[ParameterLayout.Count];
        Channel channel = Channel.At(view, source, target, type, view.Operational(atTicks));
        direction[ParameterLayout.Baseline] = channel.BaselineRate;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            view.State.Grid.AddIntensities(
                channel.Mass[m], direction.AsSpan(ParameterLayout.Of((Mechanism)m), DecayGrid.ComponentCount));
        }
        double level = view.State.Rhythm.Level(atTicks);
        foreach (ref double derivative in direction.AsSpan())
        {
            derivative *= level;
        }
        double influence = level * Numerics.VectorLanes.Dot(view.State.Ties.Kernel.Weights, channel.Influence);
        return FromDirection(view, direction, channel, influence);
    }

    /// <summary>Mean and interval, whole and by cause, of a value linear in θ with the given
    /// derivatives, and in the ties.</summary>
    internal static IntensityEstimate FromDirection(
        ModelView view, double[] direction, in Channel channel, double influence)
    {
        var causes = new List<CauseIntensity>();
        double baseline = view.State.Parameters.BaselineFactor * direction[ParameterLayout.Baseline];
        double ownVariance = baseline * baseline * channel.BaselineRelativeVariance;
        double total = baseline;
        causes.Add(new CauseIntensity(
            "baseline", Part(view, direction, ParameterLayout.Baseline, 1, baseline, ownVariance)));
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var mechanism = (Mechanism)m;
            int offset = ParameterLayout.Of(mechanism);
            double mean = 0;
            for (int j = 0; j < DecayGrid.ComponentCount; j++)
            {
                mean += view.State.Parameters.Theta[offset + j] * direction[offset + j];
            }
            total += mean;
            causes.Add(new CauseIntensity(
                Mechanisms.Name(mechanism), Part(view, direction, offset, DecayGrid.ComponentCount, mean, 0)));
        }
        double tieVariance = influence * influence * channel.InfluenceRelativeVariance;
        if (view.HasTies)
        {
            total += influence;
            causes.Add(new CauseIntensity(InfluenceCause, Around(influence, tieVariance)));
        }
        return new IntensityEstimate(
            Around(total, view.Covariance.Variance(direction) + ownVariance + tieVariance), causes);
    }

    /// <summary>A Gaussian 90 % interval cut at zero.</summary>
    internal static Estimate Around(double mean, double variance)
    {
        double half = Deviations90 * Math.Sqrt(variance);
        return new Estimate(mean, Math.Max(0, mean - half), mean + half);
    }

    private static Estimate Part(
        ModelView view, double[] direction, int offset, int length, double mean, double extraVariance)
    {
        if (mean == 0)
        {
            return default;
        }
        var part = new double[direction.Length];
        direction.AsSpan(offset, length).CopyTo(part.AsSpan(offset));
        return Around(mean, view.Covariance.Variance(part) + extraVariance);
    }
}
