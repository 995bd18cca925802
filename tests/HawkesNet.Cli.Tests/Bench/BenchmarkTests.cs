using System.Collections;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using HawkesNet.Benchmarks;

namespace HawkesNet.Cli.Tests.Bench;

/// <summary>Every benchmark of a part runs once, so that none can rot.</summary>
public class BenchmarkTests
{
    public static TheoryData<string> Benchmarks => [.. Methods.Select(method => method.Name)];

    private static IEnumerable<MethodInfo> Methods => typeof(BodyBenchmark).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().Where(Has<BenchmarkAttribute>));

    [Fact]
    public void Every_part_has_its_benchmark() => Assert.Equal(
        ["EncodeLogRow", "LocalStep", "MembershipSweep", "ParseCsvLine", "ParseJsonLine", "Partition", "ScalarDecay",
            "TieScan", "VectorDecay"],
        Methods.Select(method => method.Name).Order());

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void A_benchmark_runs_and_gives_a_sound_result(string name)
    {
        Type type = Methods.Single(method => method.Name == name).DeclaringType!;
        object benchmark = Activator.CreateInstance(type)!;
        foreach (MethodInfo setup in type.GetMethods().Where(Has<GlobalSetupAttribute>)
            .Concat(type.GetMethods().Where(Has<IterationSetupAttribute>)))
        {
            setup.Invoke(benchmark, null);
        }
        object result = type.GetMethod(name)!.Invoke(benchmark, null)!;
        double figure = result is ICollection all
            ? all.Count
            : Convert.ToDouble(result, CultureInfo.InvariantCulture);
        Assert.True(double.IsFinite(figure) && (figure != 0 || name == "MembershipSweep"), $"{name} gave {result}");
    }

    [Fact]
    public void The_bodies_that_are_measured_have_no_bad_row()
    {
        var bodies = new BodyBenchmark();
        Assert.Equal((1_000, 1_000), (bodies.ParseJsonLine(), bodies.ParseCsvLine()));
    }

    private static bool Has<T>(MethodInfo method)
        where T : Attribute => method.GetCustomAttribute<T>() is not null;
}
