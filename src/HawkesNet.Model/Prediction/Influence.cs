using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Who sets off how much.</summary>
public static class Influence
{
    /// <summary>The actors whose events so far set off most events of others, best first.</summary>
    /// <remarks>Direct: replies to, relays of and joins after each event, and what ties lead to, by the actors' own
    /// clusters and ties. Cascade: the events of others that descend from any of the actor's, each counted once, so at
    /// most the events there were (equation 15).</remarks>
    public static IReadOnlyList<ActorInfluence> Top(ModelView view, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ModelState state = view.State;
        double Direct(int i) => view.MatrixSoFar.ToOthers(i) * state.Actor(i).Sent;
        var listed = Enumerable.Range(0, state.ActorCount).Select(i => (Actor: i, Direct: Direct(i)))
            .OrderByDescending(one => one.Direct).ThenByDescending(one => state.Actor(one.Actor).Addressed)
            .ThenBy(one => one.Actor).Take(top).ToList();
        return listed.ConvertAll(one => new ActorInfluence(one.Actor, one.Direct, one.Direct == 0 ? 0
            : state.Actor(one.Actor).Sent * view.CascadesSoFar.OfOthers(
                one.Actor, view.DyadsBySource.From(one.Actor), listed.Count)));
    }
}
