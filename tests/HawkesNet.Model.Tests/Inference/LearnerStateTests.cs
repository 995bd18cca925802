using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>What a learner refuses, what it knows beforehand, and what stands still once it is frozen.</summary>
public class LearnerStateTests
{
    private static readonly EventBatch Stream = RandomStreams.Excited(2, 700, 12, 2, 0.2);

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(400)]
    public void A_bad_batch_is_refused_and_changes_nothing(int position)
    {
        OnlineLearner learner = LearnerAfter(position);
        byte[] before = learner.Serialize();
        long time = position == 0 ? 0 : learner.TimeTicks;
        int actors = learner.ActorCount, types = learner.TypeCount;
        List<EventBatch> bad =
        [
            BatchOf((time, actors + 1, -1, 0, 1)),
            BatchOf((time, -1, 0, 0, 1)),
            BatchOf((time, 0, actors + 2, 0, 1)),
            BatchOf((time, 0, -2, 0, 1)),
            BatchOf((time, 0, -1, types + 1, 1)),
            BatchOf((time, 0, -1, -1, 1)),
            BatchOf((time, 0, -1, 0, double.NaN)),
            BatchOf((time, 0, -1, 0, double.PositiveInfinity)),
            BatchOf((time, 0, -1, 0, -1)),
            BatchOf((time, 0, -1, 0, 1), (time + 5, 0, -1, 0, double.NaN)),
        ];
        if (position > 0)
        {
            bad.Add(BatchOf((time - 1, 0, -1, 0, 1)));
        }
        foreach (EventBatch batch in bad)
        {
            Assert.Throws<ArgumentException>(() => learner.Step(batch));
            Assert.Equal(before, learner.Serialize());
        }
        Assert.Equal(position, learner.Position);
    }

    [Fact]
    public void An_index_beyond_the_limits_is_refused()
    {
        var learner = new OnlineLearner(new ModelSpec { ActorsMax = 2, TypesMax = 2 });
        learner.Step(BatchOf((0, 0, 1, 0, 1), (1, 1, 0, 1, 1)));
        Assert.Throws<ArgumentException>(() => learner.Step(BatchOf((2, 2, 0, 0, 1))));
        Assert.Throws<ArgumentException>(() => learner.Step(BatchOf((2, 0, 1, 2, 1))));
    }

    [Fact]
    public void An_empty_batch_changes_nothing()
    {
        OnlineLearner learner = LearnerAfter(300);
        byte[] before = learner.Serialize();
        Assert.Equal(default, learner.Step(new EventBatch()));
        Assert.Equal(before, learner.Serialize());
    }

    [Fact]
    public void Time_in_a_batch_cannot_go_backwards()
    {
        var batch = new EventBatch();
        batch.Add(10, 0, 1, 0);
        Assert.Throws<ArgumentException>(() => batch.Add(9, 0, 1, 0));
        Assert.Equal(1, batch.Count);
    }

    [Fact]
    public void A_declared_universe_is_known_before_the_first_event_and_in_the_view()
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(50, 4, targeted: true, targetless: true);
        Assert.Equal(50, learner.ActorCount);
        Assert.Equal(4, learner.TypeCount);
        learner.Step(BatchOf((0, 49, 20, 3, 1), (5, 50, 2, 4, 1)));
        ModelView view = learner.Publish();
        Assert.Equal(51, view.ActorCount);
        Assert.Equal(5, view.TypeCount);
        Assert.Throws<InvalidOperationException>(() => learner.DeclareUniverse(60, 4, true, true));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(11, 1)]
    [InlineData(5, -1)]
    [InlineData(5, 4)]
    public void A_universe_beyond_the_limits_is_refused(int actorCount, int typeCount)
    {
        var learner = new OnlineLearner(new ModelSpec { ActorsMax = 10, TypesMax = 3 });
        Assert.Throws<ArgumentOutOfRangeException>(
            () => learner.DeclareUniverse(actorCount, typeCount, targeted: true, targetless: false));
        Assert.Equal(0, learner.ActorCount);
    }

    [Fact]
    public void Declaring_targetless_events_leaves_room_for_them()
    {
        double Score(bool targetless)
        {
            var learner = new OnlineLearner(new ModelSpec());
            learner.DeclareUniverse(12, 2, targeted: true, targetless);
            learner.Freeze();
            return learner.Step(RandomStreams.Excited(2, 150, 12, 2, 0)).LogIntensity;
        }
        Assert.True(Score(targetless: true) < Score(targetless: false));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(400)]
    public void Freezing_leaves_the_parameters_untouched(int position)
    {
        OnlineLearner learner = LearnerAfter(position);
        learner.Freeze();
        learner.Step(EventSlices.Of(Stream, position, Math.Max(position + 1, 120)));
        double[] theta = [.. learner.State.Parameters.Theta];
        double[] information = [.. learner.Evidence.Information];
        double[] rates = Rates(learner);
        learner.Step(EventSlices.Of(Stream, Math.Max(position + 1, 120), Stream.Count));
        Assert.Equal(theta, learner.State.Parameters.Theta);
        Assert.Equal(information, learner.Evidence.Information);
        Assert.Equal(rates, Rates(learner).Take(rates.Length));
        Assert.Equal(Stream.Count, learner.Position);
        Assert.Equal(Stream.Count, learner.Publish().State.EventCount);
    }

    [Fact]
    public void A_view_stands_still_while_the_learner_goes_on()
    {
        OnlineLearner learner = LearnerAfter(300);
        ModelView view = learner.Publish();
        double before = Intensity.At(view, 0, null, null, view.TimeTicks + 10).PerTick.Mean;
        learner.Step(EventSlices.Of(Stream, 300, Stream.Count));
        Assert.Equal(before, Intensity.At(view, 0, null, null, view.TimeTicks + 10).PerTick.Mean);
        Assert.Equal(300, view.Position);
    }

    private static OnlineLearner LearnerAfter(int position)
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.Step(EventSlices.Of(Stream, 0, position));
        return learner;
    }

    private static EventBatch BatchOf(params (long Time, int Source, int Target, int Type, double Weight)[] events)
    {
        var batch = new EventBatch();
        foreach (var one in events)
        {
            batch.Add(one.Time, one.Source, one.Target, one.Type, one.Weight);
        }
        return batch;
    }

    private static double[] Rates(OnlineLearner learner) =>
        [.. Enumerable.Range(0, learner.State.ActorCount).Select(i => learner.State.Actor(i).BaselineRate)];
}
