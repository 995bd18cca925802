using HawkesNet.Model.Clustering;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>Goes over to another rhythm: all that bears operational times is moved to those of the new one, as if it
/// had been there from the start.</summary>
internal static class RhythmChange
{
    /// <param name="state">The state; its pending events are the last of <paramref name="early"/>.</param>
    /// <param name="early">The whole stream.</param>
    /// <param name="window">The newest events for refits of the clusters, if there are any.</param>
    /// <param name="rhythm">The new rhythm; operational time now is that of the old one.</param>
    public static void Run(ModelState state, EarlyEvents early, EventWindow? window, Rhythm rhythm)
    {
        state.Rhythm = rhythm;
        early.Retime(rhythm);
        window?.Retime(early.Events);
        state.OriginTicks = early.Events[0].TimeTicks;
        BringToClock(state);
        HistoryRebuild.Run(state, early.Events);
    }

    /// <summary>Masses are rebuilt as of the time they stand at, which must not be before their events.</summary>
    private static void BringToClock(ModelState state)
    {
        foreach (ref ActorRecord actor in state.Actors)
        {
            actor.Out.TimeTicks = state.ClockTicks;
            actor.In.TimeTicks = state.ClockTicks;
        }
        foreach (ref DyadRecord dyad in state.Dyads.Records)
        {
            dyad.Own.TimeTicks = state.ClockTicks;
        }
        foreach (ref DecayedMass link in state.OverflowAll)
        {
            link.TimeTicks = state.ClockTicks;
        }
    }
}
