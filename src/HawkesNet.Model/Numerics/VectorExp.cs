using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>The exponential of eight doubles ≤ 0, by operations IEEE 754 fixes to the last bit.</summary>
/// <remarks>The runtime's own vector exponential gives other last bits before and after its code is optimized, so
/// that one stream could end in two states. Here x = n ln 2 + r with |r| ≤ ½ ln 2, and e^r is its Taylor polynomial
/// of degree 13. Error below 1 unit in the last place; e^0 is exactly 1; below e^-708, about 3e-308, the result is
/// 0; not a number stays so.</remarks>
internal static class VectorExp
{
    private const double LowestExponent = -708;
    private const double InverseLn2 = 1.4426950408889634;

    // ln 2 in two parts; the first has 32 bits, so that n times it is exact.
    private const double Ln2High = 0.6931471803691238;
    private const double Ln2Low = 1.9082149292705877e-10;

    // 1.5 · 2^52: adding it leaves the nearest whole number in the lowest bits.
    private const double Rounder = 6755399441055744;

    /// <summary>e^x of every lane, for x ≤ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfNonPositive(Vector512<double> x)
    {
        Vector512<double> clamped = Vector512.Max(x, Vector512.Create(LowestExponent));
        Vector512<double> rounded = Vector512.FusedMultiplyAdd(
            clamped, Vector512.Create(InverseLn2), Vector512.Create(Rounder));
        Vector512<double> n = rounded - Vector512.Create(Rounder);
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), clamped);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        Vector512<double> power = Vector512.ShiftLeft(
            rounded.AsInt64() + Vector512.Create(1023L), 52).AsDouble();
        Vector512<double> result = OfRemainder(r) * power;
        return Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512.Create(LowestExponent)), Vector512<double>.Zero, result);
    }

    /// <summary>1 + (r + r² Σ_k r^k / (k + 2)!), the sum in pairs: few operations wait for one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> OfRemainder(Vector512<double> r)
    {
        Vector512<double> r2 = r * r;
        Vector512<double> r4 = r2 * r2;
        Vector512<double> low = Join(Pair(r, 1.0 / 2, 1.0 / 6), Pair(r, 1.0 / 24, 1.0 / 120), r2);
        Vector512<double> middle = Join(Pair(r, 1.0 / 720, 1.0 / 5040), Pair(r, 1.0 / 40320, 1.0 / 362880), r2);
        Vector512<double> high = Join(
            Pair(r, 1.0 / 3628800, 1.0 / 39916800), Pair(r, 1.0 / 479001600, 1.0 / 6227020800), r2);
        Vector512<double> sum = Join(low, Join(middle, high, r4), r4);
        return Vector512<double>.One + Vector512.FusedMultiplyAdd(r2, sum, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pair(Vector512<double> r, double first, double second) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(second), r, Vector512.Create(first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Join(Vector512<double> first, Vector512<double> second, Vector512<double> power) =>
        Vector512.FusedMultiplyAdd(second, power, first);
}
