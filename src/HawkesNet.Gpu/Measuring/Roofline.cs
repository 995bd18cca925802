using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Measuring;

/// <summary>The most a device was seen to do: bytes and double operations per second.</summary>
internal sealed record Roofline(double BytesPerSecond, double OperationsPerSecond)
{
    /// <summary>Multiplications and additions of one exponential, and of one logarithm.</summary>
    public const int ExpOperations = 32;
    public const int LogOperations = 36;

    /// <summary>Measures both roofs; small where the device is only a model.</summary>
    public static Roofline Measure(GpuDevice device)
    {
        Accelerator accelerator = device.Device;
        bool isModel = accelerator.AcceleratorType == AcceleratorType.CPU;
        int copied = isModel ? 1_000 : 1 << 27, threads = isModel ? 16 : 1 << 21;
        using var from = accelerator.Allocate1D<double>(copied);
        using var to = accelerator.Allocate1D<double>(copied);
        from.MemSetToZero();
        var copy = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<double>>(
            RooflineKernels.Copy);
        var multiply = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>>(
            RooflineKernels.MultiplyAdd);
        double copySeconds = Seconds(accelerator, () => copy(copied, from.View.BaseView, to.View.BaseView));
        double multiplySeconds = Seconds(accelerator, () => multiply(threads, from.View.BaseView));
        return new Roofline(
            2.0 * sizeof(double) * copied / copySeconds,
            (double)RooflineKernels.OperationsPerThread * Math.Min(threads, copied) / multiplySeconds);
    }

    /// <summary>A case of work on the device, with its share of the roof.</summary>
    public MeasuredCase Case(
        string work, int actors, long size, string path, double seconds, double error, double bytes,
        double operations)
    {
        double memory = bytes / BytesPerSecond, arithmetic = operations / OperationsPerSecond;
        return new MeasuredCase(
            work, actors, size, path, seconds, error, memory > arithmetic ? "memory" : "arithmetic",
            Math.Max(memory, arithmetic) / seconds);
    }

    /// <summary>The roof of the memory, as a case: a gigabyte copied.</summary>
    public MeasuredCase MemoryCase(string path) => new(
        "copy, per GB read or written", 0, 1_000_000_000, path, 1e9 / BytesPerSecond, null);

    /// <summary>The roof of the arithmetic, as a case: 10⁹ operations.</summary>
    public MeasuredCase ArithmeticCase(string path) => new(
        "double arithmetic, per 10^9 operations", 0, 1_000_000_000, path, 1e9 / OperationsPerSecond, null);

    private static double Seconds(Accelerator accelerator, Action launch) => DeviceMeasurement.Time(() =>
    {
        launch();
        accelerator.Synchronize();
        return 0;
    }).Seconds;
}
