using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.RadixSortOperations;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Futures;

/// <summary>Futures of the flows between two actors, drawn on a device.</summary>
/// <remarks>Memory: some 12 bytes a future.</remarks>
internal sealed class GpuFutures : IDisposable
{
    private readonly Accelerator device;
    private readonly DeviceMemory memory;
    private readonly FlowViews views;
    private readonly Action<Index1D, FlowViews, double, ulong, long, ArrayView<int>> draw;
    private readonly RadixSort<int, Stride1D.Dense> sort;

    public GpuFutures(GpuDevice device, FutureFlows flows)
    {
        this.device = device.Device;
        memory = new DeviceMemory(device.Device);
        Doubles8 decays = flows.Grid.DecaysPerTick;
        views = new FlowViews(
            memory.Upload(decays.AsSpan().ToArray()), memory.Upload(flows.Constants), memory.Upload(flows.Direct),
            memory.Upload(flows.Gains));
        draw = device.Device.LoadAutoGroupedStreamKernel<
            Index1D, FlowViews, double, ulong, long, ArrayView<int>>(FutureKernel.Run);
        sort = device.Device.CreateRadixSort<int, Stride1D.Dense, AscendingInt32>();
    }

    /// <summary>Events of the channel within a horizon in each of the futures 0..count-1. [count]</summary>
    public int[] Draw(double horizonTicks, ulong seed, int count)
    {
        using MemoryBuffer1D<int, Stride1D.Dense> counts = device.Allocate1D<int>(count);
        draw(count, views, horizonTicks, seed, 0, counts.View.BaseView);
        return counts.GetAsArray1D();
    }

    /// <summary>The forecast that so many futures make; their counts are sorted on the device.</summary>
    public FutureSummary Forecast(double horizonTicks, ulong seed, int count)
    {
        using MemoryBuffer1D<int, Stride1D.Dense> counts = device.Allocate1D<int>(count);
        draw(count, views, horizonTicks, seed, 0, counts.View.BaseView);
        using MemoryBuffer1D<int, Stride1D.Dense> scratch = device.Allocate1D<int>(
            device.ComputeRadixSortTempStorageSize<int, AscendingInt32>(count));
        sort(device.DefaultStream, counts.View, scratch.View.BaseView);
        return FutureSummary.OfSorted(counts.GetAsArray1D());
    }

    public void Dispose() => memory.Dispose();
}
