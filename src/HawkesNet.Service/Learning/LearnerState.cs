using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;

namespace HawkesNet.Service.Learning;

/// <summary>Everything that follows from the log alone: the learner, the reorder window before it, the indices and the
/// counts. The same rows give the same state to the last bit, in whatever bodies they came. Not thread-safe.</summary>
public sealed class LearnerState
{
    private const int StepEvents = 256;
    private readonly EventBatch step = new(StepEvents);

    /// <summary>A state that has seen nothing.</summary>
    /// <param name="spec">The model's settings.</param>
    /// <param name="names">Names and indices, empty.</param>
    /// <param name="device">Where dense work is done; null: on the processor.</param>
    public LearnerState(ModelSpec spec, NetworkNames names, LearningDevice? device = null)
        : this(new OnlineLearner(spec, device), names)
    {
    }

    internal LearnerState(OnlineLearner learner, NetworkNames names)
    {
        Learner = learner;
        Names = names;
        Window = new ReorderWindow(names.Actors.Names, names.Types.Names);
    }

    /// <summary>The model.</summary>
    public OnlineLearner Learner { get; }

    /// <summary>Names and indices.</summary>
    public NetworkNames Names { get; }

    /// <summary>Events stored and not yet learned.</summary>
    public ReorderWindow Window { get; }

    /// <summary>How well the stream was predicted as it went, since this object was made.</summary>
    public ScoreTrace Scores { get; } = new();

    /// <summary>Rows of the log taken in, and what they held.</summary>
    public LogCounts Counts { get; set; }

    /// <summary>Takes in the next log row, and learns what its watermark releases.</summary>
    public void Apply(LogBatch batch)
    {
        Window.Add(batch);
        Counts = Counts.After(batch);
        foreach (ref readonly ReorderWindow.Held held in Window.Release())
        {
            int source = Names.Actors.GetOrAdd(held.Source);
            int target = held.Target == LogBatch.NoTarget
                ? EventBatch.NoTarget
                : Names.Actors.GetOrAdd(held.Target);
            step.Add(held.TimeTicks, source, target, Names.Types.GetOrAdd(held.Type), held.Weight);
            if (step.Count == StepEvents)
            {
                Learn();
            }
        }
        Learn();
    }

    private void Learn()
    {
        if (step.Count > 0)
        {
            Scores.Add(Learner.Step(step), Learner.Position);
            step.Clear();
        }
    }
}
