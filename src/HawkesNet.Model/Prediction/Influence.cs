using HawkesNet.Model.Numerics;
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
        var direct = new double[state.ActorCount];
        for (int i = 0; i < direct.Length; i++)
        {
            direct[i] = view.MatrixSoFar.ToOthers(i) * state.Actor(i).Sent;
        }
        // All that are equal to the last listed one take part: the order among them is by more than this number.
        int[] largest = Largest.Of(direct, top);
        double least = largest.Length > 0 ? direct[largest[^1]] : double.PositiveInfinity;
        var listed = Enumerable.Range(0, direct.Length).Where(i => direct[i] >= least)
            .Select(i => (Actor: i, Direct: direct[i])).OrderByDescending(one => one.Direct)
            .ThenByDescending(one => state.Actor(one.Actor).Addressed).ThenBy(one => one.Actor).Take(top).ToList();
        return listed.ConvertAll(one => new ActorInfluence(one.Actor, one.Direct, one.Direct == 0 ? 0
            : state.Actor(one.Actor).Sent * view.CascadesSoFar.OfOthers(
                one.Actor, view.DyadsBySource.From(one.Actor), listed.Count)));
    }
}
