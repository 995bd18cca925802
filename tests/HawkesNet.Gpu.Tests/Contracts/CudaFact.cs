using System.Reflection;

namespace HawkesNet.Gpu.Tests.Contracts;

/// <summary>A test that needs a CUDA device; skipped, visibly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CudaFactAttribute : FactAttribute
{
    private static readonly Lazy<GpuDevice?> device = new(GpuDevice.OpenCuda);

    public CudaFactAttribute()
    {
        if (device.Value is null)
        {
            Skip = "there is no CUDA device";
        }
    }

    internal static bool IsThere => device.Value is not null;

    internal static GpuDevice Device => device.Value!;
}

/// <summary>ILGPU's model of a device, opened once for a class of tests.</summary>
public sealed class ModelDevice : IDisposable
{
    internal GpuDevice Device { get; } = GpuDevice.OpenModel();

    public void Dispose() => Device.Dispose();
}

/// <summary>Runs all tests of a contract as one.</summary>
internal static class ContractRun
{
    public static void All(object contract)
    {
        int count = 0;
        foreach (MethodInfo test in contract.GetType().GetMethods()
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any()))
        {
            foreach (object?[]? arguments in Arguments(test))
            {
                test.Invoke(contract, arguments);
                count++;
            }
        }
        Assert.True(count > 0, "a contract without tests");
    }

    private static IEnumerable<object?[]?> Arguments(MethodInfo test) =>
        test.GetParameters().Length == 0 ? [null]
            : test.GetCustomAttributes<Xunit.Sdk.DataAttribute>().SelectMany(data => data.GetData(test));
}
