using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Who sets off how much.</summary>
public static class Influence
{
    /// <summary>The actors whose events so far set off most events of others, best first.</summary>
    /// <remarks>Direct: replies to, relays of and joins after each targeted event, α summed. Cascade: all offspring of
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
        double cascade = branching < 1 ? direct / (1 - branching) : double.PositiveInfinity;
        return Enumerable.Range(0, state.ActorCount)
            .OrderByDescending(i => state.Actor(i).Addressed).ThenBy(i => i).Take(top)
            .Select(i => new ActorInfluence(
                i, direct * state.Actor(i).Addressed,
                state.Actor(i).Addressed == 0 ? 0 : cascade * state.Actor(i).Addressed))
            .ToList();
    }
}
