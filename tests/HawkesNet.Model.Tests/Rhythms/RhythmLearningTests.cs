using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Rhythms;

/// <summary>A stream with day and night, from its first event to answers about it.</summary>
public sealed class RhythmLearningTests
{
    private const int Days = 60;
    private const int EventCount = 4000;

    [Fact]
    public void Day_and_night_are_found_and_pay()
    {
        (EventBatch stream, Rhythm truth) = WithDayAndNight(seed: 1);
        var learner = new OnlineLearner(new ModelSpec());
        StepInfo with = learner.Step(stream);
        StepInfo without = new OnlineLearner(new ModelSpec { Rhythm = false }).Step(stream);
        RhythmSummary found = learner.Publish().Diagnose().Rhythm!;
        Assert.InRange(found.PeriodTicks / (double)truth.PeriodTicks, 0.998, 1.002);
        Assert.InRange(found.Levels.Max(), 1.5, 2.6);
        Assert.InRange(found.Levels.Min(), 0, 0.4);
        // Who knows the rhythm from the start learns the stream in operational time and gains the log of the levels.
        StepInfo knowing = new OnlineLearner(new ModelSpec { Rhythm = false })
            .Step(EventSlices.WithTimes(stream, truth.ToOperational));
        double levels = stream.TimeTicks.ToArray().Sum(time => Math.Log(truth.Level(time)));
        double most = Score(knowing) + levels - Score(without);
        Assert.True(most > 0);
        // Nothing can be known of it before the first search, after an eighth of the stream.
        Assert.InRange((Score(with) - Score(without)) / most, 0.5, 1);
    }

    [Fact]
    public void A_known_day_is_taken_for_exact()
    {
        (EventBatch stream, Rhythm truth) = WithDayAndNight(seed: 2);
        var learner = new OnlineLearner(new ModelSpec { DayTicks = [truth.PeriodTicks] });
        learner.Step(stream);
        Assert.Equal(0, learner.State.Rhythm.PeriodTicks % truth.PeriodTicks);
    }

    [Fact]
    public void A_stream_without_a_rhythm_keeps_its_time()
    {
        for (int seed = 1; seed <= 4; seed++)
        {
            var learner = new OnlineLearner(new ModelSpec());
            learner.Step(RandomStreams.Excited(seed, EventCount, 20, 1, 0));
            Assert.True(learner.State.Rhythm.IsFlat);
            Assert.Null(learner.Publish().Diagnose().Rhythm);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void The_result_does_not_depend_on_how_the_stream_is_cut_into_batches(int clusters)
    {
        (EventBatch stream, _) = WithDayAndNight(seed: 3);
        var spec = new ModelSpec { ClustersMax = clusters };
        var whole = new OnlineLearner(spec);
        whole.Step(stream);
        Assert.False(whole.State.Rhythm.IsFlat);
        var cut = new OnlineLearner(spec);
        for (int start = 0; start < stream.Count; start += 37)
        {
            cut.Step(EventSlices.Of(stream, start, Math.Min(start + 37, stream.Count)));
            cut = OnlineLearner.Deserialize(spec, cut.Serialize());
        }
        Assert.Equal(whole.Serialize(), cut.Serialize());
    }

    [Fact]
    public void Expected_events_are_the_integral_of_the_intensity()
    {
        ModelView view = Learned(seed: 4).Publish();
        Rhythm rhythm = view.State.Rhythm;
        double cell = (double)rhythm.PeriodTicks / rhythm.Levels.Length;
        for (int target = 1; target < 4; target++)
        {
            // From one border of the levels to the next the intensity is smooth.
            double sum = 0, from = view.TimeTicks, end = view.TimeTicks + (double)(3 * rhythm.PeriodTicks);
            double border = rhythm.OriginTicks + (Math.Ceiling((from - rhythm.OriginTicks) / cell) * cell);
            for (double to = border; from < end; (from, to) = (to, Math.Min(to + cell, end)))
            {
                sum += Quadrature.Integrate(
                    time => WithDriftOfNow(view, Intensity.At(view, 0, target, null, (long)time), (long)time),
                    from, to, cell / 64);
            }
            double expected = Forecast.ExpectedDyadCount(view, 0, target, view.TimeTicks, 3 * rhythm.PeriodTicks);
            Close.Assert(expected, sum, 1e-4);
        }
    }

    /// <summary>An intensity with the drift there is now: a forecast does not count on a silence.</summary>
    private static double WithDriftOfNow(ModelView view, IntensityEstimate then, long time)
    {
        double ratio = view.State.Drift.Factor / view.State.DriftAt(view.Operational(time));
        return then.PerTick.Mean + ((ratio - 1) * then.Causes[0].PerTick.Mean);
    }

    [Fact]
    public void The_shortest_horizon_at_the_quietest_hour_has_a_finite_forecast()
    {
        ModelView view = Learned(seed: 4).Publish();
        double[] levels = view.State.Rhythm.Levels.ToArray();
        long quietest = Enumerable.Range(0, 200).Select(i => view.TimeTicks + (i * view.State.Rhythm.PeriodTicks / 200))
            .MinBy(view.State.Rhythm.Level);
        Assert.Equal(levels.Min(), view.State.Rhythm.Level(quietest), 0.05);
        ForecastEstimate forecast = Forecast.Of(view, 0, 1, null, quietest, horizonTicks: 1);
        Assert.True(forecast.ExpectedCount.Mean >= 0 && double.IsFinite(forecast.ExpectedCount.High));
        Assert.InRange(forecast.ProbabilityAtLeastOne, 0, 1);
    }

    [Fact]
    public void The_score_of_an_event_is_its_predicted_intensity()
    {
        (EventBatch stream, _) = WithDayAndNight(seed: 5);
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = 1, Ties = false });
        learner.Step(EventSlices.Of(stream, 0, EventCount - 100));
        learner.Freeze();
        Assert.False(learner.State.Rhythm.IsFlat);
        for (int e = EventCount - 100; e < EventCount; e++)
        {
            ModelView view = learner.Publish();
            double predicted = Intensity.At(
                view, stream.Sources[e], stream.Targets[e], stream.Types[e], stream.TimeTicks[e]).PerTick.Mean;
            StepInfo step = learner.Step(EventSlices.Of(stream, e, e + 1));
            Close.Assert(Math.Log(predicted), step.LogIntensity, 1e-9);
        }
    }

    [Fact]
    public void Masses_are_those_of_a_stream_that_had_the_rhythm_from_the_start()
    {
        OnlineLearner learner = Learned(seed: 6);
        (EventBatch stream, _) = WithDayAndNight(seed: 6);
        ModelState state = learner.Publish().State;
        Rhythm rhythm = state.Rhythm;
        var sums = new Dictionary<int, double[]>();
        for (int e = 0; e < stream.Count; e++)
        {
            double[] sum = sums.TryGetValue(stream.Sources[e], out double[]? known)
                ? known : sums[stream.Sources[e]] = new double[Doubles8.Count];
            double elapsed = rhythm.OperationalBetween(stream.TimeTicks[e], stream.TimeTicks[^1]);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                sum[b] += Math.Exp(-state.Grid.DecaysPerTick[b] * elapsed);
            }
        }
        var reader = new MassReader(state, null, state.ClockTicks);
        foreach ((int actor, double[] expected) in sums)
        {
            Doubles8 mass = default;
            reader.Add(state.Actor(actor).Out, (Mechanism.Burst, 0), 1, ref mass);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                Close.Assert(expected[b], mass[b], 1e-6, floor: 1e-3, $"actor {actor}, decay {b}:");
            }
        }
    }

    [Fact]
    public void First_and_last_times_are_the_stream_s_own()
    {
        (EventBatch stream, _) = WithDayAndNight(seed: 7);
        var learner = new OnlineLearner(new ModelSpec());
        learner.Step(stream);
        ModelView view = learner.Publish();
        Assert.False(view.State.Rhythm.IsFlat);
        Assert.Equal(stream.TimeTicks[0], view.OriginTicks);
        for (int actor = 0; actor < view.ActorCount; actor++)
        {
            var own = Enumerable.Range(0, stream.Count)
                .Where(e => stream.Sources[e] == actor || stream.Targets[e] == actor)
                .Select(e => (long?)stream.TimeTicks[e]).ToList();
            Assert.Equal(own.FirstOrDefault(), view.Actor(actor).FirstSeenTicks);
            Assert.Equal(own.LastOrDefault(), view.Actor(actor).LastSeenTicks);
        }
    }

    [Fact]
    public void A_cause_is_as_probable_as_its_part_in_the_intensity()
    {
        (EventBatch stream, _) = WithDayAndNight(seed: 8);
        var spec = new ModelSpec { ClustersMax = 1, Ties = false };
        var learner = new OnlineLearner(spec);
        learner.Step(stream);
        ModelView view = learner.Publish();
        Assert.False(view.State.Rhythm.IsFlat);
        int last = stream.Count - 1;
        var trace = new CauseTrace(
            view, stream.TimeTicks[last], stream.Sources[last], stream.Targets[last], stream.Types[last]);
        for (int e = 0; e < last && stream.TimeTicks[e] < stream.TimeTicks[last]; e++)
        {
            trace.Add(stream.TimeTicks[e], stream.Sources[e], stream.Targets[e], stream.Types[e], 1);
        }
        EventExplanation explanation = trace.Explain(top: 1000);
        Close.Assert(1, explanation.Probabilities.Sum(), 1e-9);
        Close.Assert(
            1 - explanation.Probabilities[0] - explanation.Probabilities[^1],
            explanation.Earlier.Sum(cause => cause.Probability), 1e-6);
        Assert.All(explanation.Earlier, cause => Assert.InRange(
            cause.TimeTicks, stream.TimeTicks[0], stream.TimeTicks[last] - 1));
    }

    private static OnlineLearner Learned(int seed)
    {
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = 1, Ties = false });
        learner.Step(WithDayAndNight(seed).Stream);
        Assert.False(learner.State.Rhythm.IsFlat);
        return learner;
    }

    private static double Score(StepInfo info) => info.LogIntensity - info.Compensator;

    /// <summary>A stream that excites itself in operational time, as it looks in the time of a rhythm.</summary>
    private static (EventBatch Stream, Rhythm Rhythm) WithDayAndNight(int seed)
    {
        EventBatch operational = RandomStreams.Excited(seed, EventCount, 20, 1, 0);
        long span = operational.TimeTicks[^1] - operational.TimeTicks[0];
        Rhythm rhythm = RhythmTests.DayAndNight(operational.TimeTicks[0], span / Days);
        return (EventSlices.WithTimes(operational, rhythm.ToStream), rhythm);
    }
}
