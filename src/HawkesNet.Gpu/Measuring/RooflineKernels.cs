using ILGPU;

namespace HawkesNet.Gpu.Measuring;

/// <summary>What a device can do at most: copying, and multiplying and adding, in double.</summary>
internal static class RooflineKernels
{
    /// <summary>Multiplications and additions of one thread of <see cref="MultiplyAdd"/>.</summary>
    public const int OperationsPerThread = Rounds * 4 * 2;

    private const int Rounds = 1024;

    /// <summary>Copies a number.</summary>
    public static void Copy(Index1D index, ArrayView<double> from, ArrayView<double> to) => to[index] = from[index];

    /// <summary>Four chains of multiplications and additions that do not wait for one another.</summary>
    public static void MultiplyAdd(Index1D index, ArrayView<double> numbers)
    {
        double x = numbers[index], a = x, b = x + 1, c = x + 2, d = x + 3;
        for (int i = 0; i < Rounds; i++)
        {
            a = (a * x) + 0.5;
            b = (b * x) + 0.5;
            c = (c * x) + 0.5;
            d = (d * x) + 0.5;
        }
        numbers[index] = a + b + c + d;
    }
}
