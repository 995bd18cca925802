using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Rebuilds all decayed masses from the stream's events under the state's present grid and mark
/// exponent; counts stay.</summary>
internal static class HistoryRebuild
{
    /// <param name="state">The state; its pending events are the last of <paramref name="events"/>.</param>
    /// <param name="events">The whole stream.</param>
    public static void Run(ModelState state, ReadOnlySpan<EarlyEvent> events)
    {
        Clear(state);
        ReadOnlySpan<EarlyEvent> past = events[..^state.Pending.Count];
        double[] marks = WindowMarks.Run(past, ref state.Marks);
        for (int i = 0; i < past.Length; i++)
        {
            ref readonly EarlyEvent one = ref past[i];
            Add(state, ref state.Actor(one.Source).Out, one, marks[i]);
            if (one.Target >= 0)
            {
                Add(state, ref state.Actor(one.Target).In, one, marks[i]);
                Add(state, ref state.Dyads[state.Dyads.Find(one.Source, one.Target)].Own, one, marks[i]);
            }
        }
        RebuildTotals(state, past, marks);
        state.Ties.Rebuild(state.Grid, past, state.ClockTicks);
    }

    private static void Clear(ModelState state)
    {
        foreach (ref ActorRecord actor in state.Actors)
        {
            actor.Out.Mass = default;
            actor.In.Mass = default;
        }
        foreach (ref DyadRecord dyad in state.Dyads.Records)
        {
            dyad.Own.Mass = default;
        }
        foreach (ref DecayedMass link in state.OverflowAll)
        {
            link.Mass = default;
        }
    }

    private static void Add(ModelState state, ref DecayedMass head, in EarlyEvent one, double mark)
    {
        ref DecayedMass link = ref head;
        while (link.Type != one.Type)
        {
            link = ref state.Overflow(link.Next);
        }
        // Links stand at the time they were last used; the rebuilt mass starts from the event's own time.
        Doubles8 survival = VectorLanes.Survival(
            state.Grid.DecaysPerTick, StreamTime.Elapsed(one.TimeTicks, link.TimeTicks));
        link.Mass = VectorLanes.MultiplyAdd(link.Mass, survival, mark);
    }

    private static void RebuildTotals(ModelState state, ReadOnlySpan<EarlyEvent> past, double[] marks)
    {
        state.Totals.Clear();
        Array.Clear(state.TriggerMass);
        for (int i = 0; i < past.Length; i++)
        {
            ref readonly EarlyEvent one = ref past[i];
            Doubles8 survival = VectorLanes.Survival(
                state.Grid.DecaysPerTick, StreamTime.Elapsed(one.TimeTicks, state.ClockTicks));
            if (state.HasTotals)
            {
                int target = one.Target < 0 ? one.Target : state.Actor(one.Target).Cluster;
                ref TriggerTotals.Total total = ref state.Totals.Of(
                    state.Actor(one.Source).Cluster, target, one.Type, state.ClockTicks);
                total.Mass = total.MassAtStep = VectorLanes.MultiplyAdd(total.Mass, survival, marks[i]);
            }
            for (int m = 0; m < Mechanisms.Count && !state.HasTotals; m++)
            {
                if (one.Target >= 0 || !Mechanisms.NeedsTarget((Mechanism)m))
                {
                    state.TriggerMass[m] = VectorLanes.MultiplyAdd(state.TriggerMass[m], survival, marks[i]);
                }
            }
        }
        state.RefreshCells();
    }
}
