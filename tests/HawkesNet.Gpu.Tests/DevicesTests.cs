using HawkesNet.Gpu.Tests.Contracts;
using HawkesNet.Model.Inference;

namespace HawkesNet.Gpu.Tests;

/// <summary>What is opened on a machine without a CUDA device, and on one with it.</summary>
public class DevicesTests
{
    [Fact]
    public void The_processor_is_there_for_the_asking() =>
        Assert.Same(LearningDevice.Cpu, Devices.Open(DeviceChoice.Cpu));

    [Fact]
    public void Without_a_CUDA_device_auto_is_the_processor_and_cuda_is_refused()
    {
        if (CudaFactAttribute.IsThere)
        {
            return; // The next test speaks of such a machine.
        }
        using LearningDevice device = Devices.Open(DeviceChoice.Auto);
        Assert.Equal("cpu", device.Name);
        Assert.Null(device.Failure);
        Assert.Throws<NoDeviceException>(() => Devices.Open(DeviceChoice.Cuda));
    }

    [CudaFact]
    public void With_a_CUDA_device_both_take_it()
    {
        foreach (DeviceChoice choice in new[] { DeviceChoice.Auto, DeviceChoice.Cuda })
        {
            using LearningDevice device = Devices.Open(choice);
            Assert.StartsWith("cuda: ", device.Name, StringComparison.Ordinal);
            Assert.True(device.IsAccelerated);
        }
    }
}
