using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Bench;

/// <summary>A learner on a generated stream, with the processor time of learning alone, and of the part that refits
/// take.</summary>
internal sealed class MeasuredLearner(StreamShape shape, ModelSpec spec, LearningDevice? device = null)
{
    // Short, so that what is put down to a refit is hardly more than the refit itself.
    private const int BatchEvents = 512;

    private readonly StreamGenerator stream = new(shape, seed: 1);
    private readonly EventBatch batch = new(BatchEvents);

    /// <summary>The learner.</summary>
    public OnlineLearner Learner { get; } = new(spec, device);

    /// <summary>Processor time of all steps so far, without making the events.</summary>
    public TimeSpan Used { get; private set; }

    /// <summary>The part of it that went into batches in which clusters or decays were fitted anew.</summary>
    public TimeSpan UsedByRefits { get; private set; }

    /// <summary>Clusters in use.</summary>
    public int ClusterCount => Math.Max(1, Learner.State.Clusters.Count - 1);

    /// <summary>Dyads that have had an event.</summary>
    public int DyadCount => Learner.State.Dyads.Count;

    /// <summary>Learns until so many events are learned.</summary>
    public void LearnUntil(long events)
    {
        while (Learner.Position < events)
        {
            stream.Fill(batch, (int)Math.Min(BatchEvents, events - Learner.Position));
            int refits = Learner.RefitCount;
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Learner.Step(batch);
            TimeSpan used = Environment.CpuUsage.TotalTime - before;
            Used += used;
            UsedByRefits += Learner.RefitCount > refits ? used : default;
        }
    }
}
