using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Clustering;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>What every learner promises, on streams that do form clusters.</summary>
public class ClusteredLearnerTests
{
    private static readonly BlockShape Mixed = new(3000) { Types = 2, TargetlessShare = 0.15 };

    private static readonly BlockShape Plain = new(3000);

    private static readonly ModelSpec Forgetting = new() { ForgettingHalfLifeTicks = 900_000 };

    public static TheoryData<bool> WithoutAndWithForgetting => [false, true];

    [Theory]
    [MemberData(nameof(WithoutAndWithForgetting))]
    public void A_learner_read_back_goes_on_to_equal_bytes(bool forgets)
    {
        EventBatch stream = BlockStreams.Next(1, Mixed);
        foreach (int position in (int[])[590, 1301, 2503])
        {
            OnlineLearner learner = NewLearner(Mixed, forgets);
            learner.Step(EventSlices.Of(stream, 0, position));
            byte[] bytes = learner.Serialize();
            OnlineLearner restored = OnlineLearner.Deserialize(learner.Spec, bytes);
            Assert.Equal(bytes, restored.Serialize());
            EventBatch rest = EventSlices.Of(stream, position, stream.Count);
            Assert.Equal(learner.Step(rest), restored.Step(rest));
            AssertClustered(learner);
            Assert.Equal(learner.Serialize(), restored.Serialize());
        }
    }

    [Theory]
    [MemberData(nameof(WithoutAndWithForgetting))]
    public void The_result_does_not_depend_on_how_the_stream_is_cut_into_batches(bool forgets)
    {
        EventBatch stream = BlockStreams.Next(2, Mixed);
        byte[] whole = LearnInBatches(stream, stream.Count, forgets).Serialize();
        foreach (int size in (int[])[1, 7, 1000])
        {
            OnlineLearner learner = LearnInBatches(stream, size, forgets);
            AssertClustered(learner);
            Assert.Equal(whole, learner.Serialize());
        }
    }

    [Theory]
    [InlineData(8, 0, false)]
    [InlineData(8, 0, true)]
    [InlineData(1, 1_767_225_600_000_000_000, false)]
    [InlineData(1, 1_767_225_600_000_000_000, true)]
    [InlineData(1, -4_000_000_000, true)]
    public void Neither_shifting_all_times_nor_a_unit_finer_by_a_power_of_two_changes_anything(
        long factor, long shift, bool forgets)
    {
        EventBatch stream = BlockStreams.Next(3, Mixed);
        OnlineLearner expected = LearnInBatches(stream, stream.Count, forgets);
        EventBatch changed = EventSlices.WithTimes(stream, time => (time * factor) + shift);
        OnlineLearner actual = NewLearner(Mixed, forgets, factor);
        actual.Step(changed);
        AssertClustered(expected);
        Assert.Equal(Labels(expected), Labels(actual));
        Assert.Equal(expected.State.Parameters.Theta, actual.State.Parameters.Theta);
    }

    [Fact]
    public void A_unit_of_time_ten_times_finer_finds_the_same_clusters_and_costs_ln_ten_per_event()
    {
        EventBatch stream = BlockStreams.Next(4, Plain);
        OnlineLearner learner = NewLearner(Plain, forgets: false), finer = NewLearner(Plain, forgets: false);
        StepInfo expected = learner.Step(stream);
        StepInfo actual = finer.Step(EventSlices.WithTimes(stream, time => time * 10));
        AssertClustered(learner);
        AssertSamePartition(Labels(learner), Labels(finer));
        // Windows hold floats: their rounding is all that may differ, in what is learned from them.
        Close.Assert(expected.LogLikelihood / expected.Events,
            (actual.LogLikelihood / actual.Events) + Math.Log(10), 1e-6, 1);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void The_local_steps_agree_on_a_learned_state_with_clusters(int seed)
    {
        EventBatch stream = BlockStreams.Next(seed, Mixed);
        OnlineLearner learner = NewLearner(Mixed, forgets: false);
        learner.Step(EventSlices.Of(stream, 0, 2500));
        AssertClustered(learner);
        EventScores expected = Score(new ReferenceLocalStep(), learner, stream, 2500);
        EventScores actual = Score(new VectorLocalStep(), learner, stream, 2500);
        for (int i = 0; i < 500; i++)
        {
            Close.Assert(expected.LogIntensity[i], actual.LogIntensity[i], 1e-12, 1);
            Close.Assert(expected.Compensator[i], actual.Compensator[i], 1e-12, 1e-2);
        }
    }

    [Fact]
    public void A_network_of_one_cluster_at_most_never_makes_another()
    {
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = 1 });
        learner.DeclareUniverse(Plain.Actors, 1, targeted: true, targetless: false);
        learner.Step(BlockStreams.Next(7, Plain));
        Assert.Equal(1, learner.Publish().ClusterCount);
        Assert.Null(learner.Evidence.Window);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void No_more_clusters_are_made_than_allowed(int most)
    {
        var shape = new BlockShape(4000) { Blocks = 6, Actors = 48, FirstActors = 48, Types = 6 };
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = most });
        learner.DeclareUniverse(shape.Actors, shape.Types, targeted: true, targetless: false);
        learner.Step(BlockStreams.Next(8, shape));
        Assert.Equal(most, Labels(learner).Distinct().Count());
    }

    [Fact]
    public void Actors_that_come_after_a_refit_start_unplaced_and_are_placed_with_their_block()
    {
        var shape = new BlockShape(6000) { Actors = 45, FirstActors = 30 };
        EventBatch stream = BlockStreams.Next(9, shape);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.FirstActors, 1, targeted: true, targetless: false);
        int unplaced = 0;
        for (int i = 0; i < stream.Count; i++)
        {
            int known = learner.ActorCount;
            bool isClustered = learner.IsSettled && learner.State.Clusters.Count > 1;
            learner.Step(EventSlices.Of(stream, i, i + 1));
            unplaced += isClustered && learner.ActorCount > known ? 1 : 0;
            Assert.True(!isClustered || learner.ActorCount == known || learner.State.Actor(known).Cluster == 0
                || learner.State.Clusters.Sizes[0] == 0, $"actor {known} is placed at once");
        }
        Assert.True(unplaced >= 10, $"only {unplaced} came after a refit");
        Assert.All(Labels(learner), label => Assert.True(label > 0));
        AssertBlocks(shape, learner);
    }

    [Fact]
    public void A_concluded_learner_has_placed_everyone_and_learns_no_more()
    {
        var shape = new BlockShape(6000) { Actors = 45, FirstActors = 30 };
        EventBatch stream = BlockStreams.Next(9, shape);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.FirstActors, 1, targeted: true, targetless: false);
        int position = 0;
        bool IsAnyoneUnplaced() => learner.IsSettled && learner.State.Clusters.Count > 2
            && Enumerable.Range(0, learner.ActorCount).Any(
                i => learner.State.Actor(i).FirstCluster == 0 && learner.State.Actor(i).Sent > 3);
        while (!IsAnyoneUnplaced())
        {
            Assert.True(position < stream.Count, "nobody was ever unplaced: it tests nothing");
            learner.Step(EventSlices.Of(stream, position, ++position));
        }
        learner.Conclude();
        Assert.True(learner.IsFrozen);
        Assert.All(Enumerable.Range(0, learner.ActorCount).Where(i => learner.State.Actor(i).Sent > 0),
            i => Assert.True(learner.State.Actor(i).FirstCluster > 0));
        double[] parameters = [.. learner.State.Parameters.Theta];
        learner.Step(EventSlices.Of(stream, position, stream.Count));
        Assert.Equal(parameters, learner.State.Parameters.Theta);
    }

    [Fact]
    public void Actors_that_move_to_another_block_are_followed_where_evidence_is_forgotten()
    {
        var shape = new BlockShape(9000) { MoveAt = 4500, Types = 3 };
        EventBatch stream = BlockStreams.Next(10, shape);
        long halfLife = (stream.TimeTicks[^1] - stream.TimeTicks[0]) / 10;
        var learner = new OnlineLearner(new ModelSpec { ForgettingHalfLifeTicks = halfLife });
        learner.DeclareUniverse(shape.Actors, shape.Types, targeted: true, targetless: false);
        learner.Step(EventSlices.Of(stream, 0, 4500));
        AssertBlocks(shape, learner);
        learner.Step(EventSlices.Of(stream, 4500, 9000));
        AssertBlocks(shape, learner);
    }

    [Fact]
    public void Renaming_the_actors_renames_the_clusters_members()
    {
        EventBatch stream = BlockStreams.Next(11, Mixed);
        int[] names = [.. Enumerable.Range(0, Mixed.Actors)];
        new Random(11).Shuffle(names);
        OnlineLearner learner = NewLearner(Mixed, forgets: false), renamed = NewLearner(Mixed, forgets: false);
        StepInfo expected = learner.Step(stream);
        StepInfo actual = renamed.Step(EventSlices.WithActors(stream, actor => names[actor]));
        AssertClustered(learner);
        AssertSamePartition(Labels(learner), [.. names.Select(name => renamed.State.Actor(name).Cluster)]);
        Close.Assert(expected.LogLikelihood, actual.LogLikelihood, 1e-6);
    }

    [Fact]
    public void A_view_keeps_its_clusters_while_the_learner_goes_on()
    {
        EventBatch stream = BlockStreams.Next(12, Plain with { MoveAt = 1500, Events = 6000 });
        OnlineLearner learner = NewLearner(Plain, forgets: true);
        learner.Step(EventSlices.Of(stream, 0, 1500));
        AssertClustered(learner);
        ModelView view = learner.Publish();
        int[] before = [.. Enumerable.Range(0, view.ActorCount).Select(view.ClusterOf)];
        learner.Step(EventSlices.Of(stream, 1500, stream.Count));
        Assert.NotEqual(before, Labels(learner));
        Assert.Equal(before, Enumerable.Range(0, view.ActorCount).Select(view.ClusterOf));
    }

    private static OnlineLearner NewLearner(BlockShape shape, bool forgets, long ticksFactor = 1)
    {
        ModelSpec spec = !forgets ? new ModelSpec()
            : Forgetting with { ForgettingHalfLifeTicks = Forgetting.ForgettingHalfLifeTicks * ticksFactor };
        var learner = new OnlineLearner(spec);
        learner.DeclareUniverse(shape.Actors, shape.Types, targeted: true, shape.TargetlessShare > 0);
        return learner;
    }

    private static OnlineLearner LearnInBatches(EventBatch stream, int size, bool forgets)
    {
        OnlineLearner learner = NewLearner(Mixed, forgets);
        for (int start = 0; start < stream.Count; start += size)
        {
            learner.Step(EventSlices.Of(stream, start, Math.Min(start + size, stream.Count)));
        }
        return learner;
    }

    private static EventScores Score(LocalStep local, OnlineLearner learner, EventBatch stream, int start)
    {
        var scores = new EventScores(stream.Count - start);
        local.Run(learner.State.Clone(), null, stream, start, stream.Count - start, scores);
        return scores;
    }

    private static int[] Labels(OnlineLearner learner) =>
        [.. Enumerable.Range(0, learner.ActorCount).Select(i => learner.State.Actor(i).Cluster)];

    private static void AssertClustered(OnlineLearner learner) =>
        Assert.True(learner.State.Clusters.Count > 2, "the stream forms no clusters: it tests nothing");

    private static void AssertSamePartition(int[] expected, int[] actual) =>
        Assert.Equal(PartitionAgreement.Canonical(expected), PartitionAgreement.Canonical(actual));

    private static void AssertBlocks(BlockShape shape, OnlineLearner learner)
    {
        int last = (int)learner.Position - 1;
        int[] truth = [.. Enumerable.Range(0, learner.ActorCount).Select(i => BlockStreams.Block(shape, i, last))];
        AssertSamePartition(truth, Labels(learner));
    }
}
