using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Finds the clusters: at a geometric ladder of positions fresh partitions compete with the present one, under
/// the collapsed marginal likelihood, with greedy merges (docs/model.md, section 13).</summary>
/// <remarks>Fresh ones come from the actors' own summaries and from spectral embeddings of what passes between them.
/// Without them the search stays in its first local optimum.</remarks>
internal sealed class ClusterRefit
{
    private const int FirstPosition = 512;
    private const int FirstPerActor = 6;
    private const double SearchRatio = 1.4;
    private const double UpdateRatio = 1.1;

    /// <summary>Once so many searches in a row have kept the present partition, the next are further apart.</summary>
    private const int CalmSearches = 2;
    private const double CalmSearchRatio = 2;

    /// <summary>Share of the actors that may have moved in a partition that was kept.</summary>
    private const double CalmShare = 0.01;
    private const int GapMax = 1 << 21;
    private const int PooledSweeps = 10;
    private const int ScreeningSweeps = 2;
    private const int PolishingSweeps = 5;
    private const int UpdateSweeps = 2;
    private const int LeaderCount = 3;
    private const int FinalistCount = 2;
    private const int SplitSizeMin = 4;

    /// <summary>Under forgetting the window spans as much as exponential weights of that half-life are worth.</summary>
    private const double WindowHalfLives = 1.5;

    private long nextSearch = FirstPosition;
    private long nextUpdate = FirstPosition;
    private int calmSearches;

    /// <summary>Searches afresh, or updates the memberships, if a rung of either ladder is due after
    /// <paramref name="learned"/> events; right after a global step.</summary>
    public void Run(ModelState state, EventWindow? window, long learned)
    {
        if (window is null || learned < nextUpdate || learned < FirstPerActor * (long)state.ActorCount)
        {
            return;
        }
        nextUpdate = Next(learned, Held(state, window, learned), UpdateRatio);
        if (state.Spec.ForgettingHalfLifeTicks is long halfLife)
        {
            window.DropOlderThan(WindowHalfLives * halfLife, state.ClockTicks);
        }
        if (window.Count < FirstPosition)
        {
            return;
        }
        var index = new WindowIndex(state, window);
        if (learned >= nextSearch)
        {
            ClusterFit found = Search(state, index, learned);
            bool isCalm = calmSearches >= CalmSearches && state.Spec.ForgettingHalfLifeTicks is null;
            nextSearch = Next(learned, Held(state, window, learned), isCalm ? CalmSearchRatio : SearchRatio);
            ClusterPlacement.Apply(state, found);
        }
        else if (state.Clusters.Count > 1)
        {
            var present = new ClusterCandidate(Present(state, index));
            present.Sweep(UpdateSweeps);
            present.Fit.LearnStrengths();
            ClusterPlacement.Apply(state, present.Fit);
        }
    }

    public void Transfer(IStateTransfer transfer)
    {
        nextSearch = transfer.Value(nextSearch);
        nextUpdate = transfer.Value(nextUpdate);
        calmSearches = transfer.Value(calmSearches);
    }

    private static long Held(ModelState state, EventWindow window, long learned) =>
        state.Spec.ForgettingHalfLifeTicks is null ? learned : window.Count;

    // What is forgotten is learned anew: then the gap follows what the window holds, not all there ever was.
    private static long Next(long learned, long held, double ratio) =>
        learned + Math.Min((long)(Math.Min(learned, held) * (ratio - 1)), GapMax);

    private ClusterFit Search(ModelState state, WindowIndex index, long learned)
    {
        ClusterFit pooled = Pooled(state, index);
        int clusters = Math.Min(state.Spec.ClustersMax, index.ActorCount);
        var fresh = new FreshPartitions(pooled, learned);
        ClusterCandidate? present =
            state.Clusters.Count > 1 ? new ClusterCandidate(Present(state, index)) : null;
        ClusterFit best = pooled;
        double most = ClusterScore.Of(pooled);
        foreach (ClusterCandidate candidate in Finalists(present, pooled, fresh, clusters))
        {
            Keep(Polish(pooled, candidate), ref best, ref most);
        }
        for (int k = 0; k < best.Clusters && best.Clusters < clusters; k++)
        {
            if (best.Sizes[k] >= SplitSizeMin)
            {
                var split = new ClusterCandidate(Fit(pooled, fresh.Split(best, k), best.Clusters + 1));
                split.SweepSplit(k, PolishingSweeps, most);
                Keep(split.Fit, ref best, ref most);
            }
        }
        bool isKept = present is not null && ReferenceEquals(best, present.Fit)
            && present.ChangedCount <= CalmShare * index.ActorCount;
        calmSearches = isKept ? calmSearches + 1 : 0;
        return best;
    }

    /// <summary>The best of the present partition and the fresh ones. All are swept once; those that lead then go
    /// on, and all do while no clusters have been found.</summary>
    private static IEnumerable<ClusterCandidate> Finalists(
        ClusterCandidate? present, ClusterFit pooled, FreshPartitions fresh, int clusters)
    {
        var candidates = new List<ClusterCandidate>();
        if (present is not null)
        {
            Add(candidates, present);
        }
        foreach (int[] labels in fresh.All(clusters))
        {
            Add(candidates, new ClusterCandidate(Fit(pooled, labels, clusters)));
        }
        List<ClusterCandidate> leaders =
            [.. candidates.OrderByDescending(one => one.Score).Take(present is null ? candidates.Count : LeaderCount)];
        foreach (ClusterCandidate leader in leaders)
        {
            leader.Sweep(ScreeningSweeps - 1);
        }
        return leaders.OrderByDescending(one => one.Score).Take(FinalistCount);
    }

    /// <summary>Sweeps a candidate once and adds it, unless there is one of the same partition.</summary>
    private static void Add(List<ClusterCandidate> candidates, ClusterCandidate candidate)
    {
        candidate.Sweep(1);
        if (!candidates.Any(candidate.IsLike))
        {
            candidates.Add(candidate);
        }
    }

    private static void Keep(ClusterFit candidate, ref ClusterFit best, ref double most)
    {
        double score = ClusterScore.Of(candidate);
        if (score > most && !candidate.Sizes.Contains(0))
        {
            (most, best) = (score, candidate);
        }
    }

    private static ClusterFit Pooled(ModelState state, WindowIndex index)
    {
        var fit = new ClusterFit(state, index);
        for (int i = 0; i < PooledSweeps; i++)
        {
            fit.Attribute();
        }
        return fit;
    }

    /// <summary>The present partition; actors not yet placed start in the largest cluster.</summary>
    private static ClusterFit Present(ModelState state, WindowIndex index)
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
            labels[i] = (label == 0 ? largest : label) - 1;
        }
        var fit = new ClusterFit(state, index, labels);
        fit.Attribute();
        return fit;
    }

    private static ClusterFit Fit(ClusterFit pooled, int[] labels, int clusters)
    {
        var fit = new ClusterFit(pooled, labels, clusters);
        fit.Attribute();
        fit.Attribute();
        return fit;
    }

    /// <summary>More sweeps, merges, sweeps again; the better of before and after the merges.</summary>
    private static ClusterFit Polish(ClusterFit pooled, ClusterCandidate candidate)
    {
        candidate.Sweep(PolishingSweeps);
        candidate.Fit.LearnStrengths();
        (int[] labels, int clusters) = ClusterMerge.Run(candidate.Fit);
        if (clusters == candidate.Fit.Clusters)
        {
            return candidate.Fit;
        }
        var merged = new ClusterCandidate(Fit(pooled, labels, clusters));
        merged.Sweep(PolishingSweeps);
        return merged.Fit;
    }
}
