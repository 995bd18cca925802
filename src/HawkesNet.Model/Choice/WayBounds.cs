using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Choice;

/// <summary>What one actor's choices bring any candidate at most, without a look at the actor's partners: whether
/// closure is open to it is not known, so each way counts as in the better of the two cases (equation 7).</summary>
/// <param name="none">Weight of choosing nobody.</param>
/// <param name="habit">Weight of habit.</param>
/// <param name="recent">Weight of recent habit.</param>
/// <param name="answering">Weight of the way that is open to actors who were addressed before.</param>
/// <param name="others">Weights of the ways to a stranger that are open to all, together.</param>
/// <param name="closure">Weight of closure.</param>
internal readonly struct WayBounds(
    double none, double habit, double recent, double answering, double others, double closure)
{
    /// <summary>The ways of whom to address.</summary>
    public static WayBounds OfTargets(in Doubles8 weights, bool hasTargetless) => new(
        hasTargetless ? weights[(int)TargetWay.NoTarget] : 0, weights[(int)TargetWay.Habit],
        weights[(int)TargetWay.RecentHabit], weights[(int)TargetWay.Addressed],
        weights[(int)TargetWay.Popular] + weights[(int)TargetWay.RecentlyPopular] + weights[(int)TargetWay.Anyone],
        weights[(int)TargetWay.Closure]);

    /// <summary>The ways of who joins.</summary>
    public static WayBounds OfSources(in Doubles8 weights) => new(
        0, weights[(int)SourceWay.Habit], weights[(int)SourceWay.RecentHabit], 0,
        weights[(int)SourceWay.Active] + weights[(int)SourceWay.Anyone], weights[(int)SourceWay.Closure]);

    /// <summary>Most that one candidate gets of choices.</summary>
    /// <param name="choices">What they bring all candidates.</param>
    /// <param name="habitShare">Share of known partners in the actor's choices.</param>
    /// <param name="wasAddressed">Whether the actor was addressed before.</param>
    /// <param name="habitPeak">Largest probability of one known partner by habit.</param>
    /// <param name="recentPeak">The same by recent habit.</param>
    public double Most(
        double choices, double habitShare, bool wasAddressed, double habitPeak, double recentPeak)
    {
        double rest = 1 - habitShare, open = others + (wasAddressed ? answering : 0);
        double known = none + (habitShare * (habit + recent));
        double withoutClosure = known + (rest * open), withClosure = withoutClosure + (rest * closure);
        double sum = withClosure > 0 ? rest * (open + closure) / withClosure : 0;
        if (withoutClosure > 0)
        {
            sum += habitShare * ((habit * habitPeak) + (recent * recentPeak)) / withoutClosure;
        }
        return choices * sum;
    }
}
