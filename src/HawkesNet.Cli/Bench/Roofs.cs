using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Bench;

/// <summary>What one core of this machine can do at best, in nanoseconds of processor time.</summary>
/// <param name="ExponentialNanoseconds">One exponential of a double, eight at once, nothing to wait for.</param>
/// <param name="MultiplyAddNanoseconds">One multiply-add of floats, with sums enough to keep the units busy.</param>
/// <param name="StreamedByteNanoseconds">One byte read in order from memory.</param>
internal sealed record Roofs(
    double ExponentialNanoseconds, double MultiplyAddNanoseconds, double StreamedByteNanoseconds)
{
    private const int LineBytes = 64;
    private const int LineDoubles = LineBytes / sizeof(double);
    private const int RunLines = 4;
    private const int StreamedBytes = 1 << 28;
    private const int Exponentials = 1 << 24;
    private const int MultiplyAddRounds = 1 << 22;
    private const int SumsAtOnce = 8;
    private const int ScatteredRuns = 1 << 20;
    private const int Tries = 3;

    /// <summary>Measures them; the best of three tries, since a roof is what was reached once.</summary>
    public static Roofs Measure() => new(
        Best(MeasureExponentials) / Exponentials,
        Best(MeasureMultiplyAdds) / ((double)MultiplyAddRounds * SumsAtOnce * Vector512<float>.Count),
        Best(Stream(new double[StreamedBytes / sizeof(double)])) / StreamedBytes);

    /// <summary>Nanoseconds for one of so many bytes' cache lines, read at random places in runs of four, none of which
    /// waits for another.</summary>
    public static double ScatteredLineNanoseconds(long bytes)
    {
        int lines = (int)Math.Clamp(bytes / LineBytes, 2 * RunLines, int.MaxValue / LineDoubles);
        double[] memory = new double[lines * LineDoubles];
        memory.AsSpan().Fill(1);
        return Best(Scatter(memory)) / ((double)ScatteredRuns * RunLines);
    }

    private static double Best(Func<double> work) => Enumerable.Range(0, Tries).Min(_ =>
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        GC.KeepAlive(work());
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds;
    });

    // Inlined: the learner's own exponential, but four at once, so that no unit waits.
    private static double MeasureExponentials()
    {
        Vector512<double> x = Vector512.Create(0, -0.5, -1, -2, -3, -5, -8, -13.0);
        Vector512<double> step = Vector512.Create(-1e-6);
        Vector512<double> a = default, b = default, c = default, d = default;
        for (int i = 0; i < Exponentials; i += 4 * Vector512<double>.Count)
        {
            a += VectorExp.OfNonPositive(x);
            b += VectorExp.OfNonPositive(x + x);
            c += VectorExp.OfNonPositive(x + step);
            d += VectorExp.OfNonPositive(x + x + step);
            x += step;
        }
        return Vector512.Sum(a + b + c + d);
    }

    private static double MeasureMultiplyAdds()
    {
        Vector512<float> left = Vector512.Create(1e-7f), right = Vector512.Create(0.999f);
        Vector512<float> a = left, b = left, c = left, d = left, e = left, f = left, g = left, h = left;
        for (int i = 0; i < MultiplyAddRounds; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, right, left);
            b = Vector512.FusedMultiplyAdd(b, right, left);
            c = Vector512.FusedMultiplyAdd(c, right, left);
            d = Vector512.FusedMultiplyAdd(d, right, left);
            e = Vector512.FusedMultiplyAdd(e, right, left);
            f = Vector512.FusedMultiplyAdd(f, right, left);
            g = Vector512.FusedMultiplyAdd(g, right, left);
            h = Vector512.FusedMultiplyAdd(h, right, left);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h);
    }

    private static Func<double> Stream(double[] memory)
    {
        memory.AsSpan().Fill(1);
        return () =>
        {
            ref double first = ref MemoryMarshal.GetArrayDataReference(memory);
            Vector512<double> a = default, b = default, c = default, d = default;
            for (nuint i = 0; i < (nuint)memory.Length; i += 32)
            {
                a += Vector512.LoadUnsafe(ref first, i);
                b += Vector512.LoadUnsafe(ref first, i + 8);
                c += Vector512.LoadUnsafe(ref first, i + 16);
                d += Vector512.LoadUnsafe(ref first, i + 24);
            }
            return Vector512.Sum(a + b + c + d);
        };
    }

    private static Func<double> Scatter(double[] memory) => () =>
    {
        ref double first = ref MemoryMarshal.GetArrayDataReference(memory);
        uint runs = (uint)(memory.Length / LineDoubles / RunLines);
        double sum = 0;
        ulong bits = 88172645463325252;
        for (int i = 0; i < ScatteredRuns; i++)
        {
            bits = (bits * 6364136223846793005) + 1442695040888963407;
            nuint at = (nuint)(((bits >> 32) * runs) >> 32) * RunLines * LineDoubles;
            sum += Unsafe.Add(ref first, at) + Unsafe.Add(ref first, at + LineDoubles)
                + Unsafe.Add(ref first, at + (2 * LineDoubles)) + Unsafe.Add(ref first, at + (3 * LineDoubles));
        }
        return sum;
    };
}
