namespace HawkesNet.Model.Ties;

/// <summary>An event as the ties learn from it.</summary>
/// <param name="Actor">Whose event it is.</param>
/// <param name="Rate">Influence on the actor, per tick, all its channels together.</param>
/// <param name="Choice">Share of that which falls on the event's channel.</param>
/// <param name="Others">Intensity of the channel by all other causes, per tick.</param>
/// <param name="TieCompensator">Events expected of ties since the event before.</param>
/// <param name="OtherCompensator">Events expected of all other causes since then.</param>
internal readonly record struct TieEvent(
    int Actor, double Rate, double Choice, double Others, double TieCompensator, double OtherCompensator);
