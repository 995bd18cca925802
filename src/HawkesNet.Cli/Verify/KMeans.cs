using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>Lloyd's k-means from starts far apart (Arthur &amp; Vassilvitskii 2007).</summary>
internal static class KMeans
{
    private const int RoundsMax = 100;

    /// <summary>One run: labels, and the sum of squared distances to the centres.</summary>
    public static (int[] Labels, double Distance) Run(double[][] points, int clusterCount, CounterRng rng)
    {
        double[][] centres = Start(points, clusterCount, rng);
        var labels = new int[points.Length];
        for (int round = 0; round < RoundsMax; round++)
        {
            int[] nearest = [.. points.Select(point => Nearest(point, centres))];
            if (round > 0 && nearest.AsSpan().SequenceEqual(labels))
            {
                break;
            }
            labels = nearest;
            centres = [.. centres.Select((centre, k) => Mean(points, labels, k) ?? centre)];
        }
        return (labels, points.Select((point, i) => Distance(point, centres[labels[i]])).Sum());
    }

    private static double[][] Start(double[][] points, int clusterCount, CounterRng rng)
    {
        var centres = new List<double[]> { points[rng.Below(points.Length)] };
        while (centres.Count < clusterCount)
        {
            double[] distances = [.. points.Select(point => centres.Min(centre => Distance(point, centre)))];
            double left = rng.Uniform() * distances.Sum();
            int chosen = 0;
            while (chosen < points.Length - 1 && (left -= distances[chosen]) >= 0)
            {
                chosen++;
            }
            centres.Add(points[chosen]);
        }
        return [.. centres];
    }

    private static int Nearest(double[] point, double[][] centres) =>
        Enumerable.Range(0, centres.Length).MinBy(k => Distance(point, centres[k]));

    private static double[]? Mean(double[][] points, int[] labels, int cluster)
    {
        double[][] members = [.. points.Where((_, i) => labels[i] == cluster)];
        return members.Length == 0 ? null
            : [.. Enumerable.Range(0, points[0].Length).Select(d => members.Average(point => point[d]))];
    }

    private static double Distance(double[] a, double[] b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++)
        {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return sum;
    }
}
