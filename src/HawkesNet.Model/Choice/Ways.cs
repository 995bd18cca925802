namespace HawkesNet.Model.Choice;

/// <summary>The choices whose weights are learned: whom the source addresses, by cause, and who joins a
/// target.</summary>
internal enum ChoiceKind
{
    Baseline,
    Burst,
    Relay,
    Join,
}

/// <summary>The ways a source chooses its target (equation 7): each a distribution over targets.</summary>
internal enum TargetWay
{
    NoTarget,
    Habit,
    RecentHabit,
    Closure,
    Addressed,
    Popular,
    RecentlyPopular,
    Anyone,
}

/// <summary>The ways the one who joins a target is chosen: the mirror image of <see cref="TargetWay"/>.</summary>
internal enum SourceWay
{
    Habit,
    RecentHabit,
    Closure,
    Active,
    Anyone,
}
