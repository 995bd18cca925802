using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.State;

/// <summary>What is summed over the actors of each cluster: sizes, baseline counts, popularity; and how much clusters
/// like one another.</summary>
/// <remarks>Cluster 0 holds the actors not yet placed or in doubt; with one cluster that is all of them. The affinity
/// A[k,l] bends how an actor of cluster k chooses strangers: A = (κ + N) / (κ + E), N strangers of cluster l chosen
/// (expected), E those it would have chosen by popularity alone (equation 19).</remarks>
internal sealed class Clusters
{
    private const double TypeShrinkage = 10;

    private double[] chosen = new double[1];
    private double[] expected = new double[1];
    private double[] drawn = new double[1];
    private double[] affinity = [1];

    /// <summary>Clusters, at least one.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Actors that take the factors of each cluster. [Count]</summary>
    public int[] Sizes { get; private set; } = new int[1];

    /// <summary>Events put down to the baseline (expected count), and the same by type. [Count],
    /// [Count · types]</summary>
    public double[] BaselineCounts { get; private set; } = new double[1];
    public double[] TypeCounts { get; private set; } = new double[1];

    /// <summary>Events addressed to the cluster, and those fading with each event. [Count]</summary>
    public double[] Received { get; private set; } = new double[1];
    public double[] RecentlyReceived { get; private set; } = new double[1];
    private long recentIndex;

    /// <summary>Strength κ of the shrinkage of the affinities, in choices.</summary>
    public double AffinityStrength { get; set; } = FirstAffinityStrength;

    /// <summary>The same before anything is known.</summary>
    public const double FirstAffinityStrength = 10;

    /// <summary>Shape of the Gamma from which the actors of a cluster draw their rates, as learned: large where they
    /// are alike.</summary>
    public double LearnedRateShape { get; set; } = 1;

    /// <summary>The shape in force: the learned one, unless it is not worth having with several clusters; then
    /// one.</summary>
    public double RateShape => Count > 1 && RateTrial.IsLeftOut ? 1 : LearnedRateShape;

    /// <summary>The shape the other way round.</summary>
    public double RateShapeOtherwise => RateTrial.IsLeftOut ? LearnedRateShape : 1;

    /// <summary>Whether the learned shape is worth having, and whether the affinities are.</summary>
    public Trial RateTrial { get; private set; } = new();
    public Trial AffinityTrial { get; private set; } = new();

    /// <summary>Concentration of the Dirichlet from which they draw their type shares.</summary>
    public double TypeConcentration { get; set; } = 2;

    /// <summary>A[k,l], as learned.</summary>
    public double Affinity(int source, int target) => affinity[(source * Count) + target];

    /// <summary>A[k,·], as learned. [Count]</summary>
    public ReadOnlySpan<double> Affinities(int source) => affinity.AsSpan(source * Count, Count);

    /// <summary>Begins the trials, where there were no clusters: both have to earn their place first.</summary>
    public void BeginTrials()
    {
        RateTrial.Begin(isLeftOut: true);
        AffinityTrial.Begin(isLeftOut: true);
    }

    /// <summary>Lets what the trials have gained so far fade.</summary>
    public void DiscountTrials(double factor)
    {
        RateTrial.Discount(factor);
        AffinityTrial.Discount(factor);
    }

    /// <summary>An event addressed to an actor of a cluster, the index-th with a target.</summary>
    public void AddReceived(int cluster, long index)
    {
        double kept = Fading.Popularity.Power(index - recentIndex);
        for (int l = 0; l < Count; l++)
        {
            RecentlyReceived[l] *= kept;
        }
        recentIndex = index;
        Received[cluster]++;
        RecentlyReceived[cluster]++;
    }

    /// <summary>Puts an event down to a cluster's baseline.</summary>
    public void AddBaseline(int cluster, int type, int typeCount, double responsibility)
    {
        BaselineCounts[cluster] += responsibility;
        TypeCounts[(cluster * typeCount) + type] += responsibility;
    }

    /// <summary>Puts a choice of a stranger down to the pair of clusters.</summary>
    public void AddChosen(int source, int target, double responsibility)
    {
        chosen[(source * Count) + target] += responsibility;
        drawn[source] += responsibility;
    }

    /// <summary>Share of a type in a cluster's baseline, shrunk to the network's.</summary>
    public double TypeShare(int cluster, int type, int typeCount, double networkShare) =>
        Count == 1 ? networkShare
            : ((TypeShrinkage * networkShare) + TypeCounts[(cluster * typeCount) + type])
                / (TypeShrinkage + BaselineCounts[cluster]);

    /// <summary>Recomputes the affinities; the draws since the last time become expectations.</summary>
    public void Refresh()
    {
        AffinityTrial.Judge();
        double total = 0;
        for (int l = 0; l < Count; l++)
        {
            total += Popularity(l);
        }
        for (int k = 0; k < Count && Count > 1; k++)
        {
            for (int l = 0; l < Count; l++)
            {
                int cell = (k * Count) + l;
                expected[cell] += drawn[k] * Popularity(l) / total;
                affinity[cell] = (AffinityStrength + chosen[cell]) / (AffinityStrength + expected[cell]);
            }
        }
        Array.Clear(drawn);
    }

    /// <summary>Popularity of a cluster under the prior of <see cref="TargetChoice"/>.</summary>
    public double Popularity(int cluster) => Received[cluster] + (TargetChoice.PopularityPrior * Sizes[cluster]);

    /// <summary>Scales the evidence of the affinities and types, so that it fades.</summary>
    public void Discount(double factor)
    {
        for (int cell = 0; cell < chosen.Length; cell++)
        {
            chosen[cell] *= factor;
            expected[cell] *= factor;
        }
    }

    /// <summary>Starts afresh with a number of clusters; the sums are to be added actor by actor. Of the affinities of
    /// cluster 0, whose members change, half the evidence stays.</summary>
    public void Reset(int count, int typeCount, long targetedEvents)
    {
        chosen = OfDoubtful(chosen, count);
        expected = OfDoubtful(expected, count);
        Count = count;
        drawn = new double[count];
        affinity = new double[count * count];
        affinity.AsSpan().Fill(1);
        Sizes = new int[count];
        BaselineCounts = new double[count];
        TypeCounts = new double[count * typeCount];
        Received = new double[count];
        RecentlyReceived = new double[count];
        recentIndex = targetedEvents;
    }

    private double[] OfDoubtful(double[] before, int count)
    {
        var kept = new double[count * count];
        for (int k = 0; k < Math.Min(Count, count) && Math.Min(Count, count) > 1; k++)
        {
            kept[k] = ClusterExcitation.DoubtfulKept * before[k];
            kept[k * count] = ClusterExcitation.DoubtfulKept * before[k * Count];
        }
        return kept;
    }

    /// <summary>Sets what a pair of clusters was seen to choose and expected to.</summary>
    public void SetAffinity(int source, int target, double chosenCount, double expectedCount)
    {
        chosen[(source * Count) + target] = chosenCount;
        expected[(source * Count) + target] = expectedCount;
    }

    /// <summary>Makes room for types.</summary>
    public void GrowTypes(int known, int typeCount)
    {
        var larger = new double[Count * typeCount];
        for (int i = 0; i < TypeCounts.Length; i++)
        {
            larger[(i / known * typeCount) + (i % known)] = TypeCounts[i];
        }
        TypeCounts = larger;
    }

    /// <summary>The same affinities with empty clusters.</summary>
    public Clusters WithoutActors()
    {
        Clusters copy = Clone();
        Array.Clear(copy.Sizes);
        Array.Clear(copy.Received);
        Array.Clear(copy.RecentlyReceived);
        copy.recentIndex = 0;
        return copy;
    }

    public Clusters Clone() => new()
    {
        Count = Count,
        chosen = (double[])chosen.Clone(),
        expected = (double[])expected.Clone(),
        drawn = (double[])drawn.Clone(),
        affinity = (double[])affinity.Clone(),
        Sizes = (int[])Sizes.Clone(),
        BaselineCounts = (double[])BaselineCounts.Clone(),
        TypeCounts = (double[])TypeCounts.Clone(),
        Received = (double[])Received.Clone(),
        RecentlyReceived = (double[])RecentlyReceived.Clone(),
        recentIndex = recentIndex,
        AffinityStrength = AffinityStrength,
        LearnedRateShape = LearnedRateShape,
        RateTrial = RateTrial.Clone(),
        AffinityTrial = AffinityTrial.Clone(),
        TypeConcentration = TypeConcentration,
    };

    public void Transfer(IStateTransfer transfer)
    {
        Count = transfer.Value(Count);
        chosen = transfer.Array(chosen);
        expected = transfer.Array(expected);
        drawn = transfer.Array(drawn);
        affinity = transfer.Array(affinity);
        Sizes = transfer.Array(Sizes);
        BaselineCounts = transfer.Array(BaselineCounts);
        TypeCounts = transfer.Array(TypeCounts);
        Received = transfer.Array(Received);
        RecentlyReceived = transfer.Array(RecentlyReceived);
        recentIndex = transfer.Value(recentIndex);
        AffinityStrength = transfer.Value(AffinityStrength);
        LearnedRateShape = transfer.Value(LearnedRateShape);
        RateTrial.Transfer(transfer);
        AffinityTrial.Transfer(transfer);
        TypeConcentration = transfer.Value(TypeConcentration);
    }
}
