using HawkesNet.Model.Inference;

namespace HawkesNet.Gpu;

/// <summary>Where learning is to run.</summary>
public enum DeviceChoice
{
    /// <summary>On a CUDA device where there is one, else on the processor.</summary>
    Auto,

    /// <summary>On the processor.</summary>
    Cpu,

    /// <summary>On a CUDA device.</summary>
    Cuda,
}

/// <summary>Opens what was chosen.</summary>
public static class Devices
{
    /// <summary>The device to learn on; the caller disposes of it.</summary>
    /// <remarks>Of several CUDA devices the one with the most memory is taken. Where one is there that cannot be
    /// opened, <see cref="DeviceChoice.Auto"/> goes on without and says why in
    /// <see cref="LearningDevice.Failure"/>.</remarks>
    /// <exception cref="NoDeviceException"><see cref="DeviceChoice.Cuda"/>, and there is none.</exception>
    public static LearningDevice Open(DeviceChoice choice)
    {
        if (choice == DeviceChoice.Cpu)
        {
            return LearningDevice.Cpu;
        }
        string? reason = null;
        try
        {
            if (GpuDevice.OpenCuda() is GpuDevice device)
            {
                return new LearningDevice(device);
            }
        }
        catch (Exception e)
        {
            reason = $"the CUDA device cannot be opened: {e.Message}";
        }
        return choice == DeviceChoice.Auto
            ? new LearningDevice(null, reason)
            : throw new NoDeviceException(reason ?? "there is no CUDA device: no driver, or it shows none");
    }
}

/// <summary>The device asked for is not there.</summary>
public sealed class NoDeviceException(string reason) : Exception($"--device cuda: {reason}.");
