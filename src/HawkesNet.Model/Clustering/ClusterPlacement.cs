using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Puts a partition into force: labels, sums by cluster, cells, trigger masses.</summary>
/// <remarks>Clusters keep their number from refit to refit where most of their actors stay. Actors without an event in
/// the window keep their cluster while it lives. O(actors + dyads).</remarks>
internal static class ClusterPlacement
{
    public static void Apply(ModelState state, ClusterFit fit)
    {
        BaselineRevision.Apply(state, fit);
        if (fit.Clusters == 1 && state.Clusters.Count == 1)
        {
            Baseline.LearnSpread(state);
            Baseline.RefreshAll(state);
            return;
        }
        int count = fit.Clusters == 1 ? 1 : fit.Clusters + 1;
        if (state.Clusters.Count == 1)
        {
            state.Cells.BeginTrials();
            state.Clusters.BeginTrials();
        }
        int[] numbers = Numbers(state, fit);
        Relabel(state, fit, numbers, count);
        SumActors(state, count);
        SumMasses(state);
        SetCells(state, fit, numbers, count);
        state.SettleTotals();
        Baseline.LearnSpread(state);
        Baseline.RefreshAll(state);
    }

    /// <summary>The number in the network of each cluster of the fit: its predecessor's, by most shared
    /// actors.</summary>
    private static int[] Numbers(ModelState state, ClusterFit fit)
    {
        var numbers = new int[fit.Clusters];
        if (fit.Clusters == 1)
        {
            return numbers;
        }
        int before = state.Clusters.Count;
        // However a search has numbered them.
        int[] byFirstActor = [.. fit.Labels.Concat(Enumerable.Range(0, fit.Clusters)).Distinct()];
        var shared = new int[fit.Clusters, Math.Max(before, fit.Clusters + 1)];
        for (int i = 0; i < fit.Labels.Length; i++)
        {
            shared[fit.Labels[i], state.Actor(fit.Index.Actor(i)).FirstCluster]++;
        }
        var isTaken = new bool[fit.Clusters + 1];
        for (int round = 0; round < fit.Clusters; round++)
        {
            (int most, int from, int to) = (-1, 0, 0);
            foreach (int k in byFirstActor)
            {
                for (int l = 1; l <= fit.Clusters && numbers[k] == 0; l++)
                {
                    if (!isTaken[l] && shared[k, l] > most)
                    {
                        (most, from, to) = (shared[k, l], k, l);
                    }
                }
            }
            numbers[from] = to;
            isTaken[to] = true;
        }
        return numbers;
    }

    private static void Relabel(ModelState state, ClusterFit fit, int[] numbers, int count)
    {
        foreach (ref ActorRecord actor in state.Actors)
        {
            if (count == 1 || actor.FirstCluster == 0 || actor.FirstCluster >= count)
            {
                (actor.FirstCluster, actor.SecondCluster) = (0, 0);
                (actor.FirstProbability, actor.SecondProbability) = (count == 1 ? 1 : 0, 0);
            }
        }
        if (count == 1)
        {
            return;
        }
        if (fit.Memberships is null)
        {
            new MembershipSweep(fit).Judge();
        }
        for (int i = 0; i < fit.Labels.Length; i++)
        {
            Place(ref state.Actor(fit.Index.Actor(i)), fit.Labels[i], fit.Memberships![i], numbers);
        }
    }

    private static void Place(ref ActorRecord actor, int label, in Membership membership, int[] numbers)
    {
        actor.FirstCluster = numbers[label];
        actor.FirstProbability = membership.Probability;
        actor.SecondCluster = numbers[membership.Second];
        actor.SecondProbability = membership.SecondProbability;
    }

    private static void SumActors(ModelState state, int count)
    {
        int types = state.TypeCount;
        state.Clusters.Reset(count, types, state.TargetedCount);
        foreach (ref readonly ActorRecord actor in state.Actors)
        {
            state.Clusters.Sizes[actor.Cluster]++;
            state.Clusters.BaselineCounts[actor.Cluster] += actor.BaselineCount;
            state.Clusters.Received[actor.Cluster] += actor.Received;
            state.Clusters.RecentlyReceived[actor.Cluster] += actor.RecentPopularity
                * Fading.Popularity.Power(state.TargetedCount - actor.PopularityIndex);
            ref readonly DecayedMass link = ref actor.Out;
            while (link.Type != DecayedMass.None)
            {
                state.Clusters.TypeCounts[(actor.Cluster * types) + link.Type] += link.BaselineCount;
                if (link.Next == DecayedMass.None)
                {
                    break;
                }
                link = ref state.Overflow(link.Next);
            }
        }
        // What is scored but not yet history stands with the actor already, but not yet with its types.
        foreach (ref readonly PendingEvent pending in state.Pending.Events)
        {
            int cluster = state.Actor(pending.Source).Cluster;
            state.Clusters.TypeCounts[(cluster * types) + pending.Type] += pending.BaselineCredit;
        }
    }

    /// <summary>Trigger masses by clusters, from the masses of dyads and, for events without a target, of
    /// actors.</summary>
    private static void SumMasses(ModelState state)
    {
        state.Totals.Clear();
        foreach (ref readonly DyadRecord dyad in state.Dyads.Records)
        {
            int source = state.Actor(dyad.Source).Cluster, target = state.Actor(dyad.Target).Cluster;
            AddChain(state, dyad.Own, source, target, 1);
            if (state.HasTargetless)
            {
                AddChain(state, dyad.Own, source, EventBatch.NoTarget, -1);
            }
        }
        foreach (ref readonly ActorRecord actor in state.Actors)
        {
            if (state.HasTargetless)
            {
                AddChain(state, actor.Out, actor.Cluster, EventBatch.NoTarget, 1);
            }
        }
        foreach (ref TriggerTotals.Total total in state.Totals.Totals)
        {
            for (int b = 0; b < Doubles8.Count; b++)
            {
                total.Mass[b] = Math.Max(0, total.Mass[b]);
            }
            total.MassAtStep = total.Mass;
        }
    }

    private static void AddChain(ModelState state, in DecayedMass head, int source, int target, double sign)
    {
        ref readonly DecayedMass link = ref head;
        while (link.Type != DecayedMass.None)
        {
            Doubles8 survival = VectorLanes.Survival(
                state.Grid.DecaysPerTick, StreamTime.Elapsed(link.TimeTicks, state.ClockTicks));
            ref TriggerTotals.Total total = ref state.Totals.Of(source, target, link.Type, state.ClockTicks);
            total.Mass = VectorLanes.MultiplyAdd(total.Mass, VectorLanes.Product(link.Mass, survival), sign);
            if (link.Next == DecayedMass.None)
            {
                break;
            }
            link = ref state.Overflow(link.Next);
        }
    }

    private static void SetCells(ModelState state, ClusterFit fit, int[] numbers, int count)
    {
        state.Cells.Reset(count);
        fit.Strengths.CopyTo(state.Cells.Strengths, 0);
        state.Clusters.AffinityStrength = fit.AffinityStrength;
        double[] certain = count > 1 ? fit.CertainOffspring() : [];
        for (int k = 0; k < fit.Clusters && count > 1; k++)
        {
            SetCell(state, fit, certain, Mechanism.Relay, fit.Layout.Relay + k, numbers[k], 0);
            SetCell(state, fit, certain, Mechanism.Join, fit.Layout.Join + k, 0, numbers[k]);
            SetBurst(state, fit, certain, k, numbers[k]);
            for (int l = 0; l < fit.Clusters; l++)
            {
                int pair = (k * fit.Clusters) + l;
                SetCell(state, fit, certain, Mechanism.Repeat, pair, numbers[k], numbers[l]);
                SetCell(state, fit, certain, Mechanism.Reply, fit.Layout.Reply + pair, numbers[k], numbers[l]);
                state.Clusters.SetAffinity(
                    numbers[k], numbers[l], fit.Chosen[pair], fit.Drawn[k] * fit.Popularity[l]);
            }
        }
    }

    private static void SetCell(
        ModelState state, ClusterFit fit, double[] certain, Mechanism mechanism, int cell, int source,
        int target) =>
        state.Cells.Set(
            state.Cells.Cell(mechanism, source, target), fit.Offspring[cell], certain[cell], fit.Expected[cell]);

    private static void SetBurst(ModelState state, ClusterFit fit, double[] certain, int k, int number)
    {
        int cell = state.Cells.Cell(Mechanism.Burst, number, 0);
        int types = fit.Layout.BurstTypes;
        double offspring = 0, sure = 0, expected = 0;
        for (int v = 0; v < types; v++)
        {
            for (int u = 0; u < types; u++)
            {
                int from = fit.Layout.BurstCell(k, v, u);
                offspring += fit.Offspring[from];
                sure += certain[from];
                expected += fit.Expected[from] * fit.Parent[from];
                if (types > 1)
                {
                    state.Cells.SetByType(cell, v, u, fit.Offspring[from], fit.Expected[from]);
                }
            }
        }
        state.Cells.Set(cell, offspring, sure, expected);
    }
}
