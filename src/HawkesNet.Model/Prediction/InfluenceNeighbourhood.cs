using System.Runtime.InteropServices;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>The actors nearest to one by influence, and how cascades run among them: G[j,i], the expected events of i
/// that one event of j sets off directly.</summary>
/// <remarks>A cascade that leaves the neighbourhood is not followed, nor joins at targets outside it: what is found is
/// a lower bound, and exact where the whole network is inside. Cost: O(actors²) look-ups and O(actors³) sums.</remarks>
internal sealed class InfluenceNeighbourhood
{
    /// <summary>Most actors of a neighbourhood, the one asked about included.</summary>
    public const int ActorsMax = 256;

    private const int SweepsMax = 1_000;
    private const double Tolerance = 1e-12;

    private readonly ModelView view;
    private readonly List<DirectInfluence> direct;
    private readonly int[] actors;
    private readonly Dictionary<int, int> numbers = [];
    private readonly double[] strangerJoins;
    private readonly double[] activity;
    private readonly double[,] offspring;

    /// <param name="view">The model.</param>
    /// <param name="actor">The actor asked about; it is number 0.</param>
    /// <param name="direct">Its partners, the nearest first: they are numbers 1, 2 ….</param>
    public InfluenceNeighbourhood(ModelView view, int actor, List<DirectInfluence> direct)
    {
        this.view = view;
        this.direct = direct;
        actors = [actor, .. direct.Take(ActorsMax - 1).Select(one => one.Partner)];
        for (int i = 0; i < actors.Length; i++)
        {
            numbers[actors[i]] = i;
        }
        strangerJoins = [.. actors.Select(view.LocalOffspring.StrangerJoins)];
        activity = [.. actors.Select(view.LocalOffspring.Activity)];
        offspring = new double[actors.Length, actors.Length];
        AddAnywhere();
        AddTies();
        AddBetween();
    }

    /// <summary>Expected events of every partner by one event of the actor, offspring of offspring included:
    /// v (I - G)⁻¹, v the direct offspring in others (equation 15). [partners]</summary>
    public double[] CascadesOut()
    {
        var first = new double[actors.Length];
        for (int p = 1; p < actors.Length; p++)
        {
            first[p] = First(direct[p - 1], 0, p);
        }
        return Solve(first, offspring)[1..];
    }

    /// <summary>Expected events of the actor by one event of every partner, offspring of offspring included.
    /// [partners]</summary>
    public double[] CascadesIn()
    {
        var self = new double[actors.Length];
        self[0] = 1;
        double[] reached = Solve(self, Transposed());
        var result = new double[actors.Length - 1];
        for (int p = 1; p < actors.Length; p++)
        {
            double sum = First(direct[p - 1], p, 0) * reached[0];
            for (int k = 1; k < actors.Length; k++)
            {
                sum += k == p ? 0 : offspring[p, k] * reached[k];
            }
            result[p - 1] = sum;
        }
        return result;
    }

    /// <summary>x = first + x · matrix, by sweeps.</summary>
    private double[] Solve(double[] first, double[,] matrix)
    {
        double[] x = [.. first];
        for (int sweep = 0; sweep < SweepsMax; sweep++)
        {
            double change = 0, size = 0;
            var next = (double[])first.Clone();
            for (int from = 0; from < x.Length; from++)
            {
                for (int to = 0; to < x.Length && x[from] != 0; to++)
                {
                    next[to] += x[from] * matrix[from, to];
                }
            }
            for (int i = 0; i < x.Length; i++)
            {
                change = Math.Max(change, Math.Abs(next[i] - x[i]));
                size = Math.Max(size, next[i]);
            }
            x = next;
            if (change <= Tolerance * size)
            {
                return x;
            }
        }
        return x;
    }

    private double[,] Transposed()
    {
        var result = new double[actors.Length, actors.Length];
        for (int from = 0; from < actors.Length; from++)
        {
            for (int to = 0; to < actors.Length; to++)
            {
                result[to, from] = offspring[from, to];
            }
        }
        return result;
    }

    /// <summary>Direct offspring between the actor and a partner, joins by one who is new to the target
    /// included.</summary>
    private double First(in DirectInfluence one, int source, int responder) =>
        one.PerEvent + (strangerJoins[source] * activity[responder]);

    /// <summary>What needs no dyad: bursts and repeats, and joins by actors new to the target.</summary>
    private void AddAnywhere()
    {
        for (int from = 0; from < actors.Length; from++)
        {
            offspring[from, from] = view.LocalOffspring.Own(actors[from]);
            for (int to = 0; to < actors.Length; to++)
            {
                offspring[from, to] += strangerJoins[from] * activity[to];
            }
        }
    }

    /// <summary>Ties: those without a record weigh all the same, the others stand in the chain of their
    /// source.</summary>
    private void AddTies()
    {
        LatentTies ties = view.State.Ties;
        for (int from = 0; view.HasTies && from < actors.Length; from++)
        {
            TieSource source = ties.Sources[actors[from]];
            double prior = ties.PriorWeight(source);
            for (int to = 0; to < actors.Length; to++)
            {
                offspring[from, to] += to == from ? 0 : prior;
            }
            for (int pair = source.FirstPair; pair >= 0; pair = ties.Pairs.NextOfSource(pair))
            {
                if (numbers.TryGetValue(ties.Pairs[pair].Target, out int to))
                {
                    offspring[from, to] += ties.Weight(pair, source) - prior;
                }
            }
        }
    }

    /// <summary>Replies and relays between the actors, and joins at targets among them.</summary>
    private void AddBetween()
    {
        LocalOffspring local = view.LocalOffspring;
        List<int>[] within = FindDyads();
        foreach (List<int> dyads in within)
        {
            if (dyads.Count == 0)
            {
                continue;
            }
            int target = view.State.Dyads[dyads[0]].Target, number = numbers[target];
            double[] joins = [.. dyads.Select(local.Joins)], shares = new double[dyads.Count];
            int[] sources = [.. dyads.Select(dyad => numbers[view.State.Dyads[dyad].Source])];
            if (joins.Any(one => one > 0))
            {
                local.JoinShares(target, CollectionsMarshal.AsSpan(dyads), shares);
            }
            for (int i = 0; i < sources.Length; i++)
            {
                offspring[sources[i], number] += local.Answers(dyads[i]);
                for (int k = 0; k < sources.Length; k++)
                {
                    offspring[sources[i], sources[k]] += joins[i] * shares[k];
                }
            }
        }
    }

    /// <summary>The dyads between the actors, by target.</summary>
    private List<int>[] FindDyads()
    {
        var within = new List<int>[actors.Length];
        for (int to = 0; to < within.Length; to++)
        {
            within[to] = [];
        }
        for (int from = 0; from < actors.Length; from++)
        {
            foreach (int dyad in view.DyadsBySource.From(actors[from]))
            {
                if (numbers.TryGetValue(view.State.Dyads[dyad].Target, out int to))
                {
                    within[to].Add(dyad);
                }
            }
        }
        return within;
    }
}
