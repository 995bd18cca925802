using MathNet.Numerics;

namespace HawkesNet.Model.Numerics;

/// <summary>Random numbers as a pure function of (seed, stream, counter); the counter is the only state.</summary>
/// <remarks>Two rounds of the 64-bit finalizer of SplitMix (Steele, Lea &amp; Flood 2014), keyed by seed and stream,
/// so that streams are not shifted copies of one another. Equal arguments give equal bits on every machine. Not for
/// secrets. Not thread-safe: give each thread a stream of its own.</remarks>
public sealed class CounterRng
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;
    private readonly ulong keyA;
    private readonly ulong keyB;

    /// <summary>The numbers of one stream, from a counter on.</summary>
    public CounterRng(ulong seed, ulong stream = 0, ulong counter = 0)
    {
        (keyA, keyB) = Keys(seed, stream);
        Counter = counter;
    }

    /// <summary>Number of 64-bit words drawn so far, counted from zero.</summary>
    public ulong Counter { get; private set; }

    /// <summary>The 64 bits at (seed, stream, counter).</summary>
    public static ulong Bits(ulong seed, ulong stream, ulong counter)
    {
        (ulong a, ulong b) = Keys(seed, stream);
        return Draw(a, b, counter);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits() => Draw(keyA, keyB, Counter++);

    /// <summary>Uniform on the open interval (0, 1): never 0, never 1.</summary>
    public double Uniform() => ((NextBits() >> 12) + 0.5) * (1.0 / (1L << 52));

    /// <summary>Uniform on 0..count-1 (bias below count / 2^64).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Count is not positive.</exception>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(NextBits(), (ulong)count, out _);
    }

    /// <summary>Exponential with a rate: mean 1 / rate.</summary>
    public double Exponential(double rate = 1) => -Math.Log(Uniform()) / rate;

    /// <summary>Standard normal (Box &amp; Muller 1958; two words per draw).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Gamma with a shape and a scale: mean shape × scale (Marsaglia &amp; Tsang 2000).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shape or scale is not positive.</exception>
    public double Gamma(double shape, double scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (shape < 1)
        {
            return Gamma(shape + 1, scale) * Math.Pow(Uniform(), 1 / shape);
        }
        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal();
            double v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v * scale;
            }
        }
    }

    /// <summary>Poisson with a mean: by products of uniforms below 10, else by transformed rejection (Hörmann
    /// 1993).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Mean is negative, not finite or above 10^9.</exception>
    public int Poisson(double mean)
    {
        if (!(mean is >= 0 and <= 1e9))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "must be 0..10^9");
        }
        return mean < 10 ? PoissonSmall(mean) : PoissonLarge(mean);
    }

    private int PoissonSmall(double mean)
    {
        double floor = Math.Exp(-mean);
        double product = mean == 0 ? 0 : Uniform();
        int count = 0;
        while (product > floor)
        {
            product *= Uniform();
            count++;
        }
        return count;
    }

    private int PoissonLarge(double mean)
    {
        double b = 0.931 + (2.53 * Math.Sqrt(mean));
        double a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        double acceptedShare = 0.9277 - (3.6224 / (b - 2));
        while (true)
        {
            double u = Uniform() - 0.5;
            double v = Uniform();
            double us = 0.5 - Math.Abs(u);
            double k = Math.Floor((((2 * a / us) + b) * u) + mean + 0.43);
            if (us >= 0.07 && v <= acceptedShare)
            {
                return (int)k;
            }
            bool outside = k < 0 || (us < 0.013 && v > us);
            if (!outside && Math.Log(v * inverseAlpha / ((a / (us * us)) + b))
                <= (k * Math.Log(mean)) - mean - SpecialFunctions.GammaLn(k + 1))
            {
                return (int)k;
            }
        }
    }

    /// <summary>What seed and stream make of themselves.</summary>
    internal static (ulong A, ulong B) Keys(ulong seed, ulong stream)
    {
        ulong a = Mix(seed + Golden);
        return (Mix(a ^ stream), Mix(a + stream + Golden));
    }

    /// <summary>The bits at a counter, under the keys of a seed and stream.</summary>
    internal static ulong Draw(ulong keyA, ulong keyB, ulong counter) =>
        Mix(Mix(keyA + (counter * Golden)) ^ keyB);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
