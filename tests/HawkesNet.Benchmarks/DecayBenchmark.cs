using BenchmarkDotNet.Attributes;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Benchmarks;

/// <summary>The eight decay exponentials of one state, by vectors and by the plain loop they are tested
/// against.</summary>
public class DecayBenchmark
{
    private const int States = 1_024;
    private Doubles8 decays;

    public DecayBenchmark()
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            decays[b] = Math.Pow(4, -b);
        }
    }

    [Benchmark(OperationsPerInvoke = States)]
    public double VectorDecay() => Decay<VectorLanes>();

    [Benchmark(OperationsPerInvoke = States)]
    public double ScalarDecay() => Decay<ScalarLanes>();

    private double Decay<TLanes>()
        where TLanes : struct, ILanes
    {
        Doubles8 sum = default;
        for (int i = 0; i < States; i++)
        {
            sum = TLanes.MultiplyAdd(sum, TLanes.Survival(decays, i), 1);
        }
        return sum[0];
    }
}
