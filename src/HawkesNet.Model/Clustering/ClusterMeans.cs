using System.Runtime.CompilerServices;

namespace HawkesNet.Model.Clustering;

/// <summary>Mean baseline counts and rates of the clusters, taken once where all actors are gone through.</summary>
internal sealed class ClusterMeans
{
    private readonly ClusterFit fit;
    private readonly double[] counts;
    private readonly double[] rates;

    public ClusterMeans(ClusterFit fit)
    {
        this.fit = fit;
        counts = new double[fit.Clusters];
        rates = new double[fit.Clusters];
        for (int k = 0; k < fit.Clusters; k++)
        {
            Set(k);
        }
    }

    /// <summary>Takes the mean of a cluster anew.</summary>
    public void Set(int cluster)
    {
        counts[cluster] = fit.MeanCount(cluster);
        rates[cluster] = counts[cluster] / fit.Index.SpanTicks;
    }

    /// <summary>Mean baseline count of a cluster's actors, as <see cref="ClusterFit.MeanCount"/> gives it.</summary>
    public double CountOf(int cluster) => counts[cluster];

    /// <summary>Baseline rate of an actor in a cluster, as <see cref="ClusterFit.Rate"/> gives it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double RateOf(int actor, int cluster) =>
        rates[cluster] * (fit.BaselineCounts[actor] + fit.RateShape)
            / ((counts[cluster] * fit.Index.Presence[actor]) + fit.RateShape);
}
