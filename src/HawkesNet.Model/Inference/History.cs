using System.Runtime.CompilerServices;
using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>How an event becomes history: decayed masses, counts, partners.</summary>
internal static class History
{
    /// <summary>Makes the pending events history; the clock stands at their time.</summary>
    public static void Commit<TLanes>(ModelState state)
        where TLanes : struct, ILanes
    {
        foreach (ref readonly PendingEvent pending in state.Pending.Events)
        {
            double mark = state.Marks.Of(pending.Weight);
            AddSource<TLanes>(state, pending, mark);
            if (pending.Target >= 0)
            {
                AddTarget<TLanes>(state, pending, mark);
            }
            Trigger<TLanes>(state, pending, mark);
            state.EventCount++;
        }
        foreach (ref readonly PendingEvent pending in state.Pending.Events)
        {
            state.Marks.Add(pending.Weight);
        }
        state.Pending.Clear();
        state.Drift.Commit();
    }

    /// <summary>Lets an owner's mass decay up to a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bring<TLanes>(ModelState state, ref DecayedMass link, long timeTicks)
        where TLanes : struct, ILanes
    {
        if (timeTicks > link.TimeTicks)
        {
            double elapsed = StreamTime.Elapsed(link.TimeTicks, timeTicks);
            link.Mass = TLanes.Product(link.Mass, TLanes.Survival(state.Grid.DecaysPerTick, elapsed));
            link.TimeTicks = timeTicks;
        }
    }

    private static void AddSource<TLanes>(ModelState state, in PendingEvent pending, double mark)
        where TLanes : struct, ILanes
    {
        long time = state.Pending.TimeTicks;
        ref ActorRecord actor = ref state.Actor(pending.Source);
        actor.Sent++;
        actor.FirstTicks = Math.Min(actor.FirstTicks, pending.StreamTicks);
        actor.LastTicks = Math.Max(actor.LastTicks, pending.StreamTicks);
        Excite<TLanes>(state, ref actor.Out, pending.Type, mark, time, pending.BaselineCredit);
        if (state.Ties.IsOn)
        {
            state.Ties.Commit<TLanes>(state.Grid, pending.Source, time);
        }
        if (state.HasTotals)
        {
            int target = pending.Target < 0 ? pending.Target : state.Actor(pending.Target).Cluster;
            state.Totals.Add<TLanes>(actor.Cluster, target, pending.Type, state.Grid.DecaysPerTick, time, mark);
        }
    }

    private static void AddTarget<TLanes>(ModelState state, in PendingEvent pending, double mark)
        where TLanes : struct, ILanes
    {
        long time = state.Pending.TimeTicks;
        ref ActorRecord source = ref state.Actor(pending.Source);
        ref ActorRecord target = ref state.Actor(pending.Target);
        target.FirstTicks = Math.Min(target.FirstTicks, pending.StreamTicks);
        target.LastTicks = Math.Max(target.LastTicks, pending.StreamTicks);
        Excite<TLanes>(state, ref target.In, pending.Type, mark, time, 0);
        // An event of the same time may have brought the dyad since this one was scored.
        int dyad = pending.Dyad >= 0 ? pending.Dyad : state.Dyads.Find(pending.Source, pending.Target);
        if (dyad < 0)
        {
            dyad = Meet(state, pending.Source, pending.Target, time);
        }
        state.TargetedCount++;
        state.Clusters.AddReceived(target.Cluster, state.TargetedCount);
        source.Addressed++;
        target.Received++;
        ref DyadRecord record = ref state.Dyads[dyad];
        Excite<TLanes>(state, ref record.Own, pending.Type, mark, time, 0);
        record.EventCount++;
        record.RecentForSource = 1
            + (record.RecentForSource * Fading.Habit.Power(source.Addressed - record.RecentForSourceIndex));
        record.RecentForSourceIndex = source.Addressed;
        record.RecentForTarget = 1
            + (record.RecentForTarget * Fading.Habit.Power(target.Received - record.RecentForTargetIndex));
        record.RecentForTargetIndex = target.Received;
        target.RecentPopularity = 1
            + (target.RecentPopularity * Fading.Popularity.Power(state.TargetedCount - target.PopularityIndex));
        target.PopularityIndex = state.TargetedCount;
    }

    /// <summary>A dyad's first event: the two become partners, unless they were the other way round.</summary>
    private static int Meet(ModelState state, int source, int target, long timeTicks)
    {
        state.Actor(source).TargetCount++;
        state.Actor(target).SourceCount++;
        if (state.Dyads.Find(target, source) < 0)
        {
            AddPartner(state, source, target);
            AddPartner(state, target, source);
        }
        return state.Dyads.Add(source, target, timeTicks);
    }

    private static void AddPartner(ModelState state, int index, int partner)
    {
        ref ActorRecord actor = ref state.Actor(index);
        state.Partners(index)[(int)(actor.PartnersMet % PartnerList.Capacity)] = partner;
        actor.PartnersMet++;
    }

    /// <summary>Adds one event to the network-wide masses of what it can trigger.</summary>
    private static void Trigger<TLanes>(ModelState state, in PendingEvent pending, double mark)
        where TLanes : struct, ILanes
    {
        bool hasTotals = state.HasTotals;
        Span<Doubles8> masses = state.TriggerMass;
        for (int m = 0; m < masses.Length; m++)
        {
            var mechanism = (Mechanism)m;
            if (pending.Target >= 0 || !Mechanisms.NeedsTarget(mechanism))
            {
                double offspring = hasTotals ? Offspring(state, mechanism, pending) : 1;
                masses[m] = TLanes.MultiplyAdd(masses[m], Doubles8.Filled(1), mark * offspring);
            }
        }
    }

    private static double Offspring(ModelState state, Mechanism mechanism, in PendingEvent pending)
    {
        int source = state.Actor(pending.Source).Cluster;
        int target = pending.Target < 0 ? 0 : state.Actor(pending.Target).Cluster;
        return state.Cells.RowSum(
            mechanism, state.Cells.TriggerCell(mechanism, source, target), pending.Type);
    }

    /// <summary>Adds one event to an owner's chain of types.</summary>
    private static void Excite<TLanes>(
        ModelState state, ref DecayedMass head, int type, double mark, long timeTicks,
        double baselineCredit)
        where TLanes : struct, ILanes
    {
        if (head.Type == DecayedMass.None)
        {
            head.Type = type;
            head.TimeTicks = timeTicks;
        }
        ref DecayedMass link = ref head;
        while (link.Type != type)
        {
            if (link.Next == DecayedMass.None)
            {
                link = ref state.Overflow(state.AddOverflow(type, timeTicks, ref link));
                break;
            }
            link = ref state.Overflow(link.Next);
        }
        Bring<TLanes>(state, ref link, timeTicks);
        link.Mass = TLanes.MultiplyAdd(link.Mass, Doubles8.Filled(1), mark);
        link.BaselineCount += baselineCredit;
    }
}
