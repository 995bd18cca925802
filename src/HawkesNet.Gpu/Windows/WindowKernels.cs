using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;
using View = ILGPU.ArrayView<double>;

namespace HawkesNet.Gpu.Windows;

/// <summary>The kernels of a window's evaluation, compiled for one device.</summary>
internal sealed class WindowKernels
{
    private const int GroupSizeMax = 256;

    public WindowKernels(Accelerator device)
    {
        GroupSize = Math.Min(GroupSizeMax, device.MaxNumThreadsPerGroup) / Doubles8.Count * Doubles8.Count;
        FoldAdditions = device.LoadAutoGroupedStreamKernel<
            Index1D, View, ArrayView<int>, View, View, View, View>(ScanKernels.FoldAdditions);
        SpreadAdditions = device.LoadAutoGroupedStreamKernel<
            Index1D, View, ArrayView<int>, View, View, View, View, View, View>(ScanKernels.SpreadAdditions);
        FoldSteps = device.LoadAutoGroupedStreamKernel<
            Index1D, View, View, View, View, View, View>(ScanKernels.FoldSteps);
        SpreadSteps = device.LoadAutoGroupedStreamKernel<
            Index1D, View, View, View, View, View, View>(ScanKernels.SpreadSteps);
        Score = device.LoadStreamKernel<ReadViews, View, View, View, View, View>(ScoreKernel.Run);
        Triggers = device.LoadAutoGroupedStreamKernel<Index1D, View, View, View, View, View>(TriggerKernel.Run);
        Sum = device.LoadAutoGroupedStreamKernel<Index1D, View, int, int, View>(SumKernel.Run);
    }

    /// <summary>Threads of a group of the scoring kernel.</summary>
    public int GroupSize { get; }

    public Action<Index1D, View, ArrayView<int>, View, View, View, View> FoldAdditions { get; }

    public Action<Index1D, View, ArrayView<int>, View, View, View, View, View, View> SpreadAdditions { get; }

    public Action<Index1D, View, View, View, View, View, View> FoldSteps { get; }

    public Action<Index1D, View, View, View, View, View, View> SpreadSteps { get; }

    public Action<KernelConfig, ReadViews, View, View, View, View, View> Score { get; }

    public Action<Index1D, View, View, View, View, View> Triggers { get; }

    public Action<Index1D, View, int, int, View> Sum { get; }
}
