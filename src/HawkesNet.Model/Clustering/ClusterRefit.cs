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
    private const int GapMax = 1 << 21;
    private const int PooledSweeps = 10;
    private const int ScreeningSweeps = 2;
    private const int PolishingSweeps = 5;
    private const int UpdateSweeps = 2;
    private const int FinalistCount = 2;

    /// <summary>Share of the gain of the cells' factors that is kept from one search to the next.</summary>
    private const double TrialKept = 0.5;
    private const int SplitSizeMin = 4;

    /// <summary>Under forgetting the window spans as much as exponential weights of that half-life are worth.</summary>
    private const double WindowHalfLives = 1.5;

    private long nextSearch = FirstPosition;
    private long nextUpdate = FirstPosition;

    /// <summary>Searches afresh, or updates the memberships, if a rung of either ladder is due after
    /// <paramref name="learned"/> events, right after a global step; says whether it did.</summary>
    public bool Run(ModelState state, EventWindow? window, long learned)
    {
        if (window is null || learned < nextUpdate || learned < FirstPerActor * (long)state.ActorCount)
        {
            return false;
        }
        nextUpdate = Next(learned, Held(state, window, learned), UpdateRatio);
        if (state.Spec.ForgettingHalfLifeTicks is long halfLife)
        {
            window.DropOlderThan(WindowHalfLives * halfLife, state.ClockTicks);
        }
        if (window.Count < FirstPosition)
        {
            return false;
        }
        bool isSearch = learned >= nextSearch;
        if (isSearch && window.IsWhole)
        {
            WindowReplay.Run(state, window);
        }
        var index = new WindowIndex(state, window);
        if (isSearch)
        {
            state.Cells.Trial.Discount(TrialKept);
            nextSearch = Next(learned, Held(state, window, learned), SearchRatio);
            ClusterPlacement.Apply(state, Search(state, index, learned));
        }
        else if (state.Clusters.Count > 1)
        {
            ClusterFit present = Sweep(Present(state, index), UpdateSweeps);
            present.LearnStrengths();
            ClusterPlacement.Apply(state, present);
        }
        return true;
    }

    public void Transfer(IStateTransfer transfer)
    {
        nextSearch = transfer.Value(nextSearch);
        nextUpdate = transfer.Value(nextUpdate);
    }

    private static long Held(ModelState state, EventWindow window, long learned) =>
        state.Spec.ForgettingHalfLifeTicks is null ? learned : window.Count;

    // What is forgotten is learned anew: then the gap follows what the window holds, not all there ever was.
    private static long Next(long learned, long held, double ratio) =>
        learned + Math.Min((long)(Math.Min(learned, held) * (ratio - 1)), GapMax);

    private static ClusterFit Search(ModelState state, WindowIndex index, long learned)
    {
        ClusterFit pooled = Pooled(state, index);
        int clusters = Math.Min(state.Spec.ClustersMax, index.ActorCount);
        var fresh = new FreshPartitions(pooled, learned);
        var candidates = new List<ClusterFit>();
        if (state.Clusters.Count > 1)
        {
            candidates.Add(Sweep(Present(state, index), ScreeningSweeps));
        }
        foreach (int[] labels in fresh.All(clusters))
        {
            candidates.Add(Sweep(Fit(pooled, labels, clusters), ScreeningSweeps));
        }
        ClusterFit best = pooled;
        double most = ClusterScore.Of(pooled);
        foreach (ClusterFit candidate in candidates.OrderByDescending(ClusterScore.Of).Take(FinalistCount))
        {
            Keep(Polish(pooled, candidate), ref best, ref most);
        }
        for (int k = 0; k < best.Clusters && best.Clusters < clusters; k++)
        {
            if (best.Sizes[k] >= SplitSizeMin)
            {
                ClusterFit split = Fit(pooled, fresh.Split(best, k), best.Clusters + 1);
                Keep(Sweep(split, PolishingSweeps), ref best, ref most);
            }
        }
        return best;
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
    private static ClusterFit Polish(ClusterFit pooled, ClusterFit fit)
    {
        Sweep(fit, PolishingSweeps);
        fit.LearnStrengths();
        (int[] labels, int clusters) = ClusterMerge.Run(fit);
        if (clusters == fit.Clusters)
        {
            return fit;
        }
        return Sweep(Fit(pooled, labels, clusters), PolishingSweeps);
    }
}
