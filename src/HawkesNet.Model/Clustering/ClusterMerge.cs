namespace HawkesNet.Model.Clustering;

/// <summary>Merges clusters greedily, two at a time, as long as the collapsed marginal likelihood of the attributed
/// counts rises.</summary>
internal sealed class ClusterMerge
{
    private readonly ClusterFit fit;
    private readonly int clusters;
    private readonly bool[] isGone;
    private readonly int[] into;
    private readonly double[] offspring;
    private readonly double[] expected;
    private readonly double[] chosen;
    private readonly double[] drawn;
    private readonly double[] popularity;
    private readonly double[] typeCounts;
    private readonly double[] counts;
    private readonly int[] sizes;

    private ClusterMerge(ClusterFit fit)
    {
        this.fit = fit;
        clusters = fit.Clusters;
        isGone = new bool[clusters];
        into = [.. Enumerable.Range(0, clusters)];
        offspring = (double[])fit.Offspring.Clone();
        expected = (double[])fit.Expected.Clone();
        chosen = (double[])fit.Chosen.Clone();
        drawn = (double[])fit.Drawn.Clone();
        popularity = (double[])fit.Popularity.Clone();
        typeCounts = (double[])fit.TypeCounts.Clone();
        counts = (double[])fit.ClusterCounts.Clone();
        sizes = (int[])fit.Sizes.Clone();
    }

    /// <summary>Labels after the merges, numbered without gaps, and how many clusters are left.</summary>
    public static (int[] Labels, int Clusters) Run(ClusterFit fit)
    {
        var merge = new ClusterMerge(fit);
        for (int k = 0; k < merge.clusters; k++)
        {
            merge.isGone[k] = merge.sizes[k] == 0;
        }
        while (merge.Nearest() is (int k, int l, > 0))
        {
            merge.Join(k, l);
        }
        return merge.Result();
    }

    /// <summary>Labels of two clusters or more after the merge that gains the most or loses the least.</summary>
    public static int[] JoinNearest(ClusterFit fit)
    {
        var merge = new ClusterMerge(fit);
        (int kept, int gone, _) = merge.Nearest();
        merge.Join(kept, gone);
        return merge.Result().Labels;
    }

    private (int[] Labels, int Clusters) Result()
    {
        var number = new int[clusters];
        int next = 0;
        for (int k = 0; k < clusters; k++)
        {
            number[k] = isGone[k] ? -1 : next++;
        }
        int[] labels = [.. fit.Labels.Select(label => number[Root(label)])];
        return (labels, next);
    }

    private int Root(int cluster)
    {
        while (into[cluster] != cluster)
        {
            cluster = into[cluster];
        }
        return cluster;
    }

    private (int Kept, int Gone, double Gain) Nearest()
    {
        (int, int, double Gain) nearest = (0, 0, double.NegativeInfinity);
        for (int k = 0; k < clusters; k++)
        {
            for (int l = k + 1; l < clusters && !isGone[k]; l++)
            {
                double gain = isGone[l] ? double.NegativeInfinity : Gain(k, l);
                nearest = gain > nearest.Gain ? (k, l, gain) : nearest;
            }
        }
        return nearest;
    }

    private double Gain(int k, int l)
    {
        double gain = Cells(k, l) + Choices(k, l)
            + ClusterScore.Rates(fit.RateShape, sizes[k] + sizes[l], counts[k] + counts[l])
            - ClusterScore.Rates(fit.RateShape, sizes[k], counts[k])
            - ClusterScore.Rates(fit.RateShape, sizes[l], counts[l]);
        return gain + Types(k, l) + LabelGain(k, l);
    }

    private double LabelGain(int k, int l)
    {
        int live = isGone.Count(gone => !gone), actors = fit.Labels.Length;
        return LogFactorial(sizes[k] + sizes[l]) - LogFactorial(sizes[k]) - LogFactorial(sizes[l])
            + MathNet.Numerics.SpecialFunctions.GammaLn(live - 1)
            - MathNet.Numerics.SpecialFunctions.GammaLn(live)
            - MathNet.Numerics.SpecialFunctions.GammaLn(actors + live - 1)
            + MathNet.Numerics.SpecialFunctions.GammaLn(actors + live);
    }

    private static double LogFactorial(int n) => MathNet.Numerics.SpecialFunctions.GammaLn(n + 1);

    private double Cells(int k, int l)
    {
        CellLayout layout = fit.Layout;
        double gain = Pair(layout.Relay + k, layout.Relay + l) + Pair(layout.Join + k, layout.Join + l);
        int burst = layout.BurstTypes * layout.BurstTypes;
        for (int cell = 0; cell < burst; cell++)
        {
            gain += Pair(layout.BurstRow(k, 0) + cell, layout.BurstRow(l, 0) + cell);
        }
        return gain + Square(0, k, l) + Square(layout.Reply, k, l);
    }

    /// <summary>Rows and columns of k and l of a matrix of cells, joined.</summary>
    private double Square(int start, int k, int l)
    {
        int C(int row, int column) => start + (row * clusters) + column;
        double gain = 0;
        for (int j = 0; j < clusters; j++)
        {
            if (j != k && j != l && !isGone[j])
            {
                gain += Pair(C(k, j), C(l, j)) + Pair(C(j, k), C(j, l));
            }
        }
        int[] block = [C(k, k), C(k, l), C(l, k), C(l, l)];
        double strength = fit.Strengths[(int)fit.Layout.MechanismOf(start)];
        gain += ClusterScore.Marginal(block.Sum(c => offspring[c]), block.Sum(c => expected[c]), 1, strength);
        return gain - block.Sum(c => ClusterScore.Marginal(offspring[c], expected[c], 1, strength));
    }

    private double Pair(int a, int b)
    {
        double parent = fit.Parent[a], strength = fit.Strengths[(int)fit.Layout.MechanismOf(a)];
        return ClusterScore.Marginal(offspring[a] + offspring[b], expected[a] + expected[b], parent, strength)
            - ClusterScore.Marginal(offspring[a], expected[a], parent, strength)
            - ClusterScore.Marginal(offspring[b], expected[b], parent, strength);
    }

    private double Choices(int k, int l)
    {
        double Seen(int row, int column) => chosen[(row * clusters) + column];
        double One(double count, double expectedCount) =>
            ClusterScore.Marginal(count, expectedCount, 1, fit.AffinityStrength);
        double gain = 0, both = popularity[k] + popularity[l];
        for (int j = 0; j < clusters; j++)
        {
            if (j == k || j == l || isGone[j])
            {
                continue;
            }
            gain += One(Seen(k, j) + Seen(l, j), (drawn[k] + drawn[l]) * popularity[j])
                - One(Seen(k, j), drawn[k] * popularity[j]) - One(Seen(l, j), drawn[l] * popularity[j]);
            gain += One(Seen(j, k) + Seen(j, l), drawn[j] * both)
                - One(Seen(j, k), drawn[j] * popularity[k]) - One(Seen(j, l), drawn[j] * popularity[l]);
        }
        gain += One(Seen(k, k) + Seen(k, l) + Seen(l, k) + Seen(l, l), (drawn[k] + drawn[l]) * both);
        foreach (int row in (int[])[k, l])
        {
            gain -= One(Seen(row, k), drawn[row] * popularity[k]) + One(Seen(row, l), drawn[row] * popularity[l]);
        }
        return gain;
    }

    private double Types(int k, int l)
    {
        int types = fit.Index.TypeCount;
        if (types == 1)
        {
            return 0;
        }
        Span<double> a = typeCounts.AsSpan(k * types, types), b = typeCounts.AsSpan(l * types, types);
        var sum = new double[types];
        for (int u = 0; u < types; u++)
        {
            sum[u] = a[u] + b[u];
        }
        return ClusterScore.Types(sum, fit.NetworkTypeShare) - ClusterScore.Types(a, fit.NetworkTypeShare)
            - ClusterScore.Types(b, fit.NetworkTypeShare);
    }

    private void Join(int kept, int gone)
    {
        CellLayout layout = fit.Layout;
        Move(layout.Relay + gone, layout.Relay + kept);
        Move(layout.Join + gone, layout.Join + kept);
        for (int cell = 0; cell < layout.BurstTypes * layout.BurstTypes; cell++)
        {
            Move(layout.BurstRow(gone, 0) + cell, layout.BurstRow(kept, 0) + cell);
        }
        for (int j = 0; j < clusters; j++)
        {
            foreach (int start in (int[])[0, layout.Reply])
            {
                Move(start + (gone * clusters) + j, start + (kept * clusters) + j);
            }
            MoveChosen((gone * clusters) + j, (kept * clusters) + j);
        }
        for (int j = 0; j < clusters; j++)
        {
            foreach (int start in (int[])[0, layout.Reply])
            {
                Move(start + (j * clusters) + gone, start + (j * clusters) + kept);
            }
            MoveChosen((j * clusters) + gone, (j * clusters) + kept);
        }
        for (int u = 0; u < fit.Index.TypeCount; u++)
        {
            typeCounts[(kept * fit.Index.TypeCount) + u] += typeCounts[(gone * fit.Index.TypeCount) + u];
        }
        drawn[kept] += drawn[gone];
        popularity[kept] += popularity[gone];
        counts[kept] += counts[gone];
        sizes[kept] += sizes[gone];
        into[gone] = kept;
        isGone[gone] = true;
    }

    private void Move(int from, int to)
    {
        offspring[to] += offspring[from];
        expected[to] += expected[from];
        (offspring[from], expected[from]) = (0, 0);
    }

    private void MoveChosen(int from, int to)
    {
        chosen[to] += chosen[from];
        chosen[from] = 0;
    }
}
