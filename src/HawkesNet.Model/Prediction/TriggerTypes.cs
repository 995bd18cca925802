using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>The types of the events of each cluster's actors, as shares: what the factors by type are averaged
/// over.</summary>
/// <remarks>A cluster's types are followed as if its events set off events of their own cluster only: exact with one
/// cluster, and where only bursts lead on. With one type all is 1.</remarks>
internal sealed class TriggerTypes
{
    private const int Generations = 200;
    private const double SumMax = 1e9;
    private const double Tolerance = 1e-14;

    /// <summary>Part of the radius added to the diagonal: two types that only set off one another would else never
    /// settle.</summary>
    private const double Damping = 0.2;

    /// <summary>Most cells of clusters and types that are looked at one by one; beyond, types differ in the network as
    /// a whole only.</summary>
    private const long CellsMax = 1 << 20;

    private readonly double[][] shares;

    private TriggerTypes(double[][] shares) => this.shares = shares;

    /// <summary>Share of a type among the events of a cluster's actors.</summary>
    public double Share(int cluster, int type) => shares[cluster][type];

    /// <summary>The shares among all events: those of the baseline and of the generations that follow.</summary>
    public static TriggerTypes OfAllEvents(ModelView view) => Of(view, AllGenerations);

    /// <summary>The shares among the events of late generations, which the branching ratio speaks of.</summary>
    public static TriggerTypes OfLateGenerations(ModelView view) => Of(view, LateGenerations);

    private static TriggerTypes Of(ModelView view, Func<double[], double[], double[]> follow)
    {
        ModelState state = view.State;
        var shares = new double[view.ClusterCount][];
        double[] flow = state.TypeCount == 1 ? [] : Flow(state);
        for (int k = 0; k < shares.Length; k++)
        {
            shares[k] = state.TypeCount == 1
                ? [1]
                : follow(BaselineShares(state, k), Transitions(view, k, flow));
        }
        return new TriggerTypes(shares);
    }

    private static double[] BaselineShares(ModelState state, int cluster)
    {
        var shares = new double[state.TypeCount];
        for (int u = 0; u < shares.Length; u++)
        {
            shares[u] = state.Clusters.TypeShare(cluster, u, state.TypeCount, state.Types.Share(u));
        }
        Normalise(shares);
        return shares;
    }

    /// <summary>Σ over generations of first · transitionsⁿ, normalised.</summary>
    private static double[] AllGenerations(double[] first, double[] transitions)
    {
        double[] sum = [.. first], generation = first;
        for (int n = 0; n < Generations && sum.Sum() < SumMax; n++)
        {
            generation = Product(generation, transitions);
            for (int u = 0; u < sum.Length; u++)
            {
                sum[u] += generation[u];
            }
            if (generation.Sum() <= Tolerance * sum.Sum())
            {
                break;
            }
        }
        Normalise(sum);
        return sum;
    }

    /// <summary>The limit of first · transitionsⁿ, normalised.</summary>
    private static double[] LateGenerations(double[] first, double[] transitions)
    {
        double[] shares = first;
        for (int n = 0; n < Generations * 10; n++)
        {
            double[] next = Product(shares, transitions);
            double radius = next.Sum(), change = 0;
            if (radius <= 0)
            {
                return shares;
            }
            for (int u = 0; u < next.Length; u++)
            {
                next[u] = (next[u] + (Damping * radius * shares[u])) / ((1 + Damping) * radius);
                change = Math.Max(change, Math.Abs(next[u] - shares[u]));
            }
            shares = next;
            if (change <= Tolerance)
            {
                return shares;
            }
        }
        return shares;
    }

    /// <summary>Expected offspring of type u of a cluster's event of type u′. [types · types]</summary>
    private static double[] Transitions(ModelView view, int cluster, double[] flow)
    {
        ModelState state = view.State;
        int types = state.TypeCount, clusters = view.ClusterCount;
        bool isPooled = (long)clusters * clusters * types * types > CellsMax;
        var result = new double[types * types];
        for (int l = 0; l < clusters; l++)
        {
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                var mechanism = (Mechanism)m;
                double weight = state.Parameters.Offspring(mechanism)
                    * (Mechanisms.NeedsTarget(mechanism) ? flow[(cluster * clusters) + l] : l == 0 ? 1 : 0);
                int cell = state.Cells.TriggerCell(mechanism, cluster, l);
                for (int i = 0; i < result.Length && weight > 0; i++)
                {
                    result[i] += weight * (isPooled
                        ? state.Types.Factor(mechanism, i / types, i % types)
                        : state.Cells.Factor(mechanism, cell, i / types, i % types));
                }
            }
        }
        AddTies(view, cluster, result);
        return result;
    }

    private static void AddTies(ModelView view, int cluster, double[] transitions)
    {
        double tied = 0, events = 0;
        for (int i = 0; i < view.ActorCount && view.HasTies; i++)
        {
            ref readonly ActorRecord actor = ref view.State.Actor(i);
            double sent = actor.Cluster == cluster ? actor.Sent : 0;
            tied += sent * view.TieSums.Offspring[i];
            events += sent;
        }
        int types = view.TypeCount;
        double[] shares = BaselineShares(view.State, cluster);
        for (int i = 0; i < transitions.Length && events > 0; i++)
        {
            transitions[i] += tied / events * shares[i % types];
        }
    }

    /// <summary>Events of a cluster addressed to another one, per event of the first. [clusters · clusters]</summary>
    internal static double[] Flow(ModelState state)
    {
        int clusters = state.Clusters.Count;
        var flow = new double[clusters * clusters];
        var sent = new double[clusters];
        foreach (ref readonly ActorRecord actor in state.Actors)
        {
            sent[actor.Cluster] += actor.Sent;
        }
        foreach (ref readonly DyadRecord dyad in state.Dyads.Records)
        {
            int source = state.Actor(dyad.Source).Cluster;
            flow[(source * clusters) + state.Actor(dyad.Target).Cluster] += dyad.EventCount / sent[source];
        }
        return flow;
    }

    private static double[] Product(double[] row, double[] matrix)
    {
        var result = new double[row.Length];
        for (int i = 0; i < matrix.Length; i++)
        {
            result[i % row.Length] += row[i / row.Length] * matrix[i];
        }
        return result;
    }

    private static void Normalise(double[] shares)
    {
        double sum = shares.Sum();
        for (int u = 0; u < shares.Length; u++)
        {
            shares[u] /= sum;
        }
    }
}
