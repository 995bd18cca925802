using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Evaluation;

/// <summary>Scores of sequences, each on its own clock: from its first event, which is given and not scored, to its
/// last.</summary>
internal static class SequenceScore
{
    // Old excitation has died when a test sequence starts this many train spans after train.
    private const long ClearSpans = 100;

    /// <summary>Steps one model through sequences that lie end to end.</summary>
    public static StreamScore InOrder(
        Func<EventBatch, StepInfo> step, EventBatch events, IReadOnlyList<int> starts, long shiftTicks)
    {
        var total = default(StreamScore);
        for (int sequence = 0; sequence < starts.Count; sequence++)
        {
            int first = starts[sequence];
            int end = sequence + 1 < starts.Count ? starts[sequence + 1] : events.Count;
            StreamScore.Of(step, events, shiftTicks, first, first + 1);
            total += StreamScore.Of(step, events, shiftTicks, first + 1, end);
        }
        return total;
    }

    /// <summary>Scores every sequence with a copy of its own of a frozen model, so that none has another as its
    /// past.</summary>
    /// <param name="copy">Makes a frozen copy that stands at the end of train.</param>
    /// <param name="stepOf">The step of a copy.</param>
    /// <param name="events">Sequences laid end to end.</param>
    /// <param name="starts">Their first events.</param>
    /// <param name="trainEndTicks">Time of the last train event.</param>
    public static StreamScore Apart(
        Func<OnlineLearner> copy, Func<OnlineLearner, Func<EventBatch, StepInfo>> stepOf, EventBatch events,
        IReadOnlyList<int> starts, long trainEndTicks)
    {
        var total = default(StreamScore);
        for (int sequence = 0; sequence < starts.Count; sequence++)
        {
            int first = starts[sequence];
            int end = sequence + 1 < starts.Count ? starts[sequence + 1] : events.Count;
            long shift = (trainEndTicks * ClearSpans) - events.TimeTicks[first];
            OnlineLearner learner = copy();
            Func<EventBatch, StepInfo> step = stepOf(learner);
            StreamScore.Of(step, events, shift, first, first + 1);
            learner.ForgetDrift();
            total += StreamScore.Of(step, events, shift, first + 1, end);
        }
        return total;
    }
}
