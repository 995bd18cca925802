using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Finds the clusters: at a geometric ladder of positions fresh partitions compete with the present one, under
/// the collapsed marginal likelihood, with greedy merges (docs/model.md, section 8).</summary>
/// <remarks>Fresh ones come from the actors' own summaries and from spectral embeddings of what passes between them.
/// Without them the search stays in its first local optimum.</remarks>
internal sealed class ClusterRefit
{
    private const int FirstPosition = 512;
    private const int FirstPerActor = 6;
    private const double LadderRatio = 1.4;
    private const int GapMax = 1 << 21;
    private const int PooledSweeps = 3;
    private const int ScreeningSweeps = 2;
    private const int PolishingSweeps = 5;
    private const int FinalistCount = 2;

    private long next = FirstPosition;

    /// <summary>Refits if a rung is due after <paramref name="learned"/> events, right after a global step.</summary>
    public void Run(ModelState state, EventWindow? window, long learned)
    {
        if (window is null || learned < next || learned < FirstPerActor * (long)state.ActorCount)
        {
            return;
        }
        next = Math.Min((long)(learned * LadderRatio), learned + GapMax);
        ClusterFit best = Search(state, window, learned);
        ClusterPlacement.Apply(state, best);
    }

    public void Transfer(IStateTransfer transfer) => next = transfer.Value(next);

    private static ClusterFit Search(ModelState state, EventWindow window, long learned)
    {
        var index = new WindowIndex(state, window);
        ClusterFit pooled = Pooled(state, index);
        int clusters = Math.Min(state.Spec.ClustersMax, index.ActorCount);
        var candidates = new List<ClusterFit>();
        foreach (int[] labels in Fresh(state, pooled, clusters, learned))
        {
            candidates.Add(Sweep(Fit(state, pooled, labels, clusters), ScreeningSweeps));
        }
        ClusterFit best = pooled;
        double most = ClusterScore.Of(pooled);
        foreach (ClusterFit candidate in candidates.OrderByDescending(ClusterScore.Of).Take(FinalistCount))
        {
            ClusterFit polished = Polish(state, pooled, candidate);
            double score = ClusterScore.Of(polished);
            if (score > most)
            {
                (most, best) = (score, polished);
            }
        }
        return best;
    }

    private static ClusterFit Pooled(ModelState state, WindowIndex index)
    {
        var counts = new double[index.ActorCount];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = 0.5 * index.Out[i].Length;
        }
        var fit = new ClusterFit(state, index, new int[counts.Length], 1, counts);
        for (int i = 0; i < PooledSweeps; i++)
        {
            fit.Attribute();
        }
        return fit;
    }

    private static IEnumerable<int[]> Fresh(ModelState state, ClusterFit pooled, int clusters, long learned)
    {
        var summary = new PooledSummary(pooled);
        if (state.Clusters.Count > 1)
        {
            yield return Present(state, pooled.Index, clusters);
        }
        var random = new CounterRng((ulong)learned, stream: 1);
        yield return PoissonMixture.Labels(summary, clusters, random);
        yield return PoissonMixture.Labels(summary, clusters, random);
        if (pooled.Index.Dyads.Length > 0)
        {
            var difference = new double[summary.Reply.Length];
            for (int d = 0; d < difference.Length; d++)
            {
                difference[d] = summary.Reply[d] - summary.Repeat[d];
            }
            foreach (double[] weights in new[] { summary.Strange, summary.Repeat, summary.Reply, difference })
            {
                yield return SpectralPartition.Labels(pooled.Index, weights, clusters, random);
            }
        }
    }

    /// <summary>The present labels; actors not yet placed start in the largest cluster.</summary>
    private static int[] Present(ModelState state, WindowIndex index, int clusters)
    {
        int largest = 1;
        for (int k = 1; k < state.Clusters.Count; k++)
        {
            largest = state.Clusters.Sizes[k] > state.Clusters.Sizes[largest] ? k : largest;
        }
        var labels = new int[index.ActorCount];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = state.Actor(index.Actor(i)).Cluster;
            labels[i] = Math.Min((label == 0 ? largest : label) - 1, clusters - 1);
        }
        return labels;
    }

    private static ClusterFit Fit(ModelState state, ClusterFit pooled, int[] labels, int clusters)
    {
        var fit = new ClusterFit(state, pooled.Index, labels, clusters, pooled.BaselineCounts);
        fit.Attribute();
        fit.Attribute();
        return fit;
    }

    private static ClusterFit Sweep(ClusterFit fit, int sweeps)
    {
        for (int i = 0; i < sweeps; i++)
        {
            int moved = new MembershipSweep(fit).Run();
            fit.Sum();
            fit.Attribute();
            if (moved == 0 && i > 0)
            {
                break;
            }
        }
        return fit;
    }

    /// <summary>More sweeps, merges, sweeps again; the better of before and after the merges.</summary>
    private static ClusterFit Polish(ModelState state, ClusterFit pooled, ClusterFit fit)
    {
        Sweep(fit, PolishingSweeps);
        (int[] labels, int clusters) = ClusterMerge.Run(fit);
        if (clusters == fit.Clusters)
        {
            return fit;
        }
        return Sweep(Fit(state, pooled, labels, clusters), PolishingSweeps);
    }
}
