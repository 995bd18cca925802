using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Variances of linear functions of the shared parameters, from a copy of the information. Thread-safe.</summary>
internal sealed class ParameterCovariance
{
    private readonly double[] information;
    private readonly double[] precision;
    private readonly bool[] isFree;

    private ParameterCovariance(double[] information, double[] precision, bool[] isFree)
    {
        this.information = information;
        this.precision = precision;
        this.isFree = isFree;
    }

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
        Span<double> solution = stackalloc double[ParameterLayout.Count];
        new Numerics.FreeSystem(information, precision).Solve(direction, isFree, solution);
        double variance = 0;
        for (int p = 0; p < ParameterLayout.Count; p++)
        {
            variance += direction[p] * solution[p];
        }
        return Math.Max(0, variance);
    }
}
