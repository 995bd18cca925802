using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>Sums rows in a fixed order: chunks of <see cref="RowsPerThread"/>, then the chunks' sums, and so
/// on.</summary>
/// <remarks>Equal rows give equal bits, which atomic additions would not. One thread per chunk and column.</remarks>
internal static class SumKernel
{
    /// <summary>Rows one thread sums, in order.</summary>
    public const int RowsPerThread = 64;

    /// <param name="index">Chunk · columns + column.</param>
    /// <param name="rows">The rows. [count, columns]</param>
    /// <param name="count">Their number.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="sums">Sums of the chunks. [chunks, columns]</param>
    public static void Run(
        Index1D index, ArrayView<double> rows, int count, int columns, ArrayView<double> sums)
    {
        int column = index % columns;
        int first = index / columns * RowsPerThread;
        int end = Math.Min(first + RowsPerThread, count);
        double sum = 0;
        for (int row = first; row < end; row++)
        {
            sum += rows[(row * columns) + column];
        }
        sums[index] = sum;
    }
}
