using System.Runtime.CompilerServices;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Choice;

/// <summary>Whom an actor addresses: habit, closure, those who addressed it, popularity, a floor
/// (equation 7).</summary>
internal static class TargetChoice
{
    /// <summary>Discount of the Pitman–Yor urn: what every known target leaves for unknown ones.</summary>
    public const double Discount = 0.5;

    /// <summary>Concentration of the urn.</summary>
    public const double Concentration = 0.5;

    /// <summary>Pseudo-count of every actor's popularity.</summary>
    public const double PopularityPrior = 0.5;

    /// <summary>Pseudo-count of every actor's recent popularity.</summary>
    public const double RecentPrior = 1e-3;

    private const int Nobody = -2;

    private static readonly double[] InverseCounts =
        [.. Enumerable.Range(0, PartnerList.Capacity + 1).Select(count => 1.0 / count)];

    /// <summary>Share of an urn of known partners: 0 for an actor without history, towards 1 with many
    /// events.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double HabitShare(long events, int partners) =>
        events > 0 ? (events - (Discount * partners)) / (events + Concentration) : 0;

    /// <summary>Features of candidate <paramref name="target"/> (or no target) for <paramref name="source"/>.</summary>
    /// <param name="state">The history; only read.</param>
    /// <param name="source">The actor who chooses.</param>
    /// <param name="target">The candidate, or <see cref="Events.EventBatch.NoTarget"/>.</param>
    /// <param name="dyad">Index of source → target, or -1.</param>
    /// <param name="reverse">Index of target → source, or -1.</param>
    public static ChoiceFeatures Features(ModelState state, int source, int target, int dyad, int reverse)
    {
        ChoiceFeatures features = default;
        features.Gate[(int)TargetWay.NoTarget] = state.HasTargetless ? 1 : 0;
        if (target < 0)
        {
            features.Probability[(int)TargetWay.NoTarget] = 1;
        }
        if (!state.HasTargets || state.ActorCount < 2)
        {
            return features;
        }
        ref readonly ActorRecord actor = ref state.Actor(source);
        double habit = HabitShare(actor.Addressed, actor.TargetCount);
        double rest = 1 - habit;
        features.Gate[(int)TargetWay.Habit] = habit;
        features.Gate[(int)TargetWay.RecentHabit] = habit;
        features.Gate[(int)TargetWay.Addressed] = actor.Received > 0 ? rest : 0;
        features.Gate[(int)TargetWay.Popular] = rest;
        features.Gate[(int)TargetWay.RecentlyPopular] = rest;
        features.Gate[(int)TargetWay.Anyone] = rest;
        double closure = Closure(state, source, target < 0 ? Nobody : target, out bool isOpen);
        features.Gate[(int)TargetWay.Closure] = isOpen ? rest : 0;
        if (target < 0)
        {
            return features;
        }
        features.Probability[(int)TargetWay.Closure] = closure;
        AddHabit(state, actor, dyad, ref features);
        if (reverse >= 0)
        {
            features.Probability[(int)TargetWay.Addressed] =
                state.Dyads[reverse].EventCount / (double)actor.Received;
        }
        AddPopularity(state, actor, state.Actor(target), ref features);
        return features;
    }

    private static void AddHabit(
        ModelState state, in ActorRecord actor, int dyad, ref ChoiceFeatures features)
    {
        if (dyad < 0)
        {
            return;
        }
        ref readonly DyadRecord record = ref state.Dyads[dyad];
        features.Probability[(int)TargetWay.Habit] =
            (record.EventCount - Discount) / (actor.Addressed - (Discount * actor.TargetCount));
        features.Probability[(int)TargetWay.RecentHabit] =
            record.RecentForSource * Fading.Habit.Power(actor.Addressed - record.RecentForSourceIndex)
            / Fading.Habit.Sum(actor.Addressed);
    }

    /// <summary>Strangers by popularity, recent popularity, or any: each bent by the affinity of the two clusters and
    /// divided by its sum over all others (equation 19).</summary>
    private static void AddPopularity(
        ModelState state, in ActorRecord source, in ActorRecord target, ref ChoiceFeatures features)
    {
        Clusters clusters = state.Clusters;
        long events = state.TargetedCount;
        int k = source.Cluster;
        double own = clusters.Affinity(k, k), affinity = clusters.Affinity(k, target.Cluster);
        double others = clusters.WeightedSize(k) - own;
        features.Probability[(int)TargetWay.Popular] = affinity * (target.Received + PopularityPrior)
            / (clusters.Weighted(k, clusters.Received) - (own * source.Received) + (PopularityPrior * others));
        double recentAll = clusters.Weighted(k, clusters.RecentlyReceived)
            - (own * RecentPopularity(source, events)) + (RecentPrior * others);
        features.Probability[(int)TargetWay.RecentlyPopular] =
            affinity * (RecentPopularity(target, events) + RecentPrior) / recentAll;
        features.Probability[(int)TargetWay.Anyone] = affinity / others;
    }

    /// <summary>The three ways to choose a stranger without the clusters' affinity: popularity, recent popularity,
    /// any.</summary>
    public static Doubles8 PlainStrangers(ModelState state, int source, int target)
    {
        ref readonly ActorRecord from = ref state.Actor(source);
        ref readonly ActorRecord to = ref state.Actor(target);
        long events = state.TargetedCount;
        int others = state.ActorCount - 1;
        Doubles8 plain = default;
        plain[(int)TargetWay.Popular] =
            (to.Received + PopularityPrior) / (events - from.Received + (PopularityPrior * others));
        plain[(int)TargetWay.RecentlyPopular] = (RecentPopularity(to, events) + RecentPrior)
            / (Fading.Popularity.Sum(events) - RecentPopularity(from, events) + (RecentPrior * others));
        plain[(int)TargetWay.Anyone] = 1.0 / others;
        return plain;
    }

    private static double RecentPopularity(in ActorRecord actor, long events) =>
        actor.RecentPopularity * Fading.Popularity.Power(events - actor.PopularityIndex);

    /// <summary>Two steps away: a partner of <paramref name="chooser"/> at random, then one of its other
    /// partners.</summary>
    /// <remarks>At most sixteen partners of each are walked, the newest.</remarks>
    public static double Closure(ModelState state, int chooser, int candidate, out bool isOpen)
    {
        ref readonly PartnerList partners = ref state.Partners(chooser);
        int open = 0;
        double sum = 0;
        for (int i = partners.Count - 1; i >= 0; i--)
        {
            ref readonly PartnerList second = ref state.Partners(partners[i]);
            int length = second.CountWithout(chooser);
            if (length > 0)
            {
                open++;
                sum += second.Holds(candidate) ? InverseCounts[length] : 0;
            }
        }
        isOpen = open > 0;
        return isOpen ? sum / open : 0;
    }
}
