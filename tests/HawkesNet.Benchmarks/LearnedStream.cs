using HawkesNet.Cli.Bench;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Benchmarks;

/// <summary>A learner that has seen a stream of some clusters, and the stream's next events.</summary>
internal sealed class LearnedStream
{
    private readonly StreamGenerator stream;

    public LearnedStream(int clusters, int actors = 500, int events = 20_000)
    {
        stream = new StreamGenerator(new StreamShape(actors, clusters, IsStationary: true), seed: 3);
        Learner = new OnlineLearner(new ModelSpec { ClustersMax = clusters, Ties = false });
        Learner.Step(Next(events));
    }

    public OnlineLearner Learner { get; }

    public EventBatch Next(int events)
    {
        var batch = new EventBatch(events);
        stream.Fill(batch, events);
        return batch;
    }
}
