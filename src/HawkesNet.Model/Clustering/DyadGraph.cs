using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>A symmetric matrix over the actors, the weights of dyads in both directions, by rows.</summary>
/// <remarks>A row's entries lie side by side, so that a product with vectors writes every row once.</remarks>
internal sealed class DyadGraph
{
    private readonly int[] starts;
    private readonly int[] columns;
    private readonly double[] weights;

    public DyadGraph(int actors, ReadOnlySpan<WeightedDyad> dyads)
    {
        starts = new int[actors + 1];
        foreach (ref readonly WeightedDyad dyad in dyads)
        {
            starts[dyad.Source + 1]++;
            starts[dyad.Target + 1]++;
        }
        for (int i = 0; i < actors; i++)
        {
            starts[i + 1] += starts[i];
        }
        columns = new int[starts[actors]];
        weights = new double[columns.Length];
        int[] next = starts[..^1];
        foreach (ref readonly WeightedDyad dyad in dyads)
        {
            Add(ref next[dyad.Source], dyad.Target, dyad.Weight);
            Add(ref next[dyad.Target], dyad.Source, dyad.Weight);
        }
    }

    /// <summary>into ← (matrix + diagonal · 1) · from.</summary>
    public void Multiply(VectorRows from, VectorRows into, double diagonal)
    {
        for (int i = 0; i < starts.Length - 1; i++)
        {
            Range row = starts[i]..starts[i + 1];
            into.Combine(i, from, columns.AsSpan(row), weights.AsSpan(row));
            into.Add(i, from, i, diagonal);
        }
    }

    private void Add(ref int at, int column, double weight)
    {
        (columns[at], weights[at]) = (column, weight);
        at++;
    }
}
