using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Puts the window's events down to the baseline once more, by the parameters of a fit: what an event was
/// first put down to was judged by what was known then.</summary>
/// <remarks>What an actor did before the window keeps the count it has. O(events of the window + actors).</remarks>
internal static class BaselineRevision
{
    public static void Apply(ModelState state, ClusterFit fit)
    {
        EventWindow window = fit.Index.Window;
        double before = state.BaselineCountSum;
        double kept = KeepEarlier(state, fit);
        state.BaselineSquareSum *= before > 0 ? kept / before : 0;
        double[] rates = fit.Rates();
        int settled = window.Count - state.Pending.Count;
        for (int e = 0; e < settled; e++)
        {
            ref readonly WindowEvent one = ref window.Event(e);
            double weight = state.Spec.ForgettingHalfLifeTicks is long halfLife
                ? Math.Pow(0.5, StreamTime.Elapsed(one.TimeTicks, state.ClockTicks) / halfLife) : 1;
            double share = fit.BaselineShare(e, rates[fit.Index.Sources[e]]);
            Link(state, one.Source, one.Type).BaselineCount += weight * share;
            Add(state, one.Source, one.Type, weight * share, weight * share * share);
        }
        // Events scored but not yet history bring their types' part when they become it.
        foreach (ref readonly PendingEvent pending in state.Pending.Events)
        {
            double share = pending.BaselineCredit;
            Add(state, pending.Source, pending.Type, share, share * share);
        }
    }

    /// <summary>Takes the window's events out of all counts; returns what is left.</summary>
    private static double KeepEarlier(ModelState state, ClusterFit fit)
    {
        double left = 0;
        Array.Clear(state.TypeBaselineCounts);
        double[] shares = EarlierShares(state, fit);
        for (int i = 0; i < state.ActorCount; i++)
        {
            ref ActorRecord actor = ref state.Actor(i);
            double pending = 0;
            foreach (ref readonly PendingEvent one in state.Pending.Events)
            {
                pending += one.Source == i ? one.BaselineCredit : 0;
            }
            actor.BaselineCount = shares[i] * Math.Max(0, actor.BaselineCount - pending);
            left += actor.BaselineCount;
            ref DecayedMass link = ref actor.Out;
            while (link.Type != DecayedMass.None)
            {
                link.BaselineCount *= shares[i];
                state.TypeBaselineCounts[link.Type] += link.BaselineCount;
                if (link.Next == DecayedMass.None)
                {
                    break;
                }
                link = ref state.Overflow(link.Next);
            }
        }
        state.BaselineCountSum = left;
        return left;
    }

    /// <summary>What part of each actor's counts comes from before the window. [actors of the network]</summary>
    private static double[] EarlierShares(ModelState state, ClusterFit fit)
    {
        var shares = new double[state.ActorCount];
        EventWindow window = fit.Index.Window;
        if (window.IsWhole)
        {
            return shares;
        }
        shares.AsSpan().Fill(state.Spec.ForgettingHalfLifeTicks is long halfLife
            ? Math.Pow(0.5, StreamTime.Elapsed(window.Event(0).TimeTicks, state.ClockTicks) / halfLife)
            : 1);
        for (int i = 0; i < fit.Labels.Length && state.Spec.ForgettingHalfLifeTicks is null; i++)
        {
            int actor = fit.Index.Actor(i);
            double held = fit.Index.Out[i].Length;
            // Who was only ever addressed has no count, whatever its share.
            shares[actor] = 1 - (held / Math.Max(Math.Max(1, held), state.Actor(actor).Sent));
        }
        return shares;
    }

    private static void Add(ModelState state, int source, int type, double count, double square)
    {
        state.Actor(source).BaselineCount += count;
        state.BaselineCountSum += count;
        state.BaselineSquareSum += square;
        state.TypeBaselineCounts[type] += count;
    }

    private static ref DecayedMass Link(ModelState state, int actor, int type)
    {
        ref DecayedMass link = ref state.Actor(actor).Out;
        while (link.Type != type)
        {
            link = ref state.Overflow(link.Next);
        }
        return ref link;
    }
}
