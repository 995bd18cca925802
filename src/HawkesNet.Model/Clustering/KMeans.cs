using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>k-means with seeds as k-means++ chooses them, the best of several starts.</summary>
/// <remarks>Starts are tried on a sample where there are many rows; the best then takes in all of them.</remarks>
internal static class KMeans
{
    private const int Starts = 5;
    private const int Iterations = 20;
    private const int SampleMax = 8192;

    /// <summary>Label of each row.</summary>
    public static int[] Labels(VectorRows rows, int clusters, CounterRng random)
    {
        VectorRows sample = Sample(rows);
        VectorRows best = Centres(sample, clusters, random);
        var labels = new int[rows.Count];
        Assign(rows, best, labels);
        if (sample != rows)
        {
            Centre(rows, best, labels);
            Assign(rows, best, labels);
        }
        return labels;
    }

    /// <summary>Rows evenly spaced, or all.</summary>
    private static VectorRows Sample(VectorRows rows)
    {
        if (rows.Count <= SampleMax)
        {
            return rows;
        }
        var sample = new VectorRows(SampleMax, rows.Columns);
        for (int i = 0; i < SampleMax; i++)
        {
            rows[(int)((long)i * rows.Count / SampleMax)].CopyTo(sample[i]);
        }
        return sample;
    }

    /// <summary>The centres of the best start.</summary>
    private static VectorRows Centres(VectorRows rows, int clusters, CounterRng random)
    {
        VectorRows? best = null;
        double least = double.PositiveInfinity;
        var labels = new int[rows.Count];
        for (int start = 0; start < Starts; start++)
        {
            VectorRows centres = Seeds(rows, clusters, random);
            (double cost, bool isChanged) = Assign(rows, centres, labels);
            // Where no label changes, the centres would not either.
            for (int i = 0; i < Iterations && (isChanged || i == 0); i++)
            {
                double before = cost;
                Centre(rows, centres, labels);
                (cost, isChanged) = Assign(rows, centres, labels);
                if (cost >= before)
                {
                    break;
                }
            }
            if (cost < least)
            {
                (least, best) = (cost, centres);
            }
        }
        return best ?? new VectorRows(clusters, rows.Columns);
    }

    private static VectorRows Seeds(VectorRows rows, int clusters, CounterRng random)
    {
        var centres = new VectorRows(clusters, rows.Columns);
        var nearest = new double[rows.Count];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        int seed = random.Below(rows.Count);
        for (int k = 0; k < clusters; k++)
        {
            rows[seed].CopyTo(centres[k]);
            double sum = 0;
            for (int i = 0; i < nearest.Length; i++)
            {
                nearest[i] = Math.Min(nearest[i], rows.Distance(i, centres, k));
                sum += nearest[i];
            }
            double left = random.Uniform() * sum;
            for (seed = 0; seed < nearest.Length - 1 && left >= nearest[seed]; seed++)
            {
                left -= nearest[seed];
            }
        }
        return centres;
    }

    /// <summary>Labels each row with its nearest centre; returns the sum of the squared distances, and whether a label
    /// changed.</summary>
    private static (double Cost, bool IsChanged) Assign(VectorRows rows, VectorRows centres, int[] labels)
    {
        double cost = 0;
        bool isChanged = false;
        VectorRows columns = centres.Transposed();
        Span<double> distances = new double[columns.Width];
        for (int i = 0; i < labels.Length; i++)
        {
            rows.Distances(i, columns, distances);
            int nearest = 0;
            double least = distances[0];
            for (int k = 1; k < centres.Count; k++)
            {
                if (distances[k] < least)
                {
                    (least, nearest) = (distances[k], k);
                }
            }
            isChanged |= labels[i] != nearest;
            labels[i] = nearest;
            cost += least;
        }
        return (cost, isChanged);
    }

    /// <summary>Moves each centre to the mean of its rows; one without rows stays.</summary>
    private static void Centre(VectorRows rows, VectorRows centres, int[] labels)
    {
        var sizes = new int[centres.Count];
        var sums = new VectorRows(centres.Count, centres.Columns);
        for (int i = 0; i < labels.Length; i++)
        {
            sizes[labels[i]]++;
            sums.Add(labels[i], rows, i, 1);
        }
        for (int k = 0; k < sizes.Length; k++)
        {
            for (int c = 0; c < centres.Columns && sizes[k] > 0; c++)
            {
                centres[k][c] = sums[k][c] / sizes[k];
            }
        }
    }
}
