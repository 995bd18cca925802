using System.Runtime.InteropServices;

namespace HawkesNet.Model.Ties;

/// <summary>What is known of a pair's weight: q(W) = Gamma(shape, rate), the rate without its source's exposure, which
/// is added when the pair is used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TieGamma(double shape, double rate, double counted)
{
    public double Shape = shape;

    /// <summary>Rate less the exposure of the source, in events; below zero where the rate has fallen.</summary>
    public double Rate = rate;

    /// <summary>Weight as it was last counted in the sum of its source's.</summary>
    public double Counted = counted;

    /// <summary>Expected offspring in the target of one event of the source, all its exposure counted.</summary>
    public readonly double WeightAt(double exposure) => Shape / (Rate + exposure);
}
