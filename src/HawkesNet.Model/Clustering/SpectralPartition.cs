using HawkesNet.Model.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HawkesNet.Model.Clustering;

/// <summary>A fresh partition from a weighted graph of dyads: regularised symmetric normalisation, leading
/// eigenvectors by subspace iteration, k-means on their rows (Qin &amp; Rohe 2013).</summary>
internal static class SpectralPartition
{
    private const int Iterations = 30;

    /// <summary>Labels of all actors of the window.</summary>
    /// <param name="index">The dyads.</param>
    /// <param name="weights">Weight of each dyad, of any sign. [dyads]</param>
    /// <param name="clusters">How many.</param>
    /// <param name="random">Starts and seeds.</param>
    public static int[] Labels(WindowIndex index, double[] weights, int clusters, CounterRng random)
    {
        double[] scale = Scale(index, weights);
        int actors = index.ActorCount;
        int dimensions = Math.Min(clusters, actors);
        Matrix<double> basis = Matrix<double>.Build.Dense(actors, dimensions, (_, _) => random.Normal());
        for (int i = 0; i < Iterations; i++)
        {
            basis = Multiply(index, weights, scale, basis.GramSchmidt().Q);
        }
        double[] rows = Rows(basis.GramSchmidt().Q, actors, dimensions);
        return KMeans.Labels(rows, dimensions, clusters, random);
    }

    /// <summary>1 / sqrt(degree + mean degree) of every actor.</summary>
    private static double[] Scale(WindowIndex index, double[] weights)
    {
        var degrees = new double[index.ActorCount];
        double sum = 0;
        for (int d = 0; d < weights.Length; d++)
        {
            double weight = Math.Abs(weights[d]);
            degrees[index.Dyads[d].Source] += weight;
            degrees[index.Dyads[d].Target] += weight;
            sum += 2 * weight;
        }
        double mean = Math.Max(sum / Math.Max(1, degrees.Length), 1e-9);
        return [.. degrees.Select(degree => 1 / Math.Sqrt(degree + mean))];
    }

    private static Matrix<double> Multiply(
        WindowIndex index, double[] weights, double[] scale, Matrix<double> basis)
    {
        double[] from = basis.ToColumnMajorArray();
        var into = new double[from.Length];
        for (int column = 0; column < basis.ColumnCount; column++)
        {
            int start = column * basis.RowCount;
            for (int d = 0; d < weights.Length; d++)
            {
                int i = index.Dyads[d].Source, j = index.Dyads[d].Target;
                double weight = weights[d] * scale[i] * scale[j];
                into[start + i] += weight * from[start + j];
                into[start + j] += weight * from[start + i];
            }
            // A trace of the old vector keeps a graph of fewer dimensions than clusters from losing rank.
            for (int i = 0; i < basis.RowCount; i++)
            {
                into[start + i] += 1e-6 * from[start + i];
            }
        }
        return Matrix<double>.Build.Dense(basis.RowCount, basis.ColumnCount, into);
    }

    private static double[] Rows(Matrix<double> basis, int actors, int dimensions)
    {
        var rows = new double[actors * dimensions];
        for (int i = 0; i < actors; i++)
        {
            double norm = 0;
            for (int c = 0; c < dimensions; c++)
            {
                norm += basis[i, c] * basis[i, c];
            }
            norm = Math.Max(Math.Sqrt(norm), 1e-12);
            for (int c = 0; c < dimensions; c++)
            {
                rows[(i * dimensions) + c] = basis[i, c] / norm;
            }
        }
        return rows;
    }
}
