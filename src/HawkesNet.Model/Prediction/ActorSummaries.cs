using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Reads one actor's record for people.</summary>
internal static class ActorSummaries
{
    public static ActorSummary Of(ModelView view, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, view.ActorCount);
        ref readonly ActorRecord actor = ref view.State.Actor(index);
        bool isSeen = actor.FirstTicks != long.MaxValue;
        IntensityEstimate intensity = Intensity.At(view, index, null, null, view.TimeTicks);
        return new ActorSummary(
            index, actor.Sent, actor.Received,
            isSeen ? actor.FirstTicks : null, isSeen ? actor.LastTicks : null,
            intensity.Causes[0].PerTick, intensity.PerTick, [1.0]);
    }
}
