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
        const int Rows = 210;
        var rows = new double[Rows * columns];
        for (int i = 0; i < rows.Length; i++)
        {
            // Centres are corners of a cube, twenty deviations apart.
            int centre = i / columns % clusters;
            rows[i] = (10 * ((centre >> (i % columns)) & 1)) + (0.5 * (random.NextDouble() - 0.5))
                + (40 * (centre >> columns));
        }
        int[] labels = KMeans.Labels(rows, columns, clusters, new CounterRng((ulong)seed));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i % clusters), PartitionAgreement.Canonical(labels));
    }

    [Fact]
    public void K_means_with_more_clusters_than_different_rows_still_keeps_equal_rows_together()
    {
        double[] rows = [.. Enumerable.Range(0, 30).Select(i => (double)(i % 3))];
        int[] labels = KMeans.Labels(rows, 1, 5, new CounterRng(1));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 3), PartitionAgreement.Canonical(labels));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    public void A_spectral_partition_finds_planted_blocks(int seed, int blocks)
    {
        const int Actors = 60;
        WindowIndex index = PlantedWindow.Blocks(seed, blocks, Actors, 4000, insideShare: 0.9).Index();
        int[] labels = SpectralPartition.Labels(index, Weights(index), blocks, new CounterRng((ulong)seed));
        Assert.Equal(1, PartitionAgreement.Rand(Truth(index, blocks), labels));
    }

    [Fact]
    public void A_spectral_partition_finds_planted_blocks_from_negative_weights_too()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 4, blocks: 2, actors: 60, events: 4000, insideShare: 0.9);
        WindowIndex index = planted.Index();
        double[] weights = [.. Weights(index).Select(weight => -weight)];
        int[] labels = SpectralPartition.Labels(index, weights, 2, new CounterRng(1));
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

    private static double[] Weights(WindowIndex index)
    {
        var weights = new double[index.Dyads.Length];
        foreach (int dyad in index.DyadOf)
        {
            weights[dyad]++;
        }
        return weights;
    }

    private static int[] Truth(WindowIndex index, int clusters) =>
        [.. Enumerable.Range(0, index.ActorCount).Select(i => index.Actor(i) % clusters)];
}
