using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>What can only fail through a bug, checked after every run of events in release builds too.</summary>
internal static class Invariants
{
    /// <exception cref="InvalidOperationException">A score or parameter is not finite, or one is negative.</exception>
    public static void Check(ModelState state, double logIntensity, double compensator)
    {
        Require(double.IsFinite(logIntensity), "a log intensity is not finite");
        Require(double.IsFinite(compensator) && compensator >= 0, "a compensator is not finite and non-negative");
        Require(double.IsFinite(state.BaselineRateSum), "the baseline is not finite");
        Require(state.Ties.IsSound, "a tie is not finite and positive");
        double sum = 0, least = 0;
        foreach (double parameter in state.Parameters.Theta)
        {
            sum += parameter;
            least = Math.Min(least, parameter);
        }
        Require(double.IsFinite(sum) && least >= 0, "a parameter is not finite and non-negative");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"the model broke an invariant: {message}");
        }
    }
}
