using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>A bound on the growth of cascades from one generation to the next, without the offspring matrix: for any
/// positive vector y the radius is at most the largest (G y)ⱼ / yⱼ (Collatz and Wielandt).</summary>
/// <remarks>Joins count as if they all fell to the actor with the largest cascade, so that nobody's shares in them are
/// looked up. A product costs O(dyads + actors + pairs with a tie's record). Not thread-safe.</remarks>
internal sealed class GrowthBound
{
    private readonly ModelView view;
    private readonly ModelState state;
    private readonly int clusters;
    private readonly double[] own;
    private readonly double[] repeats;
    private readonly double[] answers;
    private readonly double[] joins;

    /// <param name="view">The model.</param>
    /// <param name="factors">What clusters and types do.</param>
    public GrowthBound(ModelView view, OffspringFactors factors)
    {
        this.view = view;
        state = view.State;
        clusters = view.ClusterCount;
        own = new double[clusters];
        (repeats, answers, joins) =
            (new double[clusters * clusters], new double[clusters * clusters], new double[clusters * clusters]);
        double Of(Mechanism mechanism, int source, int target) =>
            state.Parameters.Offspring(mechanism) * factors.Mean(mechanism, source, target);
        for (int pair = 0; pair < answers.Length; pair++)
        {
            (int source, int target) = (pair / clusters, pair % clusters);
            own[source] = Of(Mechanism.Burst, source, source);
            repeats[pair] = Of(Mechanism.Repeat, source, target);
            answers[pair] = Of(Mechanism.Reply, source, target) + Of(Mechanism.Relay, source, target);
            joins[pair] = Of(Mechanism.Join, source, target);
        }
    }

    /// <summary>Whether cascades are shown to end by so many products at most; false: it is not known.</summary>
    public bool ShowsEnd(int products)
    {
        if (Most() < 1)
        {
            return true;
        }
        var sizes = new double[state.ActorCount];
        sizes.AsSpan().Fill(1);
        for (int i = 0; i < products; i++)
        {
            double[] next = Product(sizes);
            double most = 0;
            for (int j = 0; j < next.Length; j++)
            {
                most = Math.Max(most, next[j] / sizes[j]);
                // With the event itself in it a size stays positive, and the sizes become those of whole cascades.
                next[j]++;
            }
            if (most < 1)
            {
                return true;
            }
            sizes = next;
        }
        return false;
    }

    /// <summary>At least Σ_i G[j,i] values_i. [actors]</summary>
    public double[] Product(double[] values)
    {
        var result = new double[values.Length];
        double most = values.Max();
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = own[state.Actor(j).Cluster] * values[j];
        }
        foreach (ref DyadRecord dyad in state.Dyads.Records)
        {
            ref readonly ActorRecord source = ref state.Actor(dyad.Source);
            int pair = (source.Cluster * clusters) + state.Actor(dyad.Target).Cluster;
            double share = dyad.EventCount / (double)Math.Max(1, source.Sent);
            result[dyad.Source] += share * ((repeats[pair] * values[dyad.Source])
                + (answers[pair] * values[dyad.Target]) + (joins[pair] * most));
        }
        if (view.HasTies)
        {
            AddTies(values, result);
        }
        return result;
    }

    /// <summary>At least the offspring of an event of any actor, without a look at the dyads.</summary>
    private double Most()
    {
        var most = new double[clusters];
        for (int pair = 0; pair < answers.Length; pair++)
        {
            ref double one = ref most[pair / clusters];
            one = Math.Max(one, own[pair / clusters] + repeats[pair] + answers[pair] + joins[pair]);
        }
        double all = 0;
        for (int i = 0; i < state.ActorCount; i++)
        {
            double tied = view.HasTies ? view.TieSums.Offspring[i] : 0;
            all = Math.Max(all, most[state.Actor(i).Cluster] + tied);
        }
        return all;
    }

    private void AddTies(double[] values, double[] result)
    {
        LatentTies ties = state.Ties;
        double all = values.Sum();
        double[] prior = new double[values.Length];
        for (int j = 0; j < values.Length; j++)
        {
            prior[j] = ties.PriorWeight(ties.Sources[j]);
            result[j] += prior[j] * (all - values[j]);
        }
        for (int p = 0; p < ties.Pairs.Count; p++)
        {
            ref readonly TiePair pair = ref ties.Pairs[p];
            result[pair.Source] +=
                (ties.Weight(p, ties.Sources[pair.Source]) - prior[pair.Source]) * values[pair.Target];
        }
    }
}
