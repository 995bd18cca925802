using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>exp of eight doubles at once, the same to the last bit however the code was compiled.</summary>
/// <remarks>The platform's own vector exponential fuses its multiplications in some compilations of it and not in others,
/// so its last bits change while a process warms up. Here every operation is named. Thread-safe.</remarks>
internal static class VectorExponential
{
    // Below this the result is less than the least normal double; it counts as zero.
    private const double Least = -708;

    // Adding and taking away 1.5 · 2^52 rounds to a whole number, and leaves it in the low bits in between.
    private const double Rounder = 6755399441055744;

    private const double LogOfTwoHigh = 0.693147180369123816490;
    private const double LogOfTwoLow = 1.90821492927058770002e-10;
    private const int MantissaBits = 52;
    private const long ExponentBias = 1023;

    /// <summary>exp(x), x ≤ 0, within 2 units in the last place; 0 below -708.</summary>
    /// <remarks>x = n log 2 + r with |r| ≤ log 2 / 2: exp(x) = 2ⁿ exp(r), and exp(r) by its series to r¹³, whose rest is
    /// less than 5·10⁻¹⁸. No allocation.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfNonPositive(Vector512<double> x)
    {
        Vector512<double> bounded = Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Vector512.Create(Least)), x, Vector512.Create(Least));
        Vector512<double> shifted = Vector512.FusedMultiplyAdd(
            bounded, Vector512.Create(1.4426950408889634), Vector512.Create(Rounder));
        Vector512<double> whole = shifted - Vector512.Create(Rounder);
        Vector512<double> rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LogOfTwoHigh), bounded);
        rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LogOfTwoLow), rest);
        Vector512<double> power = Vector512.ShiftLeft(
            shifted.AsInt64() + Vector512.Create(ExponentBias), MantissaBits).AsDouble();
        Vector512<double> result = Series(rest) * power;
        return Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512.Create(Least)), Vector512<double>.Zero, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Series(Vector512<double> r)
    {
        Vector512<double> sum = Vector512.Create(1.0 / 6_227_020_800);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 479_001_600));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 39_916_800));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 3_628_800));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 362_880));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 40_320));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 5_040));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 720));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 120));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 24));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 6));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(0.5));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<double>.One);
        return Vector512.FusedMultiplyAdd(sum, r, Vector512<double>.One);
    }
}
