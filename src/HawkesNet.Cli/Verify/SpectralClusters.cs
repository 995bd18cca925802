using HawkesNet.Model.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HawkesNet.Cli.Verify;

/// <summary>Offline spectral clustering of counts: what a protocol's own control compares with.</summary>
internal static class SpectralClusters
{
    private const int Restarts = 10;

    /// <summary>The labels of two embeddings: the regularised symmetric Laplacian of the counts, and the logarithm of
    /// one plus the counts.</summary>
    /// <remarks>Amini et al. 2013; Rohe, Chatterjee &amp; Yu 2011. O(N³).</remarks>
    /// <param name="counts">Events of each ordered pair. [N, N]</param>
    /// <param name="clusterCount">Number of clusters K.</param>
    /// <param name="rng">For the starts of k-means.</param>
    public static IReadOnlyList<int[]> Both(double[,] counts, int clusterCount, CounterRng rng)
    {
        Matrix<double> matrix = Matrix<double>.Build.DenseOfArray(counts);
        Matrix<double> both = matrix + matrix.Transpose();
        Matrix<double> logs = both.Map(double.LogP1);
        return [Cluster(Laplacian(both), clusterCount, rng), Cluster(logs, clusterCount, rng)];
    }

    private static Matrix<double> Laplacian(Matrix<double> both)
    {
        Vector<double> degrees = both.RowSums();
        Vector<double> scale = (degrees + degrees.Average()).Map(degree => 1 / Math.Sqrt(degree));
        return both.MapIndexed((i, j, count) => count * scale[i] * scale[j]);
    }

    private static int[] Cluster(Matrix<double> symmetric, int clusterCount, CounterRng rng)
    {
        var decomposition = symmetric.Evd(Symmetricity.Symmetric);
        int[] leading = [.. Enumerable.Range(0, symmetric.RowCount)
            .OrderByDescending(i => Math.Abs(decomposition.EigenValues[i].Real)).Take(clusterCount)];
        double[][] points = [.. Enumerable.Range(0, symmetric.RowCount)
            .Select(row => Unit([.. leading.Select(column => decomposition.EigenVectors[row, column])]))];
        return Enumerable.Range(0, Restarts).Select(_ => KMeans.Run(points, clusterCount, rng))
            .MinBy(run => run.Distance).Labels;
    }

    private static double[] Unit(double[] point)
    {
        double length = Math.Sqrt(point.Sum(x => x * x));
        return length == 0 ? point : [.. point.Select(x => x / length)];
    }
}
