using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>Partitions that owe nothing to the present one: of the actors' own summaries, and of what passes between
/// them.</summary>
internal sealed class FreshPartitions
{
    private const int Mixtures = 2;

    /// <summary>A part of a cluster may be few actors: what keeps single actors from leading must not hide
    /// them.</summary>
    private const double SplitEvenness = 0.05;

    private readonly PooledSummary summary;
    private readonly WindowIndex index;
    private readonly double[] difference;
    private readonly CounterRng random;

    public FreshPartitions(ClusterFit pooled, long learned)
    {
        summary = new PooledSummary(pooled);
        index = pooled.Index;
        random = new CounterRng((ulong)learned, stream: 1);
        difference = new double[summary.Reply.Length];
        for (int d = 0; d < difference.Length; d++)
        {
            difference[d] = summary.Reply[d] - summary.Repeat[d];
        }
    }

    /// <summary>Labels of all actors of the window, one partition after the other.</summary>
    public IEnumerable<int[]> All(int clusters)
    {
        int[] everyone = [.. Enumerable.Range(0, index.ActorCount)];
        for (int i = 0; i < Mixtures; i++)
        {
            yield return PoissonMixture.Labels(summary, everyone, clusters, random);
        }
        if (index.Dyads.Length > 0)
        {
            foreach (double[] weights in new[] { summary.Strange, summary.Repeat, summary.Reply, difference })
            {
                yield return SpectralPartition.Labels(index.ActorCount, Between(everyone, weights), clusters, random);
            }
        }
    }

    /// <summary>Partitions with one of the clusters cut in two; the second half takes the next free label.</summary>
    public IEnumerable<int[]> Split(ClusterFit fit, int cluster)
    {
        int[] members = [.. Enumerable.Range(0, fit.Labels.Length).Where(i => fit.Labels[i] == cluster)];
        foreach (int[] halves in Halves(members))
        {
            var labels = (int[])fit.Labels.Clone();
            for (int i = 0; i < members.Length; i++)
            {
                labels[members[i]] = halves[i] == 0 ? cluster : fit.Clusters;
            }
            yield return labels;
        }
    }

    // Where whom the members choose tells too little, whom they reply to may tell it, and the other way round.
    private IEnumerable<int[]> Halves(int[] members)
    {
        if (index.Dyads.Length == 0)
        {
            yield return PoissonMixture.Labels(summary, members, 2, random);
            yield break;
        }
        foreach (double[] weights in new[] { summary.Strange, summary.Reply })
        {
            yield return SpectralPartition.Labels(
                members.Length, Between(members, weights), 2, random, SplitEvenness);
        }
    }

    /// <summary>The dyads among some actors, who are numbered as they are listed.</summary>
    private WeightedDyad[] Between(int[] actors, double[] weights)
    {
        var numbers = new int[index.ActorCount];
        for (int i = 0; i < actors.Length; i++)
        {
            numbers[actors[i]] = i + 1;
        }
        var dyads = new List<WeightedDyad>();
        for (int d = 0; d < weights.Length; d++)
        {
            int source = numbers[index.Dyads[d].Source] - 1, target = numbers[index.Dyads[d].Target] - 1;
            if (source >= 0 && target >= 0 && weights[d] != 0)
            {
                dyads.Add(new WeightedDyad(source, target, weights[d]));
            }
        }
        return [.. dyads];
    }
}
