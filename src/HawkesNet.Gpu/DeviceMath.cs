using ILGPU;

namespace HawkesNet.Gpu;

/// <summary>Exponential and logarithm of doubles as kernels compute them: by polynomials, in double
/// throughout.</summary>
/// <remarks>What ILGPU offers is a CORDIC of two thousand instructions, or single precision. Relative error below
/// 4e-16 on processor and device alike, whether or not products and sums are fused.</remarks>
internal static class DeviceMath
{
    /// <summary>Below it <see cref="ExpOfNonPositive"/> is 0.</summary>
    public const double LowestExponent = -708;

    private const double InverseLn2 = 1.4426950408889634;
    private const double Ln2 = 0.6931471805599453;

    // ln 2 in two parts; the first has 32 bits, so that whole multiples of it are exact.
    private const double Ln2High = 0.6931471803691238;
    private const double Ln2Low = 1.9082149292705877e-10;
    private const int ExponentBias = 1023;
    private const int FractionBits = 52;
    private const ulong FractionMask = (1UL << FractionBits) - 1;

    /// <summary>e^x for x ≤ 0: x = n ln 2 + r with |r| ≤ ½ ln 2, and e^r is its Taylor polynomial of degree
    /// 13.</summary>
    public static double ExpOfNonPositive(double x)
    {
        double clamped = x < LowestExponent ? LowestExponent : x;
        int n = (int)((clamped * InverseLn2) - 0.5);
        double r = clamped - (n * Ln2High) - (n * Ln2Low);
        double r2 = r * r;
        double r4 = r2 * r2;
        double low = (1.0 / 2) + (r * (1.0 / 6)) + (r2 * ((1.0 / 24) + (r * (1.0 / 120))));
        double middle = (1.0 / 720) + (r * (1.0 / 5040)) + (r2 * ((1.0 / 40320) + (r * (1.0 / 362880))));
        double high = (1.0 / 3628800) + (r * (1.0 / 39916800))
            + (r2 * ((1.0 / 479001600) + (r * (1.0 / 6227020800))));
        double sum = low + (r4 * (middle + (r4 * high)));
        double power = Interop.IntAsFloat((ulong)(n + ExponentBias) << FractionBits);
        double result = (1 + (r + (r2 * sum))) * power;
        return x < LowestExponent ? 0 : result;
    }

    /// <summary>ln x for a normal x above zero: x = 2^n m with ¾ ≤ m &lt; 1½, and ln m by the series of
    /// 2 artanh((m - 1) / (m + 1)).</summary>
    public static double Log(double x)
    {
        ulong bits = Interop.FloatAsInt(x);
        int n = (int)(bits >> FractionBits) - ExponentBias;
        double m = Interop.IntAsFloat((bits & FractionMask) | ((ulong)ExponentBias << FractionBits));
        if (m >= 1.5)
        {
            m *= 0.5;
            n++;
        }
        double s = (m - 1) / (m + 1);
        double s2 = s * s;
        double s4 = s2 * s2;
        double low = (1.0 / 3) + (s2 * (1.0 / 5)) + (s4 * ((1.0 / 7) + (s2 * (1.0 / 9))));
        double middle = (1.0 / 11) + (s2 * (1.0 / 13)) + (s4 * ((1.0 / 15) + (s2 * (1.0 / 17))));
        double high = (1.0 / 19) + (s2 * (1.0 / 21)) + (s4 * ((1.0 / 23) + (s2 * (1.0 / 25))));
        double s8 = s4 * s4;
        double series = low + (s8 * (middle + (s8 * high)));
        return (n * Ln2) + (2 * s) + (2 * s * s2 * series);
    }
}
