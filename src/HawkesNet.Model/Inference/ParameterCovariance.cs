using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Variances of linear functions of the shared parameters, from a copy of the information.
/// Thread-safe.</summary>
/// <remarks>The information is factored when the first variance is asked, once for all who ask.</remarks>
internal sealed class ParameterCovariance
{
    private readonly Lazy<(FreeSystem System, int FreeCount)> factored;

    private readonly double scale;

    private ParameterCovariance(double[] information, double[] precision, bool[] isFree, double scale)
    {
        this.scale = scale;
        factored = new(() =>
        {
            var system = new FreeSystem(information, precision);
            return (system, system.Factorize(isFree));
        });
    }

    public static ParameterCovariance Of(Evidence evidence, ModelState state, GlobalStep global)
    {
        var isFree = new bool[ParameterLayout.Count];
        double[] precision = global.FindFree(evidence, state, isFree);
        double scale = evidence.WeightSum > 0 ? evidence.SquaredWeightSum / evidence.WeightSum : 1;
        return new ParameterCovariance((double[])evidence.Information.Clone(), precision, isFree, scale);
    }

    /// <summary>Σw²/Σw · directionᵀ (I + P)⁻¹ direction over the parameters off their bound (equation 14).</summary>
    /// <param name="direction">∂ value / ∂θ. [Count]</param>
    public double Variance(ReadOnlySpan<double> direction)
    {
        (FreeSystem system, int freeCount) = factored.Value;
        return scale * system.InverseForm(direction, freeCount);
    }
}
