using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Who sets off how much.</summary>
public static class Influence
{
    /// <summary>The actors whose events so far set off most events of others, best first.</summary>
    /// <remarks>Direct: replies to, relays of and joins after each targeted event, α summed; and what ties
    /// lead to after each event. Cascade: all offspring of
    /// offspring, direct / (1 - branching ratio) (equation 15), infinite where the process is not stable. With one
    /// cluster the offspring per event is the same for all actors, so the order is that of their targeted
    /// events.</remarks>
    public static IReadOnlyList<ActorInfluence> Top(ModelView view, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ModelState state = view.State;
        double direct = state.Parameters.Offspring(Mechanism.Reply)
            + state.Parameters.Offspring(Mechanism.Relay)
            + state.Parameters.Offspring(Mechanism.Join);
        double branching = BranchingRatio.Of(view);
        double cascade = branching < 1 ? 1 / (1 - branching) : double.PositiveInfinity;
        double Direct(int i) => (direct * state.Actor(i).Addressed)
            + (view.HasTies ? view.TieMatrix.Offspring(i) * state.Actor(i).Sent : 0);
        return Enumerable.Range(0, state.ActorCount).Select(i => (Actor: i, Direct: Direct(i)))
            .OrderByDescending(one => one.Direct).ThenByDescending(one => state.Actor(one.Actor).Addressed)
            .ThenBy(one => one.Actor).Take(top)
            .Select(one => new ActorInfluence(one.Actor, one.Direct, one.Direct == 0 ? 0 : cascade * one.Direct))
            .ToList();
    }
}
