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
    private const double RareSearchRatio = SearchRatio * SearchRatio;
    private const double UpdateRatio = 1.1;
    private const int GapMax = 1 << 21;
    private const int PooledSweeps = 10;
    private const int PolishingSweeps = 5;
    private const int UpdateSweeps = 2;
    private const int ScreenedCount = 4;
    private const int FinalistCount = 2;

    /// <summary>A split that lacks no more nats than this may be worth its cells at the next search.</summary>
    private const double NearlyWon = 50;

    /// <summary>Share of the gain of the cells' factors that is kept from one search to the next.</summary>
    private const double TrialKept = 0.5;
    private const int SplitSizeMin = 4;

    /// <summary>Nats that a split has to bring: of so many ways to cut a cluster, and strengths to learn, one seems to
    /// bring a little where no actors differ.</summary>
    private const double SplitGainMin = 5;

    /// <summary>Under forgetting the window spans as much as exponential weights of that half-life are worth.</summary>
    private const double WindowHalfLives = 1.5;

    private long nextSearch = FirstPosition;
    private long nextUpdate = FirstPosition;

    /// <summary>Events after which fresh partitions compete next.</summary>
    public long NextSearch => nextSearch;

    /// <summary>Searches afresh, or updates the memberships, if a rung of either ladder is due after
    /// <paramref name="learned"/> events, right after a global step; says whether it did.</summary>
    public bool Run(ModelState state, EventWindow? window, long learned)
    {
        if (window is null || learned < nextUpdate || learned < FirstPerActor * (long)state.ActorCount)
        {
            return false;
        }
        nextUpdate = Next(learned, Held(state, window, learned), UpdateRatio);
        if (!HasEnough(state, window))
        {
            return false;
        }
        bool isSearch = learned >= nextSearch;
        if (isSearch && window.IsWhole)
        {
            WindowReplay.Run(state, window);
        }
        if (!isSearch && state.Clusters.Count == 1)
        {
            return false;
        }
        var index = new WindowIndex(state, window);
        if (isSearch)
        {
            state.Cells.DiscountTrials(TrialKept);
            state.Clusters.DiscountTrials(TrialKept);
            ClusterFit best = Search(state, index, learned, out bool isConfirmed);
            nextSearch = Next(learned, Held(state, window, learned), isConfirmed ? RareSearchRatio : SearchRatio);
            ClusterPlacement.Apply(state, best);
        }
        else
        {
            Update(state, index);
        }
        return true;
    }

    /// <summary>Brings the memberships up to date with all that the window holds, whatever is due. It is the last thing
    /// done: what cells expect of the events since the last global step is not told apart from what they expected
    /// before.</summary>
    public static void Conclude(ModelState state, EventWindow window)
    {
        if (state.Clusters.Count > 1 && HasEnough(state, window))
        {
            Update(state, new WindowIndex(state, window));
        }
    }

    /// <summary>Drops what is forgotten; says whether enough is left to tell clusters by.</summary>
    private static bool HasEnough(ModelState state, EventWindow window)
    {
        if (state.Spec.ForgettingHalfLifeTicks is long halfLife)
        {
            window.DropOlderThan(WindowHalfLives * halfLife, state.ClockTicks);
        }
        return window.Count >= FirstPosition;
    }

    private static void Update(ModelState state, WindowIndex index)
    {
        ClusterFit present = Sweep(Present(state, index), UpdateSweeps);
        present.LearnStrengths();
        ClusterPlacement.Apply(state, present);
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

    /// <summary>The best partition that is found; it is confirmed where it goes on from the present one, which held
    /// against all others by far.</summary>
    private static ClusterFit Search(ModelState state, WindowIndex index, long learned, out bool isConfirmed)
    {
        ClusterFit pooled = Pooled(state, index);
        int clusters = Math.Min(state.Spec.ClustersMax, index.ActorCount);
        var fresh = new FreshPartitions(pooled, learned);
        ClusterFit? present = state.Clusters.Count > 1 ? Present(state, index) : null;
        ClusterFit best = pooled;
        double most = ClusterScore.Of(pooled);
        isConfirmed = false;
        foreach (ClusterFit candidate in Screened(pooled, present, fresh.All(clusters), clusters))
        {
            if (Keep(Polish(pooled, candidate), ref best, ref most))
            {
                isConfirmed = candidate == present;
            }
        }
        while (best.Clusters > 2 && Keep(Joined(pooled, best), ref best, ref most))
        {
            isConfirmed = false;
        }
        for (int k = 0; k < best.Clusters && best.Clusters < clusters; k++)
        {
            if (best.Sizes[k] >= SplitSizeMin)
            {
                ClusterFit split = Contend(Split(pooled, best, k, fresh), most);
                double gain = ClusterScore.Of(split) - most;
                isConfirmed &= gain < -NearlyWon;
                if (gain > SplitGainMin)
                {
                    Keep(split, ref best, ref most);
                }
            }
        }
        return best;
    }

    /// <summary>A fit with its two nearest clusters joined. With the causes put down anew, and the strengths and the
    /// shape of the rates learned anew, it may explain more than the merges, which hold them, could tell.</summary>
    private static ClusterFit Joined(ClusterFit pooled, ClusterFit fit) =>
        Learned(Attributed(new ClusterFit(pooled, ClusterMerge.JoinNearest(fit), fit.Clusters - 1, fit)));

    /// <summary>A fit with one of its clusters cut in two, the most promising way.</summary>
    private static ClusterFit Split(ClusterFit pooled, ClusterFit fit, int cluster, FreshPartitions fresh)
    {
        ClusterFit[] splits =
            [.. fresh.Split(fit, cluster).Select(labels => Fit(pooled, labels, fit.Clusters + 1))];
        return splits.MaxBy(ClusterScore.Of)!;
    }

    /// <summary>The candidates worth polishing, best first: in every round each has a sweep, and the better ones,
    /// each partition once, go on. What has come to the present partition is no rival of it.</summary>
    private static List<ClusterFit> Screened(
        ClusterFit pooled, ClusterFit? present, IEnumerable<int[]> partitions, int clusters)
    {
        List<ClusterFit> candidates = [.. partitions.Select(labels => Fit(pooled, labels, clusters))];
        if (present is not null)
        {
            candidates.Insert(0, present);
        }
        for (int kept = ScreenedCount; kept >= FinalistCount; kept /= 2)
        {
            candidates.ForEach(candidate => Sweep(candidate));
            var distinct = new List<ClusterFit>();
            foreach (ClusterFit candidate in candidates)
            {
                if (!distinct.Exists(candidate.IsSamePartition))
                {
                    distinct.Add(candidate);
                }
            }
            candidates = [.. distinct.OrderByDescending(ClusterScore.Of).Take(kept)];
        }
        return candidates;
    }

    private static bool Keep(ClusterFit candidate, ref ClusterFit best, ref double most)
    {
        double score = ClusterScore.Of(candidate);
        if (score <= most || candidate.Sizes.Contains(0))
        {
            return false;
        }
        (most, best) = (score, candidate);
        return true;
    }

    private static ClusterFit Pooled(ModelState state, WindowIndex index)
    {
        var fit = new ClusterFit(state, index);
        for (int i = 0; i < PooledSweeps; i++)
        {
            fit.Attribute();
        }
        return Learned(fit);
    }

    /// <summary>The present partition; actors not yet placed start in the largest cluster.</summary>
    private static ClusterFit Present(ModelState state, WindowIndex index)
    {
        int[] sizes = state.ClusterSizes();
        int largest = 1;
        for (int k = 1; k < state.Clusters.Count; k++)
        {
            largest = sizes[k] > sizes[largest] ? k : largest;
        }
        var labels = new int[index.ActorCount];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = state.Actor(index.Actor(i)).FirstCluster;
            labels[i] = (label == 0 ? largest : label) - 1;
        }
        var fit = new ClusterFit(state, index, labels);
        fit.Attribute();
        return fit;
    }

    private static ClusterFit Fit(ClusterFit pooled, int[] labels, int clusters) =>
        Attributed(new ClusterFit(pooled, labels, clusters));

    private static ClusterFit Attributed(ClusterFit fit)
    {
        fit.Attribute();
        fit.Attribute();
        return fit;
    }

    /// <summary>A fit under its own strengths of shrinkage: those it began with may belittle what it tells.</summary>
    private static ClusterFit Learned(ClusterFit fit)
    {
        fit.LearnStrengths();
        fit.Attribute();
        return fit;
    }

    private static ClusterFit Sweep(ClusterFit fit, int sweeps)
    {
        for (int i = 0; i < sweeps; i++)
        {
            if (Sweep(fit) == 0 && i > 0)
            {
                break;
            }
        }
        return fit;
    }

    /// <summary>One sweep; returns how many actors moved.</summary>
    private static int Sweep(ClusterFit fit)
    {
        int moved = new MembershipSweep(fit).Run();
        fit.Sum();
        fit.Attribute();
        return moved;
    }

    /// <summary>Sweeps as long as gains like the last one may bring the fit up to a score.</summary>
    private static ClusterFit Contend(ClusterFit fit, double score)
    {
        double before = ClusterScore.Of(fit);
        for (int left = PolishingSweeps - 1; left >= 0; left--)
        {
            int moved = Sweep(fit);
            double now = ClusterScore.Of(fit);
            if ((moved == 0 && left < PolishingSweeps - 1) || now + (left * (now - before)) < score)
            {
                break;
            }
            before = now;
        }
        return ClusterScore.Of(fit) < score - NearlyWon ? fit : Learned(fit);
    }

    /// <summary>More sweeps, merges as long as they gain, and sweeps again.</summary>
    private static ClusterFit Polish(ClusterFit pooled, ClusterFit fit)
    {
        Learned(Sweep(fit, PolishingSweeps));
        (int[] labels, int clusters) = ClusterMerge.Run(fit);
        if (clusters == fit.Clusters)
        {
            return fit;
        }
        return clusters == 1 ? pooled
            : Sweep(Attributed(new ClusterFit(pooled, labels, clusters, fit)), PolishingSweeps);
    }
}
