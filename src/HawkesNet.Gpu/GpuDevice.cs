using HawkesNet.Gpu.Windows;
using HawkesNet.Model.Inference;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace HawkesNet.Gpu;

/// <summary>An ILGPU device: the CUDA device with the most memory, or ILGPU's own model of a device, which is thousands
/// of times slower than plain loops and good for tests only.</summary>
internal sealed class GpuDevice : WindowDevice
{
    private readonly Context context;
    private readonly Accelerator device;
    private readonly WindowKernels kernels;

    private GpuDevice(Context context, Device chosen)
    {
        this.context = context;
        device = chosen.CreateAccelerator(context);
        kernels = new WindowKernels(device);
        Name = (chosen is CudaDevice ? "cuda: " : "ilgpu cpu: ") + device.Name;
    }

    public override string Name { get; }

    /// <summary>Memory of the device in bytes.</summary>
    public long MemoryBytes => device.MemorySize;

    /// <summary>The device itself, for kernels that are launched on their own.</summary>
    public Accelerator Device => device;

    /// <summary>The CUDA device with the most memory; null where there is none.</summary>
    public static GpuDevice? OpenCuda()
    {
        Context context = Context.Create(builder => builder.Cuda().Optimize(OptimizationLevel.O2));
        Device? largest = null;
        foreach (CudaDevice one in context.GetCudaDevices())
        {
            largest = largest is null || one.MemorySize > largest.MemorySize ? one : largest;
        }
        if (largest is not null)
        {
            return new GpuDevice(context, largest);
        }
        context.Dispose();
        return null;
    }

    /// <summary>ILGPU's model of a device on the processor: for tests, on a handful of events.</summary>
    public static GpuDevice OpenModel()
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(4, 4, 1)));
        return new GpuDevice(context, context.GetCPUDevice(0));
    }

    public override LoadedWindow Load(ExcitationWindow window) => new GpuWindow(device, kernels, window);

    public override void Dispose()
    {
        device.Dispose();
        context.Dispose();
    }
}
