using HawkesNet.Model.Choice;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>The strongest habit of every actor: of those whom it addresses, and of those who address it.</summary>
/// <remarks>Immutable. One pass over the dyads.</remarks>
internal sealed class HabitPeaks
{
    public HabitPeaks(ModelState state)
    {
        int actors = state.ActorCount;
        (From, To) = (new HabitPeak[actors], new HabitPeak[actors]);
        // Of each actor only the two counts are looked at, so they are laid close together.
        long[] addressed = new long[actors], received = new long[actors];
        for (int i = 0; i < actors; i++)
        {
            ref readonly ActorRecord actor = ref state.Actor(i);
            (addressed[i], received[i]) = (actor.Addressed, actor.Received);
        }
        foreach (ref DyadRecord dyad in state.Dyads.Records)
        {
            From[dyad.Source].Add(
                dyad.EventCount, dyad.RecentForSource, addressed[dyad.Source] - dyad.RecentForSourceIndex);
            To[dyad.Target].Add(
                dyad.EventCount, dyad.RecentForTarget, received[dyad.Target] - dyad.RecentForTargetIndex);
        }
    }

    /// <summary>As the one who addresses. [actors]</summary>
    public HabitPeak[] From { get; }

    /// <summary>As the one addressed. [actors]</summary>
    public HabitPeak[] To { get; }
}

/// <summary>The most that any of an actor's dyads has.</summary>
internal struct HabitPeak
{
    /// <summary>Events.</summary>
    public long EventCount { get; private set; }

    /// <summary>Recent share, as of now.</summary>
    public double Recent { get; private set; }

    /// <summary>Adds a dyad.</summary>
    /// <param name="events">Its events.</param>
    /// <param name="recentShare">Its recent share, as of a choice of the actor.</param>
    /// <param name="choicesSince">The actor's choices since.</param>
    public void Add(long events, double recentShare, long choicesSince)
    {
        EventCount = Math.Max(EventCount, events);
        Recent = Math.Max(Recent, recentShare * Fading.Habit.Power(choicesSince));
    }

    /// <summary>Largest probability of one partner by habit, and by recent habit (equation 7).</summary>
    /// <param name="choices">Choices the actor has made.</param>
    /// <param name="partners">How many it has chosen among.</param>
    public readonly (double Habit, double Recent) Of(long choices, int partners) => choices == 0
        ? default
        : ((EventCount - TargetChoice.Discount) / (choices - (TargetChoice.Discount * partners)),
            Recent / Fading.Habit.Sum(choices));
}
