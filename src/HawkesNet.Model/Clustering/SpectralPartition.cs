using HawkesNet.Model.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HawkesNet.Model.Clustering;

/// <summary>A fresh partition from a weighted graph of dyads: regularised symmetric normalisation, leading
/// eigenvectors by subspace iteration, k-means on their rows (Qin &amp; Rohe 2013).</summary>
/// <remarks>O(iterations · (dyads · clusters + actors · clusters²)).</remarks>
internal static class SpectralPartition
{
    private const int Iterations = 30;

    /// <summary>Share of the old vector that keeps a graph of fewer dimensions than clusters from losing
    /// rank.</summary>
    private const double Trace = 1e-6;

    /// <summary>Labels of all actors.</summary>
    /// <param name="actors">How many.</param>
    /// <param name="dyads">Weights of any sign; they are normalised in place.</param>
    /// <param name="clusters">How many.</param>
    /// <param name="random">Starts and seeds.</param>
    /// <param name="evenness">What is added to every degree, in mean degrees: the more, the less single actors
    /// count.</param>
    public static int[] Labels(
        int actors, Span<WeightedDyad> dyads, int clusters, CounterRng random, double evenness = 1)
    {
        Normalise(actors, dyads, evenness);
        var basis = new VectorRows(actors, Math.Min(clusters, actors));
        for (int i = 0; i < actors; i++)
        {
            foreach (ref double entry in basis[i])
            {
                entry = random.Normal();
            }
        }
        var next = new VectorRows(actors, basis.Columns);
        var graph = new DyadGraph(actors, dyads);
        for (int i = 0; i < Iterations; i++)
        {
            Orthonormalise(basis);
            graph.Multiply(basis, next, Trace);
            (basis, next) = (next, basis);
        }
        Orthonormalise(basis);
        ScaleRows(basis);
        return KMeans.Labels(basis, clusters, random);
    }

    /// <summary>Divides each weight by the roots of its actors' degrees, regularised.</summary>
    private static void Normalise(int actors, Span<WeightedDyad> dyads, double evenness)
    {
        var degrees = new double[actors];
        double sum = 0;
        foreach (ref readonly WeightedDyad dyad in dyads)
        {
            double weight = Math.Abs(dyad.Weight);
            degrees[dyad.Source] += weight;
            degrees[dyad.Target] += weight;
            sum += 2 * weight;
        }
        double mean = Math.Max(evenness * sum / Math.Max(1, actors), 1e-9);
        foreach (ref WeightedDyad dyad in dyads)
        {
            double scale = (degrees[dyad.Source] + mean) * (degrees[dyad.Target] + mean);
            dyad = dyad with { Weight = dyad.Weight / Math.Sqrt(scale) };
        }
    }

    /// <summary>Makes the columns orthonormal by the Cholesky factor of their products: B ← B L⁻ᵀ,
    /// BᵀB = L Lᵀ.</summary>
    private static void Orthonormalise(VectorRows basis)
    {
        VectorRows products = basis.Products();
        double most = 0;
        for (int c = 0; c < basis.Columns; c++)
        {
            most = Math.Max(most, products[c][c]);
        }
        // Columns that are nearly parallel leave the factor a pivot of rounding errors, of any sign.
        double least = Math.Max(most * 1e-13, double.Epsilon);
        var dense = Matrix<double>.Build.Dense(basis.Columns, basis.Columns,
            (row, column) => products[row][column] + (row == column ? least : 0));
        Matrix<double> inverse = dense.Cholesky().Factor.Inverse();
        for (int row = 0; row < basis.Columns; row++)
        {
            for (int column = 0; column < basis.Columns; column++)
            {
                products[row][column] = inverse[column, row];
            }
        }
        basis.Multiply(products);
    }

    private static void ScaleRows(VectorRows basis)
    {
        for (int i = 0; i < basis.Count; i++)
        {
            double square = 0;
            foreach (double entry in basis[i])
            {
                square += entry * entry;
            }
            double norm = Math.Max(Math.Sqrt(square), 1e-12);
            foreach (ref double entry in basis[i])
            {
                entry /= norm;
            }
        }
    }
}

/// <summary>What passes between two actors, with a weight of any sign.</summary>
internal readonly record struct WeightedDyad(int Source, int Target, double Weight);
