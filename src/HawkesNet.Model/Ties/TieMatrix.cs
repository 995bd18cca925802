using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>The matrix of all weights of a state as a whole: what its rows, columns and powers say.</summary>
/// <remarks>Weights of pairs without a record depend on the source alone, so a product costs O(pairs +
/// actors).</remarks>
internal sealed class TieMatrix
{
    private readonly LatentTies ties;
    private readonly double[] prior;
    private readonly double[] rows;
    private readonly int[] sources;
    private readonly int[] targets;
    private readonly double[] excess;

    public TieMatrix(LatentTies ties)
    {
        this.ties = ties;
        prior = new double[ties.ActorCount];
        rows = new double[ties.ActorCount];
        for (int j = 0; j < rows.Length; j++)
        {
            ref TieSource source = ref ties.Sources[j];
            prior[j] = ties.PriorWeight(source);
            rows[j] = prior[j] * (rows.Length - 1 - source.PairCount);
        }
        int count = ties.Pairs.Count;
        (sources, targets, excess) = (new int[count], new int[count], new double[count]);
        for (int p = 0; p < count; p++)
        {
            ref TiePair pair = ref ties.Pairs[p];
            double weight = ties.Weight(p, ties.Sources[pair.Source]);
            (sources[p], targets[p]) = (pair.Source, pair.Target);
            excess[p] = weight - prior[pair.Source];
            rows[pair.Source] += weight;
        }
    }

    /// <summary>Pairs with a record.</summary>
    public int RecordCount => excess.Length;

    /// <summary>Expected offspring of an actor's event among all others, or 0 where ties are not part of the
    /// model.</summary>
    public double Offspring(int source) => ties.IsAdopted ? rows[source] : 0;

    /// <summary>Adds Σ_j values_j W[j, i] to every i.</summary>
    public void AddProduct(ReadOnlySpan<double> values, Span<double> result)
    {
        double sum = 0;
        for (int j = 0; j < prior.Length; j++)
        {
            sum += values[j] * prior[j];
        }
        for (int i = 0; i < prior.Length; i++)
        {
            result[i] += sum - (values[i] * prior[i]);
        }
        for (int p = 0; p < excess.Length; p++)
        {
            result[targets[p]] += values[sources[p]] * excess[p];
        }
    }

    /// <summary>Adds Σ_i W[j, i] values_i to every j.</summary>
    public void AddColumnProduct(ReadOnlySpan<double> values, Span<double> result)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }
        for (int j = 0; j < prior.Length; j++)
        {
            result[j] += prior[j] * (sum - values[j]);
        }
        for (int p = 0; p < excess.Length; p++)
        {
            result[sources[p]] += excess[p] * values[targets[p]];
        }
    }

    /// <summary>Events per tick that ties cause of each actor, at the rates that all have had so far.</summary>
    /// <remarks>The product with the rates, without keeping the matrix.</remarks>
    public static double[] Inflow(ModelState state)
    {
        LatentTies ties = state.Ties;
        double spanTicks = Math.Max(1, StreamTime.Elapsed(state.OriginTicks, state.ClockTicks)), sum = 0;
        double[] rates = new double[ties.ActorCount], prior = new double[ties.ActorCount];
        for (int j = 0; j < rates.Length; j++)
        {
            rates[j] = state.Actor(j).Sent / spanTicks;
            prior[j] = ties.PriorWeight(ties.Sources[j]);
            sum += rates[j] * prior[j];
        }
        var inflow = new double[rates.Length];
        for (int i = 0; i < inflow.Length; i++)
        {
            inflow[i] = sum - (rates[i] * prior[i]);
        }
        for (int p = 0; p < ties.Pairs.Count; p++)
        {
            ref readonly TiePair pair = ref ties.Pairs[p];
            double excess = ties.Weight(p, ties.Sources[pair.Source]) - prior[pair.Source];
            inflow[pair.Target] += rates[pair.Source] * excess;
        }
        return inflow;
    }
}
