using HawkesNet.Model.Choice;
using HawkesNet.Model.Clustering;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>What stands in the state once a partition is in force.</summary>
public class ClusterPlacementTests
{
    private static readonly StreamShape Shape = new(400) { Actors = 30, NewActors = 5, Types = 2, NewTypes = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sums_of_the_clusters_equal_those_over_their_actors_at_once_and_after_further_events(int seed)
    {
        var recorded = new RecordedScenario(seed, Shape, 300);
        recorded.PlaceAtRandom(seed, clusters: 3);
        AssertSums(recorded.State);
        recorded.RunOn();
        AssertSums(recorded.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Clusters_keep_their_numbers_while_their_actors_stay(int seed)
    {
        var recorded = new RecordedScenario(seed, Shape, 300);
        recorded.PlaceAtRandom(seed, clusters: 4);
        int[] before = Labels(recorded.State);
        int[] numbers = [2, 0, 3, 1];
        Apply(recorded, label => numbers[label], 4);
        Assert.Equal(before, Labels(recorded.State));
    }

    [Fact]
    public void An_actor_that_moves_does_not_make_the_others_change_their_number()
    {
        var recorded = new RecordedScenario(4, Shape, 300);
        recorded.PlaceAtRandom(4, clusters: 3);
        int[] before = Labels(recorded.State);
        int mover = Array.IndexOf(before, 1);
        int[] numbers = [1, 2, 0];
        int index = 0;
        Apply(recorded, label => numbers[index++ == Local(recorded, mover) ? 1 : label], 3);
        int[] expected = (int[])before.Clone();
        expected[mover] = 2;
        Assert.Equal(expected, Labels(recorded.State));
    }

    [Fact]
    public void A_cluster_that_splits_leaves_its_number_to_the_larger_part_and_the_others_alone()
    {
        var recorded = new RecordedScenario(5, Shape, 300);
        recorded.PlaceAtRandom(5, clusters: 3);
        int[] before = Labels(recorded.State);
        int split = 0;
        Apply(recorded, label => label == 0 && split++ % 3 == 0 ? 3 : label, 4);
        int[] after = Labels(recorded.State);
        for (int i = 0; i < before.Length; i++)
        {
            Assert.True(after[i] == before[i] || (before[i] == 1 && after[i] == 4), $"{i}: {before[i]} → {after[i]}");
        }
        Assert.InRange(after.Count(label => label == 4), 1, before.Count(label => label == 1) / 2);
    }

    [Fact]
    public void Who_has_no_event_in_the_window_is_not_placed()
    {
        var recorded = new RecordedScenario(6, Shape with { Actors = 200 }, 60);
        recorded.PlaceAtRandom(6, clusters: 3);
        HashSet<int> seen = [.. recorded.Scenario.Events.Take(60).SelectMany(one => (int[])[one.Source, one.Target])];
        Assert.True(seen.Count < 150);
        for (int i = 0; i < recorded.State.ActorCount; i++)
        {
            Assert.Equal(seen.Contains(i), recorded.State.Actor(i).FirstCluster > 0);
            Assert.Equal(seen.Contains(i), recorded.State.Actor(i).FirstProbability > 0);
        }
    }

    [Fact]
    public void Who_was_only_ever_addressed_has_a_rate_when_the_window_no_longer_holds_the_whole_stream()
    {
        var recorded = new RecordedScenario(8, Shape with { Actors = 200 }, 300);
        ModelState state = recorded.State;
        recorded.Window.DropOlderThan(StreamTime.Elapsed(recorded.Window.Event(150).TimeTicks, state.ClockTicks),
            state.ClockTicks);
        Assert.False(recorded.Window.IsWhole);
        HashSet<int> seen = [.. recorded.Window.Events.ToArray().SelectMany(one => (int[])[one.Source, one.Target])];
        int[] silent = [.. seen.Where(i => i >= 0 && state.Actor(i).Sent == 0)];
        Assert.NotEmpty(silent);
        double[] before = [.. silent.Select(i => state.Actor(i).BaselineCount)];
        recorded.PlaceAtRandom(8, clusters: 3);
        Assert.Equal(before, silent.Select(i => state.Actor(i).BaselineCount));
        Assert.All(silent, i => Assert.True(double.IsFinite(state.Actor(i).BaselineRate)));
        Assert.True(double.IsFinite(state.BaselineRateSum));
    }

    [Fact]
    public void Probabilities_of_the_two_best_clusters_are_probabilities()
    {
        var recorded = new RecordedScenario(7, Shape, 300);
        recorded.PlaceAtRandom(7, clusters: 4);
        foreach (ref readonly ActorRecord actor in recorded.State.Actors)
        {
            Assert.InRange(actor.FirstProbability + actor.SecondProbability, 0, 1 + 1e-6f);
            Assert.True(actor.FirstCluster == 0 || actor.FirstCluster != actor.SecondCluster);
        }
    }

    [Fact]
    public void Who_is_in_doubt_takes_the_factors_of_the_doubtful()
    {
        var recorded = new RecordedScenario(7, Shape, 300);
        recorded.PlaceAtRandom(7, clusters: 4);
        ActorRecord[] actors = [.. Enumerable.Range(0, recorded.State.ActorCount).Select(i => recorded.State.Actor(i))];
        ActorRecord[] placed = [.. actors.Where(actor => actor.FirstCluster > 0)];
        Assert.Contains(placed, actor => actor.FirstProbability >= 0.8f);
        Assert.Contains(placed, actor => actor.FirstProbability < 0.8f);
        Assert.All(placed, actor => Assert.Equal(
            actor.FirstProbability >= 0.8f ? actor.FirstCluster : 0, actor.Cluster));
    }

    [Fact]
    public void Half_of_what_the_doubtful_were_seen_to_do_outlives_a_refit()
    {
        var cells = new ClusterExcitation();
        cells.GrowTypes(2);
        cells.Reset(3);
        int kept = cells.Cell(Mechanism.Reply, 0, 2), dropped = cells.Cell(Mechanism.Reply, 1, 2);
        foreach (int cell in new[] { kept, dropped })
        {
            cells.Set(cell, 40, 40, 20);
            cells.SetByType(cell, 0, 1, 12, 8);
        }
        cells.Reset(4);
        cells.Refresh(new double[2]);
        const double Strength = 10;
        (kept, dropped) = (cells.Cell(Mechanism.Reply, 0, 2), cells.Cell(Mechanism.Reply, 1, 2));
        Close.Assert((Strength + 20) / (Strength + 10), cells.ClusterFactor(kept), 1e-12);
        Close.Assert(1, cells.ClusterFactor(dropped), 1e-12);
        double parent = cells.Types.Factor(Mechanism.Reply, 0, 1);
        Close.Assert(
            ((Strength * parent * cells.ClusterFactor(kept)) + 6) / (Strength + 4),
            cells.FactorOfCell(Mechanism.Reply, kept, 0, 1), 1e-12);
        Close.Assert(parent, cells.FactorOfCell(Mechanism.Reply, dropped, 0, 1), 1e-12);
    }

    /// <summary>A refit whose labels are the clusters in force, renamed.</summary>
    private static void Apply(RecordedScenario recorded, Func<int, int> rename, int clusters)
    {
        var index = new WindowIndex(recorded.State, recorded.Window);
        int[] labels = [.. Enumerable.Range(0, index.ActorCount)
            .Select(i => rename(recorded.State.Actor(index.Actor(i)).FirstCluster - 1))];
        ClusterPlacement.Apply(recorded.State, recorded.Fit(labels, clusters));
    }

    private static int Local(RecordedScenario recorded, int actor)
    {
        var index = new WindowIndex(recorded.State, recorded.Window);
        return Enumerable.Range(0, index.ActorCount).Single(i => index.Actor(i) == actor);
    }

    private static int[] Labels(ModelState state) =>
        [.. Enumerable.Range(0, state.ActorCount).Select(i => state.Actor(i).FirstCluster)];

    private static void AssertSums(ModelState state)
    {
        for (int k = 0; k < state.Clusters.Count; k++)
        {
            int[] members = [.. Enumerable.Range(0, state.ActorCount).Where(i => state.Actor(i).Cluster == k)];
            Assert.Equal(members.Length, state.Clusters.Sizes[k]);
            Close.Assert(
                members.Sum(i => state.Actor(i).BaselineCount), state.Clusters.BaselineCounts[k], 1e-11, 1);
            Assert.Equal(members.Sum(i => state.Actor(i).Received), state.Clusters.Received[k]);
            double recent = members.Sum(i => state.Actor(i).RecentPopularity
                * Fading.Popularity.Power(state.TargetedCount - state.Actor(i).PopularityIndex));
            Close.Assert(recent, state.Clusters.RecentlyReceived[k], 1e-11, 1);
            double byType = Enumerable.Range(0, state.TypeCount)
                .Sum(u => state.Clusters.TypeCounts[(k * state.TypeCount) + u]);
            Close.Assert(state.Clusters.BaselineCounts[k], byType, 1e-11, 1);
        }
    }
}
