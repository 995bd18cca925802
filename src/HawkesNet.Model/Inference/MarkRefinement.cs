using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Learns how much the weight of an event counts: the exponent κ of its mark (docs/model.md,
/// section 7).</summary>
/// <remarks>Candidates are compared by the likelihood of the window, all else fixed. Cost: at most thirteen passes over
/// the window, and none where the weights are all equal.</remarks>
internal readonly ref struct MarkRefinement
{
    private const double CoarseStep = 0.25;
    private const double FineStep = CoarseStep / 2;

    /// <summary>What a κ above zero must gain over zero, in units of log n: twice what the Bayesian information
    /// criterion asks of one parameter, since the question is asked at many positions.</summary>
    private const double GainMinPerLogCount = 1;

    private readonly WindowLikelihood likelihood;
    private readonly DecayGrid grid;
    private readonly double typicalWeight;

    private MarkRefinement(WindowLikelihood likelihood, DecayGrid grid, double typicalWeight)
    {
        this.likelihood = likelihood;
        this.grid = grid;
        this.typicalWeight = typicalWeight;
    }

    /// <summary>The marks of largest likelihood; all one unless others are better by a clear margin.</summary>
    public static MarkScale Best(WindowLikelihood likelihood, DecayGrid grid)
    {
        ReadOnlySpan<EarlyEvent> events = likelihood.Events;
        if (AreEqual(events))
        {
            return default;
        }
        var refinement = new MarkRefinement(likelihood, grid, TypicalWeight(events));
        double zero = refinement.LogLikelihood(0);
        (double exponent, double best) = refinement.Peak(refinement.Coarse(zero));
        return best - zero > GainMinPerLogCount * Math.Log(events.Length)
            ? new MarkScale(exponent, refinement.typicalWeight) : default;
    }

    private double LogLikelihood(double exponent) => likelihood.At(
        grid, WindowMarks.Of(likelihood.Events, new MarkScale(exponent, typicalWeight))).LogLikelihood;

    /// <summary>The best of a coarse ladder; it is climbed until two rungs in a row are no better.</summary>
    private (double Exponent, double LogLikelihood) Coarse(double zero)
    {
        double best = 0, bestLikelihood = zero;
        for (double exponent = CoarseStep; exponent <= Math.Min(MarkScale.ExponentMax, best + (2 * CoarseStep));
            exponent += CoarseStep)
        {
            double likelihood = LogLikelihood(exponent);
            if (likelihood > bestLikelihood)
            {
                (best, bestLikelihood) = (exponent, likelihood);
            }
        }
        return (best, bestLikelihood);
    }

    /// <summary>The top of the parabola about the best rung, where that is better.</summary>
    private (double Exponent, double LogLikelihood) Peak((double Exponent, double LogLikelihood) best)
    {
        double centre = Math.Clamp(best.Exponent, FineStep, MarkScale.ExponentMax - FineStep);
        double middle = centre == best.Exponent ? best.LogLikelihood : LogLikelihood(centre);
        double below = LogLikelihood(centre - FineStep), above = LogLikelihood(centre + FineStep);
        double curvature = below - (2 * middle) + above;
        if (!(curvature < 0))
        {
            return best;
        }
        double top = centre + (FineStep * Math.Clamp(0.5 * (below - above) / curvature, -1, 1));
        double atTop = LogLikelihood(top);
        return atTop > best.LogLikelihood ? (top, atTop) : best;
    }

    private static bool AreEqual(ReadOnlySpan<EarlyEvent> events)
    {
        foreach (ref readonly EarlyEvent one in events)
        {
            if (one.Weight != events[0].Weight)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The median of the weights above zero.</summary>
    private static double TypicalWeight(ReadOnlySpan<EarlyEvent> events)
    {
        var weights = new List<double>(events.Length);
        foreach (ref readonly EarlyEvent one in events)
        {
            if (one.Weight > 0)
            {
                weights.Add(one.Weight);
            }
        }
        weights.Sort();
        return weights[weights.Count / 2];
    }
}
