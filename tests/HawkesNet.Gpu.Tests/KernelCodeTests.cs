using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace HawkesNet.Gpu.Tests;

/// <summary>Every kernel compiles for the devices it is meant for, without one being there.</summary>
public sealed class KernelCodeTests : IDisposable
{
    private static readonly CudaArchitecture[] architectures = [CudaArchitecture.SM_80, CudaArchitecture.SM_90];

    private readonly Context context = Context.Create(builder => builder.CPU().Optimize(OptimizationLevel.O2));

    public static TheoryData<string, int> KernelsAndArchitectures
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (MethodInfo kernel in Kernels)
            {
                data.Add(Name(kernel), 0);
                data.Add(Name(kernel), 1);
            }
            return data;
        }
    }

    /// <summary>Entry points: public static methods of the kernels' classes whose parameters live on a
    /// device.</summary>
    private static IEnumerable<MethodInfo> Kernels =>
        from type in typeof(GpuDevice).Assembly.GetTypes()
        where Regex.IsMatch(type.Name, "Kernels?$") && type is { IsAbstract: true, IsSealed: true }
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.ReturnType == typeof(void) && method.GetParameters().Any(one => IsView(one.ParameterType))
        select method;

    [Fact]
    public void The_kernels_are_found() => Assert.True(Kernels.Count() >= 7, "too few kernels");

    [Theory]
    [MemberData(nameof(KernelsAndArchitectures))]
    public void A_kernel_compiles_and_is_double_throughout(string name, int architecture)
    {
        string code = Compile(Kernels.Single(kernel => Name(kernel) == name), architectures[architecture]);
        // For SM_90, too, ILGPU names the target sm_80, which every later device runs.
        Assert.Matches(@"\.target sm_(80|90)\b", code);
        Assert.Contains("f64", code, StringComparison.Ordinal);
        // No single-precision arithmetic at all, thus no single-precision exponential.
        Assert.DoesNotContain("ex2.approx", code, StringComparison.Ordinal);
        Assert.DoesNotContain("f32", code, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(atom|red)\.[^;]*f(32|64)", code);
    }

    public void Dispose() => context.Dispose();

    private static string Name(MethodInfo kernel) => $"{kernel.DeclaringType!.Name}.{kernel.Name}";

    private static bool IsView(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);

    private string Compile(MethodInfo kernel, CudaArchitecture architecture)
    {
        using var backend = new PTXBackend(
            context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null);
        bool isImplicit = kernel.GetParameters()[0].ParameterType == typeof(Index1D);
        EntryPointDescription entry = isImplicit
            ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
            : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        return ((PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty)).PTXAssembly;
    }
}
