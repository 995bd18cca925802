using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>One partition of the window's actors with the parameters fitted to it: expected counts, exposures and
/// factors of every cell (docs/model.md, section 13).</summary>
internal sealed partial class ClusterFit
{
    /// <summary>Strength of the shrinkage of a cluster's type shares to the network's, in events.</summary>
    public const double TypeShrinkage = 10;

    /// <summary>Strength of the shrinkage of an actor's appeal to one, in strangers' choices.</summary>
    private const double AppealShrinkage = 2;

    /// <summary>Share of an actor's events first put down to the baseline.</summary>
    private const double FirstBaselineShare = 0.5;

    private readonly ModelState state;
    private readonly double[] strangersOf;
    private readonly double[] columnDraws;
    private double squareSum;
    private double appealMean = 1;

    /// <summary>All actors in one cluster, everything at its parent.</summary>
    public ClusterFit(ModelState state, WindowIndex index)
        : this(state, index, new int[index.ActorCount], 1)
    {
        Appeal.AsSpan().Fill(1);
        Parent.CopyTo(Factors, 0);
        for (int i = 0; i < BaselineCounts.Length; i++)
        {
            BaselineCounts[i] = FirstBaselineShare * index.Out[i].Length;
            squareSum += BaselineCounts[i];
        }
        for (int u = 0; u < TypeShares.Length; u++)
        {
            TypeShares[u] = state.Types.Share(u);
        }
        Weigh();
        Sum();
    }

    /// <summary>A partition in which no cluster differs yet from the fit of one cluster.</summary>
    /// <param name="pooled">All actors in one cluster.</param>
    /// <param name="labels">Cluster of each actor of the window.</param>
    /// <param name="clusters">Clusters.</param>
    /// <param name="like">The fit whose strengths of shrinkage it takes over; null: none, and those in force belong to
    /// another partition.</param>
    public ClusterFit(ClusterFit pooled, int[] labels, int clusters, ClusterFit? like = null)
        : this(pooled.state, pooled.Index, labels, clusters)
    {
        Strengths = like is null ? ClusterExcitation.FirstStrengths() : [.. like.Strengths];
        AffinityStrength = like?.AffinityStrength ?? State.Clusters.FirstAffinityStrength;
        pooled.BaselineCounts.CopyTo(BaselineCounts, 0);
        pooled.Appeal.CopyTo(Appeal, 0);
        pooled.strangersOf.CopyTo(strangersOf, 0);
        squareSum = pooled.squareSum;
        for (int k = 0; k < clusters; k++)
        {
            CopyRow(pooled.TypeShares, 0, TypeShares, k, Index.TypeCount);
            CopyRow(pooled.Factors, pooled.Layout.Burst, Factors.AsSpan(Layout.Burst), k, Layout.BurstCells);
            Factors[Layout.Relay + k] = pooled.Factors[pooled.Layout.Relay];
            Factors[Layout.Join + k] = pooled.Factors[pooled.Layout.Join];
            Factors.AsSpan(k * clusters, clusters).Fill(pooled.Factors[0]);
            Factors.AsSpan(Layout.Reply + (k * clusters), clusters).Fill(pooled.Factors[pooled.Layout.Reply]);
        }
        Weigh();
        Sum();
    }

    /// <summary>A partition with the factors that are in force for it.</summary>
    public ClusterFit(ModelState state, WindowIndex index, int[] labels)
        : this(state, index, labels, state.Clusters.Count - 1)
    {
        Appeal.AsSpan().Fill(1);
        for (int i = 0; i < labels.Length; i++)
        {
            BaselineCounts[i] = PresentFactors.BaselineCount(state, index, i);
            squareSum += BaselineCounts[i];
        }
        PresentFactors.CopyTo(state, this);
        Weigh();
        Sum();
    }

    private ClusterFit(ModelState state, WindowIndex index, int[] labels, int clusters)
    {
        this.state = state;
        Index = index;
        Labels = labels;
        Layout = new CellLayout(clusters, index.TypeCount);
        BaselineCounts = new double[labels.Length];
        Offspring = new double[Layout.Count];
        Expected = new double[Layout.Count];
        Parent = new double[Layout.Count];
        Factors = new double[Layout.Count];
        Weights = new double[Layout.Count];
        Strengths = [.. state.Cells.Strengths];
        AffinityStrength = state.Clusters.AffinityStrength;
        Chosen = new double[clusters * clusters];
        Drawn = new double[clusters];
        Tilt = new double[clusters * clusters];
        Affinity = new double[clusters * clusters];
        Popularity = new double[clusters];
        Appeal = new double[labels.Length];
        IsSettled = new bool[labels.Length];
        strangersOf = new double[labels.Length];
        columnDraws = new double[clusters];
        Sizes = new int[clusters];
        ClusterCounts = new double[clusters];
        ClusterPresence = new double[clusters];
        TypeCounts = new double[clusters * index.TypeCount];
        TypeShares = new double[clusters * index.TypeCount];
        SetParents();
        Tilt.AsSpan().Fill(1);
        Affinity.AsSpan().Fill(1);
    }

    public WindowIndex Index { get; }

    public CellLayout Layout { get; }

    /// <summary>Cluster of each local actor. [actors]</summary>
    public int[] Labels { get; }

    /// <summary>Events of each actor put down to the baseline. [actors]</summary>
    public double[] BaselineCounts { get; }

    /// <summary>Offspring put down to each cell, their number under its parent, the parent and the factor.
    /// [cells]</summary>
    public double[] Offspring { get; }
    public double[] Expected { get; }
    public double[] Parent { get; }
    public double[] Factors { get; }

    /// <summary>Factors times the pooled offspring of their mechanism. [cells]</summary>
    public double[] Weights { get; }

    /// <summary>Strength of the shrinkage of each mechanism's cells to their parents, in expected offspring, and of the
    /// affinities to one: learned from how far the cells part. [mechanisms]</summary>
    public double[] Strengths { get; }
    public double AffinityStrength { get; private set; }

    /// <summary>Strangers chosen by pair of clusters, all draws by cluster, and the tilt of the choice.</summary>
    public double[] Chosen { get; }
    public double[] Drawn { get; }
    public double[] Affinity { get; }
    public double[] Tilt { get; }

    /// <summary>Share of each cluster among the events addressed to anyone.</summary>
    public double[] Popularity { get; }

    /// <summary>How much more strangers choose an actor than its popularity says: its own, whatever its cluster.
    /// [actors]</summary>
    public double[] Appeal { get; }

    public int[] Sizes { get; }

    /// <summary>How sure the labels are, as the last sweep judged them; null: no sweep yet. [actors]</summary>
    public Membership[]? Memberships { get; set; }

    /// <summary>Actors whose cluster is as good as certain, and of whose partners none has moved since that was
    /// found. [actors]</summary>
    public bool[] IsSettled { get; }

    /// <summary>Σ over a cluster's actors of the baseline counts, whole and by type.</summary>
    public double[] ClusterCounts { get; }
    public double[] TypeCounts { get; }
    public double[] TypeShares { get; }

    /// <summary>Σ over a cluster's actors of their presence.</summary>
    public double[] ClusterPresence { get; }

    /// <summary>Shape of the Gamma of the actors' rates.</summary>
    public double RateShape { get; private set; } = 1;

    /// <summary>Σ log intensity minus compensator under the factors that <see cref="Attribute"/> used.</summary>
    public double LogLikelihood { get; private set; }

    public int Clusters => Layout.Clusters;

    /// <summary>Share of a type in the network's baseline.</summary>
    public double NetworkTypeShare(int type) => state.Types.Share(type);

    /// <summary>Mean baseline count of a cluster's actors, had they been there all along.</summary>
    public double MeanCount(int cluster) =>
        (ClusterCounts[cluster] + 1e-3) / (Sizes[cluster] == 0 ? 1 : ClusterPresence[cluster]);

    /// <summary>Baseline rate of an actor if it were in a cluster, per tick.</summary>
    public double Rate(int actor, int cluster)
    {
        double mean = MeanCount(cluster);
        double expected = mean * Index.Presence[actor];
        return mean / Index.SpanTicks * (BaselineCounts[actor] + RateShape) / (expected + RateShape);
    }

    /// <summary>The appeal of an actor if it were in a cluster: strangers' choices over what its popularity and the
    /// clusters' affinities make one expect.</summary>
    public double AppealIn(int actor, int cluster) =>
        (AppealShrinkage + strangersOf[actor])
        / (AppealShrinkage + (columnDraws[cluster] * Index.Popularity[actor])) / appealMean;

    /// <summary>Strangers' choices expected of an actor in a cluster.</summary>
    public double StrangersExpected(int actor, int cluster, double appeal) =>
        columnDraws[cluster] * Index.Popularity[actor] * appeal;

    /// <summary>Refits the strengths of the shrinkage by their own marginal likelihood (empirical Bayes).</summary>
    public void LearnStrengths()
    {
        for (int m = 0; m < Strengths.Length; m++)
        {
            Strengths[m] = ShrinkageStrength.Best(this, (Mechanism)m);
        }
        AffinityStrength = ShrinkageStrength.BestAffinity(this);
    }

    /// <summary>Sizes, counts and popularity of the clusters from the labels.</summary>
    public void Sum()
    {
        Array.Clear(Sizes);
        Array.Clear(ClusterCounts);
        Array.Clear(ClusterPresence);
        Array.Clear(Popularity);
        double total = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            Sizes[Labels[i]]++;
            ClusterCounts[Labels[i]] += BaselineCounts[i];
            ClusterPresence[Labels[i]] += Index.Presence[i];
            Popularity[Labels[i]] += Index.Popularity[i] * Appeal[i];
            total += Index.Popularity[i] * Appeal[i];
        }
        for (int k = 0; k < Clusters; k++)
        {
            Popularity[k] /= total;
        }
        RateShape = Shape();
    }

    /// <summary>The number of offspring that each cell's parent expects.</summary>
    private void Expect()
    {
        Array.Clear(Expected);
        int types = Index.TypeCount;
        for (int i = 0; i < Labels.Length; i++)
        {
            int k = Labels[i];
            Expected[Layout.Relay + k] += Index.RelayExposure[i];
            Expected[Layout.Join + k] += Index.JoinExposure[i];
            for (int v = 0; v < types; v++)
            {
                double exposure = Index.BurstExposure[(i * types) + v];
                if (Layout.BurstTypes == 1)
                {
                    Expected[Layout.BurstRow(k, 0)] += exposure * state.Types.RowSum(Mechanism.Burst, v);
                    continue;
                }
                int row = Layout.BurstRow(k, v);
                for (int u = 0; u < types && exposure > 0; u++)
                {
                    Expected[row + u] += exposure;
                }
            }
        }
        foreach (ref readonly WindowDyad dyad in Index.Dyads.AsSpan())
        {
            int k = Labels[dyad.Source], l = Labels[dyad.Target];
            Expected[(k * Clusters) + l] += dyad.RepeatExposure;
            Expected[Layout.Reply + (l * Clusters) + k] += dyad.ReplyExposure;
        }
    }

    /// <summary>Whether another fit puts the same actors together, however its clusters are numbered.</summary>
    public bool IsSamePartition(ClusterFit other)
    {
        var there = new int[Clusters];
        var here = new int[other.Clusters];
        for (int i = 0; i < Labels.Length; i++)
        {
            (int k, int l) = (Labels[i], other.Labels[i]);
            if (there[k] == 0 && here[l] == 0)
            {
                (there[k], here[l]) = (l + 1, k + 1);
            }
            if (there[k] != l + 1 || here[l] != k + 1)
            {
                return false;
            }
        }
        return true;
    }

    private void Maximize()
    {
        MaximizeAppeal();
        Sum();
        for (int cell = 0; cell < Factors.Length; cell++)
        {
            double strength = Strengths[(int)Layout.MechanismOf(cell)];
            Factors[cell] = ((strength * Parent[cell]) + Offspring[cell]) / (strength + Expected[cell]);
        }
        for (int k = 0; k < Clusters; k++)
        {
            Drawn[k] = 0;
            for (int l = 0; l < Clusters; l++)
            {
                Drawn[k] += Chosen[(k * Clusters) + l];
            }
            TiltRow(k);
            for (int u = 0; u < Index.TypeCount; u++)
            {
                int cell = (k * Index.TypeCount) + u;
                TypeShares[cell] = ((TypeShrinkage * state.Types.Share(u)) + TypeCounts[cell])
                    / (TypeShrinkage + ClusterCounts[k]);
            }
        }
        Weigh();
    }

    /// <summary>Appeals, on average one: a choice of a stranger still sums to one.</summary>
    private void MaximizeAppeal()
    {
        appealMean = 1;
        double mean = 0;
        for (int i = 0; i < Appeal.Length && Index.Targeted > 0; i++)
        {
            Appeal[i] = AppealIn(i, Labels[i]);
            mean += Appeal[i] * Index.Popularity[i];
        }
        appealMean = Index.Targeted > 0 ? mean : 1;
        for (int i = 0; i < Appeal.Length; i++)
        {
            Appeal[i] /= appealMean;
        }
    }

    private void TiltRow(int k)
    {
        double mean = 0;
        for (int l = 0; l < Clusters; l++)
        {
            int cell = (k * Clusters) + l;
            Affinity[cell] = (AffinityStrength + Chosen[cell]) / (AffinityStrength + (Drawn[k] * Popularity[l]));
            mean += Affinity[cell] * Popularity[l];
        }
        for (int l = 0; l < Clusters; l++)
        {
            Tilt[(k * Clusters) + l] = Affinity[(k * Clusters) + l] / mean;
        }
    }

    private void SetParents()
    {
        Parent.AsSpan().Fill(1);
        for (int k = 0; k < Clusters && Layout.BurstTypes > 1; k++)
        {
            for (int v = 0; v < Index.TypeCount; v++)
            {
                for (int u = 0; u < Index.TypeCount; u++)
                {
                    Parent[Layout.BurstCell(k, v, u)] = state.Types.Factor(Mechanism.Burst, v, u);
                }
            }
        }
    }

    /// <summary>What follows from factors, draws and tilts.</summary>
    private void Weigh()
    {
        Array.Clear(columnDraws);
        for (int cell = 0; cell < Tilt.Length; cell++)
        {
            columnDraws[cell % Clusters] += Drawn[cell / Clusters] * Tilt[cell];
        }
        for (int cell = 0; cell < Factors.Length; cell++)
        {
            Weights[cell] = Factors[cell] * state.Parameters.Offspring(Layout.MechanismOf(cell));
        }
    }

    private static void CopyRow(double[] from, int start, Span<double> into, int row, int length) =>
        from.AsSpan(start, length).CopyTo(into[(row * length)..]);

    private double Shape()
    {
        double excess = 0, square = 0;
        var means = new ClusterMeans(this);
        for (int i = 0; i < Labels.Length; i++)
        {
            double mean = means.CountOf(Labels[i]) * Index.Presence[i];
            double deviation = BaselineCounts[i] - mean;
            excess += deviation * deviation;
            square += mean * mean;
        }
        return Baseline.RateShape(square, excess - squareSum, Labels.Length);
    }
}
