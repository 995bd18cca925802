using BenchmarkDotNet.Attributes;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Simulation;
using HawkesNet.Model.State;

namespace HawkesNet.Benchmarks;

/// <summary>The search for who may have caused an event through a latent tie, in a stream without targets.</summary>
public class TieScanBenchmark
{
    private const int Actors = 100;
    private const int Events = 10_000;
    private ModelState state = null!;

    [GlobalSetup]
    public void Learn()
    {
        var spec = new SimulationSpec
        {
            Actors = Actors,
            Targeted = false,
            Ties = new TieSpec { Share = 0.05 },
            BaselinePerUnit = [[0.1]],
            Mechanisms = [new MechanismSpec { Mechanism = SimulatedMechanism.Influence, Offspring = [[0.1]] }],
        };
        (EventBatch events, _) = Simulator.Run(spec, seed: 7, Events);
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = 1 });
        learner.DeclareUniverse(Actors, 1, targeted: false, targetless: true);
        learner.Step(events);
        state = learner.State;
        if (!state.Ties.IsOn)
        {
            throw new InvalidOperationException("no ties are learned in this stream");
        }
    }

    [Benchmark(OperationsPerInvoke = Actors)]
    public double TieScan()
    {
        double sum = 0;
        for (int target = 0; target < Actors; target++)
        {
            sum += state.Ties.Scan.Find<VectorLanes>(state.Ties, state.Grid, target, state.ClockTicks + 1);
        }
        return sum;
    }
}
