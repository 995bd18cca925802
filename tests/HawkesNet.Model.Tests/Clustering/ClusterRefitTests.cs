using HawkesNet.Model.Clustering;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

public class ClusterRefitTests
{
    [Fact]
    public void Partitions_are_the_same_however_their_clusters_are_numbered()
    {
        ClusterFit pooled = Pooled();
        ClusterFit fit = PlantedWindow.Fit(pooled, actor => actor % 3, 3);
        Assert.True(fit.IsSamePartition(PlantedWindow.Fit(pooled, actor => (actor + 1) % 3, 3)));
        Assert.True(fit.IsSamePartition(PlantedWindow.Fit(pooled, actor => 4 - (actor % 3), 5)));
        Assert.True(PlantedWindow.Fit(pooled, actor => 4 - (actor % 3), 5).IsSamePartition(fit));
    }

    [Fact]
    public void Partitions_differ_where_one_actor_does_or_one_cluster_holds_two_of_the_others()
    {
        ClusterFit pooled = Pooled();
        ClusterFit fit = PlantedWindow.Fit(pooled, actor => actor % 3, 3);
        ClusterFit moved = PlantedWindow.Fit(pooled, actor => actor == 17 ? 0 : actor % 3, 3);
        ClusterFit merged = PlantedWindow.Fit(pooled, actor => actor % 3 / 2, 2);
        foreach (ClusterFit other in (ClusterFit[])[moved, merged])
        {
            Assert.False(fit.IsSamePartition(other));
            Assert.False(other.IsSamePartition(fit));
        }
    }

    [Fact]
    public void A_fresh_partition_begins_with_no_strengths_of_another_and_takes_over_those_of_its_like()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 2, blocks: 3, actors: 30, events: 600, insideShare: 0.9);
        Array.Fill(planted.State.Cells.Strengths, 640);
        planted.State.Clusters.AffinityStrength = 640;
        ClusterFit pooled = planted.Pooled();
        ClusterFit fresh = PlantedWindow.Fit(pooled, actor => actor % 3, 3);
        Assert.All(fresh.Strengths.Append(fresh.AffinityStrength), strength => Assert.Equal(10, strength));
        fresh.LearnStrengths();
        var like = new ClusterFit(pooled, [.. fresh.Labels.Select(label => label / 2)], 2, fresh);
        Assert.NotEqual(10, like.AffinityStrength);
        Assert.Equal(fresh.Strengths, like.Strengths);
        Assert.Equal(fresh.AffinityStrength, like.AffinityStrength);
    }

    [Fact]
    public void A_partition_that_fresh_ones_come_to_as_well_is_challenged_less_often()
    {
        // Past the first searches, eight tenths of the stream see fewer than they would at a ratio of 1.4 throughout.
        var shape = new BlockShape(12_000);
        EventSearches searches = Searches(shape);
        Assert.Equal(shape.Blocks + 1, searches.Clusters);
        Assert.InRange(searches.Count, 1, (int)(Math.Log(10) / Math.Log(1.4)) - 1);
    }

    private static ClusterFit Pooled() =>
        PlantedWindow.Blocks(seed: 1, blocks: 3, actors: 30, events: 600, insideShare: 0.9).Pooled();

    private static EventSearches Searches(BlockShape shape)
    {
        var stream = BlockStreams.Next(5, shape);
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = 8, Ties = false });
        learner.DeclareUniverse(shape.Actors, shape.Types, targeted: true, targetless: false);
        int from = shape.Events / 10, count = 0;
        learner.Step(EventSlices.Of(stream, 0, from));
        for (int position = from; position < stream.Count; position += 16)
        {
            long due = learner.NextClusterSearch;
            learner.Step(EventSlices.Of(stream, position, Math.Min(stream.Count, position + 16)));
            count += learner.NextClusterSearch == due ? 0 : 1;
        }
        return new EventSearches(count, learner.State.Clusters.Count);
    }

    private readonly record struct EventSearches(int Count, int Clusters);
}
