using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>k-means with seeds as k-means++ chooses them, the best of several starts.</summary>
internal static class KMeans
{
    private const int Starts = 5;
    private const int Iterations = 20;

    /// <summary>Label of each row.</summary>
    public static int[] Labels(double[] rows, int columns, int clusters, CounterRng random)
    {
        int[] best = [];
        double least = double.PositiveInfinity;
        for (int start = 0; start < Starts; start++)
        {
            double[] centres = Seeds(rows, columns, clusters, random);
            var labels = new int[rows.Length / columns];
            double cost = 0;
            for (int i = 0; i < Iterations; i++)
            {
                double before = cost;
                cost = Assign(rows, columns, centres, labels);
                Centre(rows, columns, centres, labels);
                if (i > 0 && cost >= before)
                {
                    break;
                }
            }
            if (cost < least)
            {
                (least, best) = (cost, labels);
            }
        }
        return best;
    }

    private static double[] Seeds(double[] rows, int columns, int clusters, CounterRng random)
    {
        int count = rows.Length / columns;
        var centres = new double[clusters * columns];
        var nearest = new double[count];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        int seed = random.Below(count);
        for (int k = 0; k < clusters; k++)
        {
            rows.AsSpan(seed * columns, columns).CopyTo(centres.AsSpan(k * columns));
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                nearest[i] = Math.Min(nearest[i], Distance(rows, i * columns, centres, k * columns, columns));
                sum += nearest[i];
            }
            double left = random.Uniform() * sum;
            for (seed = 0; seed < count - 1 && left >= nearest[seed]; seed++)
            {
                left -= nearest[seed];
            }
        }
        return centres;
    }

    private static double Assign(double[] rows, int columns, double[] centres, int[] labels)
    {
        double cost = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double least = double.PositiveInfinity;
            for (int k = 0; k * columns < centres.Length; k++)
            {
                double distance = Distance(rows, i * columns, centres, k * columns, columns);
                if (distance < least)
                {
                    (least, labels[i]) = (distance, k);
                }
            }
            cost += least;
        }
        return cost;
    }

    private static void Centre(double[] rows, int columns, double[] centres, int[] labels)
    {
        var sizes = new int[centres.Length / columns];
        var sums = new double[centres.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            sizes[labels[i]]++;
            for (int c = 0; c < columns; c++)
            {
                sums[(labels[i] * columns) + c] += rows[(i * columns) + c];
            }
        }
        for (int j = 0; j < centres.Length; j++)
        {
            centres[j] = sizes[j / columns] == 0 ? centres[j] : sums[j] / sizes[j / columns];
        }
    }

    private static double Distance(double[] a, int atA, double[] b, int atB, int columns)
    {
        double sum = 0;
        for (int c = 0; c < columns; c++)
        {
            double d = a[atA + c] - b[atB + c];
            sum += d * d;
        }
        return sum;
    }
}
