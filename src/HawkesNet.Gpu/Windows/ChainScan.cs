using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>The decayed sums S and D after every addition of every chain, on a device.</summary>
internal sealed class ChainScan
{
    private readonly WindowKernels kernels;
    private readonly Level[] levels;
    private readonly ArrayView<int> events;

    /// <param name="memory">Holds what it needs.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="additionGaps">Ticks since the addition before; below zero where a chain begins. [additions]</param>
    /// <param name="additionEvents">Event of each addition. [additions]</param>
    public ChainScan(DeviceMemory memory, WindowKernels kernels, double[] additionGaps, int[] additionEvents)
    {
        this.kernels = kernels;
        events = memory.Upload(additionEvents);
        levels = [.. Levels(memory, additionGaps)];
    }

    /// <summary>S after each addition. [additions, 8]</summary>
    public ArrayView<double> Mass => levels[0].Mass;

    /// <summary>D after each addition. [additions, 8]</summary>
    public ArrayView<double> Delay => levels[0].Delay;

    /// <summary>Folds level upon level, then spreads what each has gathered into the one below.</summary>
    /// <param name="marks">Mark of each event. [events]</param>
    /// <param name="decays">Per tick. [8]</param>
    public void Run(ArrayView<double> marks, ArrayView<double> decays)
    {
        if (events.Length == 0)
        {
            return;
        }
        Level first = levels[0], above = levels[1];
        kernels.FoldAdditions(above.Threads, first.Gaps, events, marks, decays, above.Mass, above.Delay);
        for (int l = 1; l < levels.Length - 1; l++)
        {
            kernels.FoldSteps(
                levels[l + 1].Threads, levels[l].Gaps, decays, levels[l].Mass, levels[l].Delay,
                levels[l + 1].Mass, levels[l + 1].Delay);
        }
        for (int l = levels.Length - 2; l > 0; l--)
        {
            kernels.SpreadSteps(
                levels[l + 1].Threads, levels[l].Gaps, decays, levels[l + 1].Mass, levels[l + 1].Delay,
                levels[l].Mass, levels[l].Delay);
        }
        kernels.SpreadAdditions(
            above.Threads, first.Gaps, events, marks, decays, above.Mass, above.Delay, first.Mass, first.Delay);
    }

    /// <summary>The additions, their blocks, the blocks of these, until one is left.</summary>
    private static IEnumerable<Level> Levels(DeviceMemory memory, double[] gaps)
    {
        yield return Of(memory, gaps);
        do
        {
            gaps = ScanKernels.BlockGaps(gaps);
            yield return Of(memory, gaps);
        }
        while (gaps.Length > 1);
    }

    private static Level Of(DeviceMemory memory, double[] gaps) => new(
        memory.Upload(gaps), memory.Allocate(gaps.Length * Doubles8.Count),
        memory.Allocate(gaps.Length * Doubles8.Count));

    private readonly record struct Level(ArrayView<double> Gaps, ArrayView<double> Mass, ArrayView<double> Delay)
    {
        /// <summary>One thread per step and decay.</summary>
        public int Threads => Gaps.IntLength * Doubles8.Count;
    }
}
