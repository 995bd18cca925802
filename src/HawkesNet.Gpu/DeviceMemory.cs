using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu;

/// <summary>What one piece of work holds of a device's memory.</summary>
internal sealed class DeviceMemory(Accelerator device) : IDisposable
{
    private readonly List<IDisposable> owned = [];

    /// <summary>Copies values to the device.</summary>
    public ArrayView<T> Upload<T>(T[] values)
        where T : unmanaged
    {
        if (values.Length == 0)
        {
            return ArrayView<T>.Empty;
        }
        MemoryBuffer1D<T, Stride1D.Dense> buffer = device.Allocate1D(values);
        owned.Add(buffer);
        return buffer.View;
    }

    /// <summary>Room for so many doubles.</summary>
    public ArrayView<double> Allocate(int length)
    {
        MemoryBuffer1D<double, Stride1D.Dense> buffer = device.Allocate1D<double>(Math.Max(1, length));
        owned.Add(buffer);
        return buffer.View.BaseView.SubView(0, length);
    }

    /// <summary>Gives all of it back.</summary>
    public void Dispose()
    {
        foreach (IDisposable one in owned)
        {
            one.Dispose();
        }
        owned.Clear();
    }
}
