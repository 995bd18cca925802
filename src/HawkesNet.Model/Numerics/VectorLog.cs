using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>Natural logarithms of many doubles, eight at once, by operations IEEE 754 fixes to the last bit.</summary>
/// <remarks>x = 2^k m with m in [√½, √2), and log m = 2 artanh s with s = (m - 1) / (m + 1), by its series. Error below
/// two units in the last place. A vector with a number that is not positive, not finite or not normal is left to the
/// runtime's scalar logarithm.</remarks>
internal static class VectorLog
{
    private const int Lanes = Doubles8.Count;

    // √½ as bits: what the exponent is counted from.
    private const long LowestMantissa = 0x3FE6A09E667F3BCD;
    private const int MantissaBits = 52;
    private const double SmallestNormal = 2.2250738585072014e-308;

    // ln 2 in two parts; the first has 32 bits, so that k times it is exact.
    private const double Ln2High = 0.6931471803691238;
    private const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>Replaces every value by its logarithm.</summary>
    public static void Replace(Span<double> values)
    {
        int whole = values.Length / Lanes * Lanes;
        for (int i = 0; i < whole; i += Lanes)
        {
            ReplaceEight(ref values[i]);
        }
        if (whole < values.Length)
        {
            Span<double> rest = stackalloc double[Lanes];
            rest.Fill(1);
            values[whole..].CopyTo(rest);
            ReplaceEight(ref rest[0]);
            rest[..(values.Length - whole)].CopyTo(values[whole..]);
        }
    }

    private static void ReplaceEight(ref double first)
    {
        var x = Vector512.LoadUnsafe(ref first);
        Vector512<double> isOrdinary = Vector512.GreaterThanOrEqual(x, Vector512.Create(SmallestNormal))
            & Vector512.LessThanOrEqual(x, Vector512.Create(double.MaxValue));
        if (isOrdinary.ExtractMostSignificantBits() == (1 << Lanes) - 1)
        {
            OfOrdinary(x).StoreUnsafe(ref first);
            return;
        }
        foreach (ref double value in MemoryMarshal.CreateSpan(ref first, Lanes))
        {
            value = Math.Log(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> OfOrdinary(Vector512<double> x)
    {
        Vector512<long> bits = x.AsInt64();
        Vector512<long> exponent = Vector512.ShiftRightArithmetic(
            bits - Vector512.Create(LowestMantissa), MantissaBits);
        Vector512<double> k = Vector512.ConvertToDouble(exponent);
        Vector512<double> f = (bits - Vector512.ShiftLeft(exponent, MantissaBits)).AsDouble() - Vector512<double>.One;
        Vector512<double> s = f / (f + Vector512.Create(2.0));
        Vector512<double> s2 = s * s;
        Vector512<double> series = Series(s2) * s2;
        // 2 s = f - s f, of which f is exact.
        Vector512<double> low = Vector512.FusedMultiplyAdd(
            k, Vector512.Create(Ln2Low), Vector512.FusedMultiplyAdd(s + s, series, -(s * f)));
        return Vector512.FusedMultiplyAdd(k, Vector512.Create(Ln2High), f + low);
    }

    /// <summary>Σ_n s2^n / (2 n + 3), n = 0..10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Series(Vector512<double> s2)
    {
        Vector512<double> sum = Vector512.Create(1.0 / 23);
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 21));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 19));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 17));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 15));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 13));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 11));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 9));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 7));
        sum = Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 5));
        return Vector512.FusedMultiplyAdd(sum, s2, Vector512.Create(1.0 / 3));
    }
}
