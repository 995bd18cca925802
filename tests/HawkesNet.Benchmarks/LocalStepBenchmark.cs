using BenchmarkDotNet.Attributes;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Benchmarks;

/// <summary>Scoring an event and gathering evidence from it, without global steps and refits.</summary>
public class LocalStepBenchmark
{
    private const int Events = 1_024;
    private readonly VectorLocalStep local = new();
    private readonly EventScores scores = new(Events);
    private LearnedStream stream = null!;
    private EventBatch next = null!;

    [Params(1, 8, 16)]
    public int Clusters { get; set; } = 1;

    [GlobalSetup]
    public void Learn() => stream = new LearnedStream(Clusters);

    // Time must go on: the same events again would have nothing to decay.
    [IterationSetup]
    public void MakeEvents() => next = stream.Next(Events);

    [Benchmark(OperationsPerInvoke = Events)]
    public double LocalStep()
    {
        local.Run(stream.Learner.State, stream.Learner.Evidence, next, 0, Events, scores);
        return scores.LogIntensity[^1];
    }
}
