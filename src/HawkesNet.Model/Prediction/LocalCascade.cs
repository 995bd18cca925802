using System.Runtime.InteropServices;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>The size of one actor's cascade, followed from the actor outwards: generation by generation as long as an
/// actor is reached often enough; what reaches an actor less often is counted by the actor's own offspring and, from
/// there on, by its cluster's mean.</summary>
/// <remarks>For networks whose cascades end. The work is bounded by how few actors can
/// each be reached often, whatever the size of the network. Not thread-safe.</remarks>
internal sealed class LocalCascade(ModelView view)
{
    /// <summary>Expected events of an actor from which on the cascade is followed through it.</summary>
    private const double FollowedMin = 2e-4;

    /// <summary>Expected events of an actor from which on its own offspring are looked at.</summary>
    private const double LookedAtMin = 1e-6;

    private readonly ModelState state = view.State;
    private readonly LocalOffspring offspring = view.LocalOffspring;
    private readonly ClusterCascades far = view.ClusterCascades;
    private readonly Dictionary<int, double> reached = [];
    private double size;

    /// <summary>Expected events of the whole cascade of one event of an actor, itself included.</summary>
    public double SizeFrom(int actor)
    {
        reached[actor] = 1;
        while (reached.Count > 0)
        {
            // By actor, so that sums are formed in an order that is always the same.
            (int, double)[] generation = [.. reached.Select(one => (one.Key, one.Value)).OrderBy(one => one.Key)];
            reached.Clear();
            foreach ((int one, double events) in generation)
            {
                if (events < FollowedMin)
                {
                    size += events * Estimate(one, events);
                }
                else
                {
                    Follow(one, events);
                }
            }
        }
        return size;
    }

    /// <summary>An actor's cascade by its own offspring and the mean of its cluster.</summary>
    private double Estimate(int actor, double events)
    {
        double mean = far.Of(state.Actor(actor).Cluster);
        if (events < LookedAtMin)
        {
            return mean;
        }
        double own = offspring.Own(actor);
        return (1 + ((offspring.Total(actor) - own) * mean)) / (1 - own);
    }

    /// <summary>Counts an actor's events with those it sets off in itself, and passes on what they set off in
    /// others.</summary>
    private void Follow(int actor, double events)
    {
        double all = events / (1 - offspring.Own(actor));
        size += all;
        foreach (int dyad in view.DyadsBySource.From(actor))
        {
            int target = state.Dyads[dyad].Target;
            Reach(target, all * offspring.Answers(dyad));
            FollowJoins(target, all * offspring.Joins(dyad));
        }
        if (view.HasTies)
        {
            FollowTies(actor, all);
        }
    }

    private void FollowJoins(int target, double joins)
    {
        if (joins < FollowedMin)
        {
            size += joins * far.OfJoiner(state.Actor(target).Cluster);
            return;
        }
        ReadOnlySpan<int> known = view.DyadsBySource.To(target);
        var shares = new double[known.Length];
        offspring.JoinShares(target, known, shares);
        for (int i = 0; i < shares.Length; i++)
        {
            Reach(state.Dyads[known[i]].Source, joins * shares[i]);
        }
        size += joins * offspring.Strangers(target) * far.OfActive;
    }

    private void FollowTies(int actor, double events)
    {
        ref TieSource source = ref state.Ties.Sources[actor];
        double others = view.TieSums.Offspring[actor];
        for (int pair = source.FirstPair; pair >= 0; pair = state.Ties.Pairs.NextOfSource(pair))
        {
            double weight = state.Ties.Weight(pair, source);
            others -= weight;
            Reach(state.Ties.Pairs[pair].Target, events * weight);
        }
        size += events * Math.Max(0, others) * far.OfAnyone;
    }

    private void Reach(int actor, double events) =>
        CollectionsMarshal.GetValueRefOrAddDefault(reached, actor, out _) += events;
}
