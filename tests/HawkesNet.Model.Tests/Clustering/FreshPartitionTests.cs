using HawkesNet.Model.Clustering;
using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>Partitions found from nothing: what was planted comes out, whatever the seed.</summary>
public class FreshPartitionTests
{
    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(2, 4, 3)]
    [InlineData(3, 7, 5)]
    public void K_means_finds_planted_blobs(int seed, int clusters, int columns)
    {
        var random = new Random(seed);
        const int Count = 210;
        var rows = new double[Count * columns];
        for (int i = 0; i < rows.Length; i++)
        {
            // Centres are corners of a cube, twenty deviations apart.
            int centre = i / columns % clusters;
            rows[i] = (10 * ((centre >> (i % columns)) & 1)) + (0.5 * (random.NextDouble() - 0.5))
                + (40 * (centre >> columns));
        }
        int[] labels = KMeans.Labels(Rows(rows, columns), clusters, new CounterRng((ulong)seed));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => i % clusters), PartitionAgreement.Canonical(labels));
    }

    [Fact]
    public void K_means_with_more_clusters_than_different_rows_still_keeps_equal_rows_together()
    {
        double[] rows = [.. Enumerable.Range(0, 30).Select(i => (double)(i % 3))];
        int[] labels = KMeans.Labels(Rows(rows, 1), 5, new CounterRng(1));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 3), PartitionAgreement.Canonical(labels));
    }

    [Fact]
    public void K_means_finds_planted_blobs_among_many_more_rows_than_it_samples()
    {
        var random = new Random(7);
        double[] rows = [.. Enumerable.Range(0, 60_000).Select(i => (i / 2 % 3) + (0.1 * random.NextDouble()))];
        int[] labels = KMeans.Labels(Rows(rows, 2), 3, new CounterRng(7));
        Assert.Equal(
            PartitionAgreement.Canonical([.. Enumerable.Range(0, 30_000).Select(i => i % 3)]),
            PartitionAgreement.Canonical(labels));
    }

    [Fact]
    public void A_split_cuts_one_cluster_where_its_actors_part_and_leaves_the_others()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 6, blocks: 3, actors: 48, events: 3000, insideShare: 0.9);
        ClusterFit pooled = planted.Pooled();
        ClusterFit fit = PlantedWindow.Fit(pooled, actor => actor % 3 == 2 ? 1 : 0, 2);
        ClusterFit blocks = PlantedWindow.Fit(pooled, actor => actor % 3, 3);
        int[][] splits = [.. new FreshPartitions(pooled, learned: 3000).Split(fit, 0)];
        Assert.Equal(2, splits.Length);
        Assert.All(splits, labels => Assert.All(
            labels.Zip(fit.Labels), both => Assert.Equal(both.Second == 1, both.First == 1)));
        Assert.Contains(PartitionAgreement.Canonical(blocks.Labels), splits.Select(PartitionAgreement.Canonical));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(9, 2)]
    [InlineData(9, 16)]
    public void A_graph_of_fewer_dimensions_than_clusters_is_cut_too(int dyads, int clusters)
    {
        // A star has two eigenvectors, no dyads at all have none.
        WeightedDyad[] star = [.. Enumerable.Range(0, dyads).Select(i => new WeightedDyad(0, i + 1, 1))];
        int[] labels = SpectralPartition.Labels(20, star, clusters, new CounterRng(1));
        Assert.Equal(20, labels.Length);
        Assert.All(labels, label => Assert.InRange(label, 0, clusters - 1));
        Assert.True(clusters > 2 || labels[1..(dyads + 1)].Distinct().Count() == 1);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    public void A_spectral_partition_finds_planted_blocks(int seed, int blocks)
    {
        const int Actors = 60;
        WindowIndex index = PlantedWindow.Blocks(seed, blocks, Actors, 4000, insideShare: 0.9).Index();
        int[] labels = Spectral(index, 1, blocks, (ulong)seed);
        Assert.Equal(1, PartitionAgreement.Rand(Truth(index, blocks), labels));
    }

    [Fact]
    public void A_spectral_partition_finds_planted_blocks_from_negative_weights_too()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 4, blocks: 2, actors: 60, events: 4000, insideShare: 0.9);
        WindowIndex index = planted.Index();
        int[] labels = Spectral(index, -1, 2, 1);
        Assert.Equal(1, PartitionAgreement.Rand(Truth(index, 2), labels));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_mixture_of_counts_finds_planted_classes(int seed)
    {
        PlantedWindow planted = PlantedWindow.Classes(seed, actors: 60, events: 6000);
        ClusterFit pooled = planted.Pooled();
        WindowIndex index = pooled.Index;
        int[] everyone = [.. Enumerable.Range(0, index.ActorCount)];
        int[] labels = PoissonMixture.Labels(new PooledSummary(pooled), everyone, 3, new CounterRng((ulong)seed));
        Assert.Equal(1, PartitionAgreement.Rand(Truth(index, 3), labels));
    }

    [Fact]
    public void A_mixture_of_counts_finds_the_classes_of_many_more_actors_than_it_samples()
    {
        PlantedWindow planted = PlantedWindow.Classes(seed: 9, actors: 900, events: 60_000);
        ClusterFit pooled = planted.Pooled();
        int[] everyone = [.. Enumerable.Range(0, pooled.Index.ActorCount)];
        int[] labels = PoissonMixture.Labels(new PooledSummary(pooled), everyone, 3, new CounterRng(1));
        Assert.InRange(PartitionAgreement.Rand(Truth(pooled.Index, 3), labels), 0.98, 1);
    }

    private static VectorRows Rows(double[] values, int columns)
    {
        var rows = new VectorRows(values.Length / columns, columns);
        for (int i = 0; i < rows.Count; i++)
        {
            values.AsSpan(i * columns, columns).CopyTo(rows[i]);
        }
        return rows;
    }

    /// <summary>Of a graph in which every event counts so much.</summary>
    private static int[] Spectral(WindowIndex index, double weight, int clusters, ulong seed)
    {
        WeightedDyad[] dyads =
            [.. index.DyadOf.Select(d => new WeightedDyad(index.Dyads[d].Source, index.Dyads[d].Target, weight))];
        return SpectralPartition.Labels(index.ActorCount, dyads, clusters, new CounterRng(seed));
    }

    private static int[] Truth(WindowIndex index, int clusters) =>
        [.. Enumerable.Range(0, index.ActorCount).Select(i => index.Actor(i) % clusters)];
}
