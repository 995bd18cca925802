using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>What one event sets off by a mechanism, between two given actors: the one place that says whose parameters
/// hold for a pair.</summary>
/// <remarks>So far the network's own hold for all pairs; types count by their mean.</remarks>
internal static class PairOffspring
{
    /// <summary>Expected offspring of one event that may set off by the mechanism, and that fall to the responder if
    /// anyone responds.</summary>
    /// <param name="view">The parameters.</param>
    /// <param name="source">Who acted.</param>
    /// <param name="responder">Who responds.</param>
    /// <param name="mechanism">How.</param>
    public static Estimate Of(ModelView view, int source, int responder, Mechanism mechanism)
    {
        var direction = new double[ParameterLayout.Count];
        direction.AsSpan(ParameterLayout.Of(mechanism), DecayGrid.ComponentCount).Fill(1);
        return Intensity.Around(Mean(view, source, responder, mechanism), view.Covariance.Variance(direction));
    }

    /// <summary>The mean of <see cref="Of"/>.</summary>
    public static double Mean(ModelView view, int source, int responder, Mechanism mechanism)
    {
        // The pair does not matter yet: clusters and ties will tell them apart here.
        _ = (source, responder);
        return view.State.Parameters.Offspring(mechanism);
    }
}
