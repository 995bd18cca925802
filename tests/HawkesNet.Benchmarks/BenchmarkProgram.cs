using BenchmarkDotNet.Running;

namespace HawkesNet.Benchmarks;

/// <summary>`dotnet run -c Release --project tests/HawkesNet.Benchmarks -- --filter '*'` measures all parts.</summary>
internal static class BenchmarkProgram
{
    public static void Main(string[] args) =>
        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
}
