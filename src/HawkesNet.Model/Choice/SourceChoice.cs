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
        ChoiceFeatures features = default;
        ref readonly ActorRecord actor = ref state.Actor(target);
        double habit = TargetChoice.HabitShare(actor.Received, actor.SourceCount);
        double rest = 1 - habit;
        features.Gate[(int)SourceWay.Habit] = habit;
        features.Gate[(int)SourceWay.RecentHabit] = habit;
        features.Gate[(int)SourceWay.Active] = rest;
        features.Gate[(int)SourceWay.Anyone] = rest;
        features.Probability[(int)SourceWay.Closure] =
            TargetChoice.Closure(state, target, source, out bool isOpen);
        features.Gate[(int)SourceWay.Closure] = isOpen ? rest : 0;
        if (dyad >= 0)
        {
            ref readonly DyadRecord record = ref state.Dyads[dyad];
            features.Probability[(int)SourceWay.Habit] = (record.EventCount - TargetChoice.Discount)
                / (actor.Received - (TargetChoice.Discount * actor.SourceCount));
            features.Probability[(int)SourceWay.RecentHabit] =
                record.RecentForTarget * Fading.Habit.Power(actor.Received - record.RecentForTargetIndex)
                / Fading.Habit.Sum(actor.Received);
        }
        int others = state.ActorCount - 1;
        features.Probability[(int)SourceWay.Active] =
            (state.Actor(source).Addressed + TargetChoice.PopularityPrior)
            / (state.TargetedCount - actor.Addressed + (TargetChoice.PopularityPrior * others));
        features.Probability[(int)SourceWay.Anyone] = 1.0 / others;
        return features;
    }
}
