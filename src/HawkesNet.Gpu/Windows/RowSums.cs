using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>Rows of partial sums on a device, and what it takes to sum them in a fixed order.</summary>
internal sealed class RowSums
{
    private readonly WindowKernels kernels;
    private readonly int columns;
    private readonly ArrayView<double>[] levels;

    /// <param name="kernels">The kernels.</param>
    /// <param name="allocate">Gives memory of the device.</param>
    /// <param name="rows">Most rows.</param>
    /// <param name="columns">Numbers in a row.</param>
    public RowSums(WindowKernels kernels, Func<int, ArrayView<double>> allocate, int rows, int columns)
    {
        this.kernels = kernels;
        this.columns = columns;
        var sizes = new List<int> { Math.Max(1, rows) };
        while (sizes[^1] > 1)
        {
            sizes.Add(Chunks(sizes[^1]));
        }
        levels = [.. sizes.Select(size => allocate(size * columns))];
    }

    /// <summary>The rows, to be written by a kernel.</summary>
    public ArrayView<double> Rows => levels[0];

    /// <summary>The sum of the first rows. [columns]</summary>
    public double[] Total(int count)
    {
        int level = 0;
        for (; count > 1; count = Chunks(count), level++)
        {
            kernels.Sum(Chunks(count) * columns, levels[level], count, columns, levels[level + 1]);
        }
        var total = new double[columns];
        levels[level].SubView(0, columns).CopyToCPU(total);
        return total;
    }

    private static int Chunks(int rows) => (rows + SumKernel.RowsPerThread - 1) / SumKernel.RowsPerThread;
}
