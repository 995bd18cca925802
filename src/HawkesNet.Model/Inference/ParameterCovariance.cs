using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Variances of linear functions of the shared parameters, from a copy of the information. Thread-safe.</summary>
/// <remarks>The information is factored when the first variance is asked, once for all who ask.</remarks>
internal sealed class ParameterCovariance
{
    private readonly Lazy<(FreeSystem System, int FreeCount)> factored;

    private ParameterCovariance(double[] information, double[] precision, bool[] isFree) =>
        factored = new(() =>
        {
            var system = new FreeSystem(information, precision);
            return (system, system.Factorize(isFree));
        });

    public static ParameterCovariance Of(Evidence evidence, ModelState state, GlobalStep global)
    {
        var isFree = new bool[ParameterLayout.Count];
        double[] precision = global.FindFree(evidence, state, isFree);
        return new ParameterCovariance(
            (double[])evidence.Information.Clone(), precision, isFree);
    }

    /// <summary>directionᵀ (I + P)⁻¹ direction over the parameters off their bound (equation 14).</summary>
    /// <param name="direction">∂ value / ∂θ. [Count]</param>
    public double Variance(ReadOnlySpan<double> direction)
    {
        (FreeSystem system, int freeCount) = factored.Value;
        return system.InverseForm(direction, freeCount);
    }
}
