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

    /// <summary>1 / count; nothing of nobody.</summary>
    private static ReadOnlySpan<double> InverseCounts =>
    [
        0, 1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12,
        1.0 / 13, 1.0 / 14, 1.0 / 15, 1.0 / 16,
    ];

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
        double untargeted = state.HasTargetless ? 1 : 0;
        if (!state.HasTargets || state.ActorCount < 2)
        {
            return new ChoiceFeatures
            {
                Gate = Doubles8.Of(untargeted, 0, 0, 0, 0, 0, 0, 0),
                Probability = Doubles8.Of(target < 0 ? 1 : 0, 0, 0, 0, 0, 0, 0, 0),
            };
        }
        ref readonly ActorRecord actor = ref state.Actor(source);
        double habit = HabitShare(actor.Addressed, actor.TargetCount);
        double rest = 1 - habit;
        double closure = Closure(state, source, target < 0 ? Nobody : target, out bool isOpen);
        var gate = Doubles8.Of(
            untargeted, habit, habit, isOpen ? rest : 0, actor.Received > 0 ? rest : 0, rest, rest, rest);
        return new ChoiceFeatures
        {
            Gate = gate,
            Probability = target < 0 ? Doubles8.Of(1, 0, 0, 0, 0, 0, 0, 0)
                : Probabilities(state, actor, state.Actor(target), dyad, reverse, closure),
        };
    }

    /// <summary>What each way gives a target: habit and recent habit by its dyad, closure, who addressed the source,
    /// strangers.</summary>
    private static Doubles8 Probabilities(
        ModelState state, in ActorRecord source, in ActorRecord target, int dyad, int reverse, double closure)
    {
        (double habit, double recentHabit) = dyad < 0 ? (0, 0) : Habit(source, state.Dyads[dyad]);
        double addressed = reverse < 0 ? 0 : state.Dyads[reverse].EventCount / (double)source.Received;
        (double popular, double recent, double any) = HasAffinity(state) ? BentStrangers(state, source, target)
            : PlainStrangers(state, source, target);
        return Doubles8.Of(0, habit, recentHabit, closure, addressed, popular, recent, any);
    }

    private static (double Habit, double Recent) Habit(in ActorRecord actor, in DyadRecord record) => (
        (record.EventCount - Discount) / (actor.Addressed - (Discount * actor.TargetCount)),
        record.RecentForSource * Fading.Habit.Power(actor.Addressed - record.RecentForSourceIndex)
            / Fading.Habit.Sum(actor.Addressed));

    /// <summary>The three ways to choose a stranger without the clusters' affinity: popularity, recent popularity,
    /// any.</summary>
    public static Doubles8 PlainStrangers(ModelState state, int source, int target) =>
        InLanes(PlainStrangers(state, state.Actor(source), state.Actor(target)));

    /// <summary>The ways to choose a stranger the other way round: without affinity where it is in force, with it where
    /// it is left out.</summary>
    public static Doubles8 StrangersOtherwise(ModelState state, int source, int target)
    {
        ref readonly ActorRecord from = ref state.Actor(source);
        ref readonly ActorRecord to = ref state.Actor(target);
        return InLanes(HasAffinity(state) ? PlainStrangers(state, from, to) : BentStrangers(state, from, to));
    }

    private static bool HasAffinity(ModelState state) =>
        state.Clusters.Count > 1 && !state.Clusters.AffinityTrial.IsLeftOut;

    private static (double Popular, double Recent, double Any) PlainStrangers(
        ModelState state, in ActorRecord source, in ActorRecord target)
    {
        long events = state.TargetedCount;
        int others = state.ActorCount - 1;
        double popular = (target.Received + PopularityPrior)
            / (events - source.Received + (PopularityPrior * others));
        double recent = (RecentPopularity(target, events) + RecentPrior)
            / (Fading.Popularity.Sum(events) - RecentPopularity(source, events) + (RecentPrior * others));
        return (popular, recent, 1.0 / others);
    }

    /// <summary>The same, each bent by the affinity of the two clusters and divided by its sum over all others
    /// (equation 19). O(clusters).</summary>
    private static (double Popular, double Recent, double Any) BentStrangers(
        ModelState state, in ActorRecord source, in ActorRecord target)
    {
        Clusters clusters = state.Clusters;
        long events = state.TargetedCount;
        ReadOnlySpan<double> affinities = clusters.Affinities(source.Cluster);
        (double received, double recentlyReceived, double actors) = (0, 0, 0);
        for (int l = 0; l < affinities.Length; l++)
        {
            received += affinities[l] * clusters.Received[l];
            recentlyReceived += affinities[l] * clusters.RecentlyReceived[l];
            actors += affinities[l] * clusters.Sizes[l];
        }
        double own = affinities[source.Cluster], affinity = affinities[target.Cluster], others = actors - own;
        double popular = affinity * (target.Received + PopularityPrior)
            / (received - (own * source.Received) + (PopularityPrior * others));
        double recent = affinity * (RecentPopularity(target, events) + RecentPrior)
            / (recentlyReceived - (own * RecentPopularity(source, events)) + (RecentPrior * others));
        return (popular, recent, affinity / others);
    }

    private static Doubles8 InLanes((double Popular, double Recent, double Any) strangers) =>
        Doubles8.Of(0, 0, 0, 0, 0, strangers.Popular, strangers.Recent, strangers.Any);

    private static double RecentPopularity(in ActorRecord actor, long events) =>
        actor.RecentPopularity * Fading.Popularity.Power(events - actor.PopularityIndex);

    /// <summary>Two steps away: a partner of <paramref name="chooser"/> at random, then one of its other
    /// partners.</summary>
    /// <remarks>At most sixteen partners of each are walked, the newest.</remarks>
    public static double Closure(ModelState state, int chooser, int candidate, out bool isOpen)
    {
        ref readonly PartnerList partners = ref state.Partners(chooser);
        ReadOnlySpan<double> inverse = InverseCounts;
        int open = 0;
        double sum = 0;
        // Who holds the candidate is not to be guessed, so nothing branches on it.
        for (int i = partners.Count - 1; i >= 0; i--)
        {
            ref readonly PartnerList second = ref state.Partners(partners[i]);
            int length = second.CountWithout(chooser);
            open += Math.Min(length, 1);
            sum += inverse[length & -second.HoldsCount(candidate)];
        }
        isOpen = open > 0;
        return isOpen ? sum / open : 0;
    }
}
