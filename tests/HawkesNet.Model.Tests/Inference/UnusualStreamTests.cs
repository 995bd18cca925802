using CsCheck;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Whatever the stream, parameters stay numbers that are not negative, and every score stays finite.</summary>
public class UnusualStreamTests
{
    [Fact]
    public void Parameters_are_never_negative_or_not_a_number()
    {
        Gen<StreamShape> shapes =
            from events in Gen.Int[120, 700]
            from actors in Gen.Int[1, 30]
            from more in Gen.Int[0, 30]
            from types in Gen.Int[1, 4]
            from targetless in Gen.Int[0, 2]
            from ties in Gen.Int[0, 2]
            select new StreamShape(events)
            {
                Actors = actors,
                NewActors = more,
                Types = types,
                TargetlessShare = targetless / 2.0,
                TieShare = 0.45 * ties,
            };
        Gen.Select(shapes, Gen.Int[0, 1_000_000]).Sample((shape, seed) =>
        {
            var learner = new OnlineLearner(new ModelSpec());
            learner.DeclareUniverse(shape.Actors, shape.Types, targeted: false, targetless: false);
            StepAndCheck(learner, RandomStreams.Next(new Random(seed), shape, originTicks: 0));
        }, iter: 40, threads: 1, seed: "0N0XIzNsQ0O2");
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1_000_000_000_000_000)]
    public void Events_at_a_constant_gap_are_learned(long gapTicks) =>
        Check(1500, i => (i * gapTicks, 0, -1, 0));

    [Fact]
    public void Two_actors_in_strict_alternation_are_learned() => Check(1500, i => (i * 1000, i % 2, 1 - (i % 2), 0));

    [Fact]
    public void Events_in_ties_of_fifty_are_learned() =>
        Check(2000, i => (i / 50 * 977, i % 7, (i + 1 + (i / 50 % 5)) % 7, i % 2));

    [Fact]
    public void One_gap_of_a_century_in_nanoseconds_is_survived() =>
        Check(1500, i => (i + (i < 700 ? 0 : 3_155_760_000_000_000_000), i % 3, (i + 1) % 3, 0));

    [Fact]
    public void Actors_that_never_return_are_learned() => Check(2000, i => (i * 10, 2 * i, (2 * i) + 1, 0));

    [Fact]
    public void A_type_for_every_event_is_learned() => Check(200, i => (i * 10, i % 4, (i + 1) % 4, i));

    [Fact]
    public void Self_loops_alone_are_learned() => Check(600, i => (i * i, i % 5, i % 5, 0));

    [Fact]
    public void A_first_target_late_in_a_targetless_stream_is_learned() =>
        Check(1500, i => (i * 31, i % 5, i > 900 && i % 3 == 0 ? (i + 1) % 5 : -1, 0));

    [Fact]
    public void A_stream_that_begins_with_a_hundred_thousand_ties_is_learned() =>
        Check(100_500, i => (i < 100_100 ? 5 : i, i % 3, (i + 1) % 3, 0));

    private static void Check(int events, Func<long, (long Time, long Source, long Target, long Type)> at)
    {
        var batch = new EventBatch(events);
        for (long i = 0; i < events; i++)
        {
            var (time, source, target, type) = at(i);
            batch.Add(time, (int)source, (int)target, (int)type);
        }
        StepAndCheck(new OnlineLearner(new ModelSpec()), batch);
    }

    private static void StepAndCheck(OnlineLearner learner, EventBatch batch)
    {
        for (int start = 0; start < batch.Count; start += 97)
        {
            StepInfo info = learner.Step(EventSlices.Of(batch, start, Math.Min(start + 97, batch.Count)));
            Assert.True(double.IsFinite(info.LogLikelihood), $"score before event {start + 97}");
            Assert.True(info.Compensator >= -1e-9, $"compensator {info.Compensator} before event {start + 97}");
            foreach (double value in learner.State.Parameters.Theta)
            {
                Assert.True(double.IsFinite(value) && value >= 0, $"parameter {value} at event {start + 97}");
            }
        }
        ModelView view = learner.Publish();
        Assert.True(double.IsFinite(view.Diagnose().PrequentialScore));
        Assert.True(double.IsFinite(view.Diagnose().PoissonScore));
        Estimate intensity = Intensity.At(view, 0, null, null, view.TimeTicks + 1).PerTick;
        Assert.True(intensity is { Mean: > 0, Low: >= 0 } && double.IsFinite(intensity.High));
    }
}
