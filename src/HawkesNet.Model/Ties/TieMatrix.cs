namespace HawkesNet.Model.Ties;

/// <summary>The matrix of all weights of a state as a whole: what its rows, columns and powers say.</summary>
/// <remarks>Weights of pairs without a record depend on the source alone, so a product costs O(pairs +
/// actors).</remarks>
internal sealed class TieMatrix
{
    private readonly double[] prior;
    private readonly int[] sources;
    private readonly int[] targets;
    private readonly double[] excess;

    public TieMatrix(LatentTies ties)
    {
        prior = new double[ties.ActorCount];
        for (int j = 0; j < prior.Length; j++)
        {
            prior[j] = ties.PriorWeight(ties.Sources[j]);
        }
        int count = ties.Pairs.Count;
        (sources, targets, excess) = (new int[count], new int[count], new double[count]);
        for (int p = 0; p < count; p++)
        {
            ref TiePair pair = ref ties.Pairs[p];
            double weight = ties.Weight(p, ties.Sources[pair.Source]);
            (sources[p], targets[p]) = (pair.Source, pair.Target);
            excess[p] = weight - prior[pair.Source];
        }
    }

    /// <summary>Pairs with a record.</summary>
    public int RecordCount => excess.Length;

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
}
