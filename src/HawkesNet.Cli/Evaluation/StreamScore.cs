using HawkesNet.Cli.Events;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Evaluation;

/// <summary>The score of a stretch of a stream: sum of log intensities minus the compensator, time counted in
/// ticks.</summary>
/// <param name="Events">Events scored.</param>
/// <param name="LogIntensity">Sum over the events of log λ per tick, in nats.</param>
/// <param name="Compensator">Integral of the intensity of all channels from the event before the stretch to its
/// last.</param>
internal readonly record struct StreamScore(long Events, double LogIntensity, double Compensator)
{
    /// <summary>Events given to a model at once, at most.</summary>
    public const int BatchEventsMax = 4096;

    /// <summary>Both stretches together.</summary>
    public static StreamScore operator +(StreamScore a, StreamScore b) =>
        new(a.Events + b.Events, a.LogIntensity + b.LogIntensity, a.Compensator + b.Compensator);

    /// <summary>Nats per event, time counted in the file's own unit; null: no events.</summary>
    public double? PerEvent(TickScale scale) =>
        Events == 0 ? null : ((LogIntensity - Compensator) / Events) + scale.LogTicksPerUnit;

    /// <summary>Steps a model through events, each scored before it is taken in.</summary>
    /// <param name="step">The model: takes a batch, gives its log intensity and compensator.</param>
    /// <param name="events">The events.</param>
    /// <param name="shiftTicks">Added to every time.</param>
    /// <param name="first">Index of the first event to step through.</param>
    /// <param name="end">Index after the last one; null: all.</param>
    /// <param name="batchEventsMax">Events given to the model at once.</param>
    public static StreamScore Of(
        Func<EventBatch, StepInfo> step, EventBatch events, long shiftTicks = 0, int first = 0, int? end = null,
        int batchEventsMax = BatchEventsMax)
    {
        var total = default(StreamScore);
        var batch = new EventBatch(batchEventsMax);
        int last = end ?? events.Count;
        while (first < last)
        {
            int next = Math.Min(last, first + batchEventsMax);
            batch.Clear();
            for (int i = first; i < next; i++)
            {
                batch.Add(events.TimeTicks[i] + shiftTicks, events.Sources[i], events.Targets[i],
                    events.Types[i], events.Weights[i]);
            }
            StepInfo info = step(batch);
            total += new StreamScore(info.Events, info.LogIntensity, info.Compensator);
            first = next;
        }
        return total;
    }
}
