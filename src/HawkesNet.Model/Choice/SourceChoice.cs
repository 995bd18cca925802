using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Choice;

/// <summary>Who joins a target: those who address it by habit, closure, active actors, a floor.</summary>
internal static class SourceChoice
{
    /// <summary>Features of candidate <paramref name="source"/> as the one who addresses
    /// <paramref name="target"/>.</summary>
    /// <param name="state">The history; only read.</param>
    /// <param name="source">The candidate.</param>
    /// <param name="target">The actor addressed.</param>
    /// <param name="dyad">Index of source → target, or -1.</param>
    public static ChoiceFeatures Features(ModelState state, int source, int target, int dyad)
    {
        ref readonly ActorRecord actor = ref state.Actor(target);
        double share = TargetChoice.HabitShare(actor.Received, actor.SourceCount);
        double rest = 1 - share;
        double closure = TargetChoice.Closure(state, target, source, out bool isOpen);
        (double habit, double recent) = dyad < 0 ? (0, 0) : Habit(actor, state.Dyads[dyad]);
        int others = state.ActorCount - 1;
        double active = (state.Actor(source).Addressed + TargetChoice.PopularityPrior)
            / (state.TargetedCount - actor.Addressed + (TargetChoice.PopularityPrior * others));
        return new ChoiceFeatures
        {
            Gate = Doubles8.Of(share, share, isOpen ? rest : 0, rest, rest, 0, 0, 0),
            Probability = Doubles8.Of(habit, recent, closure, active, 1.0 / others, 0, 0, 0),
        };
    }

    private static (double Habit, double Recent) Habit(in ActorRecord actor, in DyadRecord record) => (
        (record.EventCount - TargetChoice.Discount) / (actor.Received - (TargetChoice.Discount * actor.SourceCount)),
        record.RecentForTarget * Fading.Habit.Power(actor.Received - record.RecentForTargetIndex)
            / Fading.Habit.Sum(actor.Received));

    /// <summary>What the choice leaves to each known source of a target: the same as their features mixed, but what all
    /// share is looked up once.</summary>
    /// <param name="state">The history; only read.</param>
    /// <param name="target">The actor addressed.</param>
    /// <param name="dyads">The dyads it is the target of.</param>
    /// <param name="shares">The probability of the source of each.</param>
    public static void Shares(ModelState state, int target, ReadOnlySpan<int> dyads, Span<double> shares)
    {
        ref readonly Doubles8 weights = ref state.Parameters.ChoiceWeights(ChoiceKind.Join);
        ref readonly ActorRecord actor = ref state.Actor(target);
        double rest = 1 - TargetChoice.HabitShare(actor.Received, actor.SourceCount);
        Span<PartnerList> seconds = stackalloc PartnerList[PartnerList.Capacity];
        Span<double> chances = stackalloc double[PartnerList.Capacity];
        int open = OpenPartners(state, target, seconds, chances);
        Doubles8 factors = weights;
        for (int way = 0; way < Doubles8.Count; way++)
        {
            factors[way] *= way <= (int)SourceWay.RecentHabit ? 1 - rest
                : way > (int)SourceWay.Anyone || (way == (int)SourceWay.Closure && open == 0) ? 0 : rest;
        }
        double total = 0;
        foreach (double factor in factors.AsSpan())
        {
            total += factor;
        }
        double discounted = actor.Received - (TargetChoice.Discount * actor.SourceCount);
        double recent = Fading.Habit.Sum(actor.Received);
        int others = state.ActorCount - 1;
        double active = state.TargetedCount - actor.Addressed + (TargetChoice.PopularityPrior * others);
        for (int i = 0; i < dyads.Length; i++)
        {
            ref readonly DyadRecord record = ref state.Dyads[dyads[i]];
            double closure = 0;
            for (int k = 0; k < open; k++)
            {
                closure += seconds[k].Holds(record.Source) ? chances[k] : 0;
            }
            double share = factors[(int)SourceWay.Habit] * (record.EventCount - TargetChoice.Discount) / discounted;
            share += factors[(int)SourceWay.RecentHabit] * record.RecentForTarget
                * Fading.Habit.Power(actor.Received - record.RecentForTargetIndex) / recent;
            share += factors[(int)SourceWay.Closure] * closure;
            share += factors[(int)SourceWay.Active]
                * (state.Actor(record.Source).Addressed + TargetChoice.PopularityPrior) / active;
            shares[i] = total > 0 ? (share + (factors[(int)SourceWay.Anyone] / others)) / total : 0;
        }
    }

    /// <summary>The partners' partners of a target, and how probable each of a list is as the second step.</summary>
    private static int OpenPartners(ModelState state, int target, Span<PartnerList> seconds, Span<double> chances)
    {
        ref readonly PartnerList partners = ref state.Partners(target);
        int open = 0;
        for (int i = partners.Count - 1; i >= 0; i--)
        {
            ref readonly PartnerList second = ref state.Partners(partners[i]);
            int length = second.CountWithout(target);
            if (length > 0)
            {
                (seconds[open], chances[open]) = (second, 1.0 / length);
                open++;
            }
        }
        for (int k = 0; k < open; k++)
        {
            chances[k] /= open;
        }
        return open;
    }
}
