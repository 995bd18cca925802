using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Reads one actor's record for people. Cost: O(1) per actor.</summary>
internal static class ActorSummaries
{
    public static ActorSummary Of(ModelView view, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, view.ActorCount);
        ref readonly ActorRecord actor = ref view.State.Actor(index);
        bool isSeen = actor.FirstTicks != long.MaxValue;
        return new ActorSummary(
            index, actor.Sent, actor.Received,
            isSeen ? actor.FirstTicks : null, isSeen ? actor.LastTicks : null,
            BaselinePerTick(view, actor), [1.0]);
    }

    /// <summary>The baseline part of the actor's intensity over all targets and types (equations 2 and 14).</summary>
    private static Estimate BaselinePerTick(ModelView view, in ActorRecord actor)
    {
        Span<double> direction = stackalloc double[ParameterLayout.Count];
        direction.Clear();
        direction[ParameterLayout.Baseline] = actor.BaselineRate;
        double mean = view.State.Parameters.BaselineFactor * actor.BaselineRate;
        double ownVariance = mean * mean * Baseline.RelativeVariance(view.State, actor);
        return Intensity.Around(mean, view.Covariance.Variance(direction) + ownVariance);
    }
}
