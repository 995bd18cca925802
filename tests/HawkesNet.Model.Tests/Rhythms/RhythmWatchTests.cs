using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Rhythms;

/// <summary>Rhythms that show only in a stream too long to be at hand as a whole.</summary>
public sealed class RhythmWatchTests
{
    private const long Day = 1_000_000;

    [Fact]
    public void A_day_that_is_longer_than_the_first_search_is_found_and_pays()
    {
        const int Count = 136_000, Late = 121_000;
        (EventBatch stream, Rhythm truth) = WithDayAndNight(seed: 2, Count, days: 17);
        var spec = new ModelSpec { ClustersMax = 1, Ties = false, DayTicks = [truth.PeriodTicks] };
        var with = new OnlineLearner(spec);
        var without = new OnlineLearner(spec with { Rhythm = false });
        var knowing = new OnlineLearner(spec with { Rhythm = false });
        foreach (OnlineLearner learner in (OnlineLearner[])[with, without])
        {
            learner.Step(EventSlices.Of(stream, 0, EarlyEvents.Capacity + 10_000));
            Assert.True(learner.State.Rhythm.IsFlat);
            learner.Step(EventSlices.Of(stream, EarlyEvents.Capacity + 10_000, Late));
        }
        knowing.Step(EventSlices.WithTimes(EventSlices.Of(stream, 0, Late), truth.ToOperational));
        Assert.Equal(truth.PeriodTicks, with.State.Rhythm.PeriodTicks);
        EventBatch last = EventSlices.Of(stream, Late, Count);
        double plain = Score(without.Step(last));
        double most = Score(knowing.Step(EventSlices.WithTimes(last, truth.ToOperational)))
            + last.TimeTicks.ToArray().Sum(time => Math.Log(truth.Level(time))) - plain;
        Assert.True(most > 0);
        Assert.InRange((Score(with.Step(last)) - plain) / most, 0.25, 1);
    }

    [Fact]
    public void A_long_stream_without_a_rhythm_keeps_its_time()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            EventBatch stream = RandomStreams.Excited(seed, 80_000, 20, 1, 0);
            long day = (stream.TimeTicks[^1] - stream.TimeTicks[0]) / 40;
            var learner = new OnlineLearner(new ModelSpec { ClustersMax = 1, Ties = false, DayTicks = [day] });
            learner.Step(stream);
            Assert.True(learner.State.Rhythm.IsFlat);
        }
    }

    [Fact]
    public void The_result_does_not_depend_on_how_the_stream_is_cut_into_batches()
    {
        (EventBatch stream, Rhythm truth) = WithDayAndNight(seed: 4, 70_000, days: 18);
        var spec = new ModelSpec { ClustersMax = 1, Ties = false, DayTicks = [truth.PeriodTicks] };
        var whole = new OnlineLearner(spec);
        whole.Step(stream);
        Assert.False(whole.State.Rhythm.IsFlat);
        var cut = new OnlineLearner(spec);
        for (int start = 0; start < stream.Count; start += 3301)
        {
            cut.Step(EventSlices.Of(stream, start, Math.Min(start + 3301, stream.Count)));
            cut = OnlineLearner.Deserialize(spec, cut.Serialize());
        }
        Assert.Equal(whole.Serialize(), cut.Serialize());
    }

    [Fact]
    public void A_rhythm_that_changes_is_followed()
    {
        EventBatch operational = RandomStreams.Excited(5, 90_000, 20, 1, 0);
        long start = operational.TimeTicks[0], day = (operational.TimeTicks[^1] - start) / 120;
        Rhythm before = RhythmTests.DayAndNight(start, day);
        long noon = start + (50 * day) + (day / 2);
        Rhythm after = RhythmTests.DayAndNight(start + (day / 2), day).Through(noon, before.ToOperational(noon));
        EventBatch stream = EventSlices.WithTimes(
            operational, time => time < before.ToOperational(noon) ? before.ToStream(time) : after.ToStream(time));
        int change = stream.TimeTicks.ToArray().Count(time => time < noon);
        var learner = new OnlineLearner(new ModelSpec { ClustersMax = 1, Ties = false, DayTicks = [day] });
        learner.Step(EventSlices.Of(stream, 0, change));
        Assert.True(Agreement(learner.State.Rhythm, before, noon, day) > 0.9);
        learner.Step(EventSlices.Of(stream, change, stream.Count));
        Assert.True(Agreement(learner.State.Rhythm, after, stream.TimeTicks[^1], day) > 0.9);
    }

    [Fact]
    public void What_a_correction_gains_is_how_far_the_levels_are_from_those_expected()
    {
        Rhythm truth = RhythmTests.DayAndNight(0, Day);
        double perEvent = truth.Levels.ToArray().Average(level => level * Math.Log(level));
        Assert.InRange(Gained(truth) / perEvent, 0.9, 1.05);
        Assert.InRange(Gained(Rhythm.Flat), -0.001, 0.001);
    }

    [Fact]
    public void After_a_long_silence_counting_begins_anew()
    {
        var watch = new PeriodWatch(0, Day, 12, 0);
        Feed(watch, RhythmTests.DayAndNight(0, Day), days: 20, from: 0);
        double gain = watch.Gain;
        Feed(watch, Rhythm.Flat, days: 1, from: 500 * Day);
        Assert.True(gain > 0);
        Assert.Equal(gain, watch.Gain);
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(1_000, 0)]
    [InlineData(1_000, 85)]
    public void A_state_with_an_impossible_watch_is_refused(long period, int harmonics)
    {
        var writer = new HawkesNet.Model.State.StateWriter();
        writer.Value(true);
        writer.Value(1);
        writer.Value(0L);
        writer.Value(period);
        writer.Value(harmonics);
        writer.Bytes(new byte[20_000]);
        Assert.Throws<FormatException>(
            () => new RhythmWatch().Transfer(new HawkesNet.Model.State.StateReader(writer.Written)));
    }

    /// <summary>Nats per event that corrections gain over constant rates.</summary>
    private static double Gained(Rhythm truth)
    {
        var watch = new PeriodWatch(0, Day, 12, 0);
        Feed(watch, truth, days: 60, from: 0);
        return watch.Gain / watch.Events;
    }

    // Two thousand independent events a day; constant rates expect as many.
    private static void Feed(PeriodWatch watch, Rhythm rhythm, int days, long from)
    {
        var rng = new CounterRng(7);
        double operational = rhythm.ToOperational(from), end = operational + ((double)days * Day);
        long before = from;
        while ((operational += rng.Exponential(2000.0 / Day)) < end)
        {
            long time = rhythm.ToStream((long)operational);
            watch.Add(time, (time - before) * 2000.0 / Day);
            before = time;
        }
    }

    /// <summary>Correlation of the levels of two rhythms over a day.</summary>
    private static double Agreement(Rhythm one, Rhythm other, long from, long day)
    {
        double sum = 0, ones = 0, others = 0;
        for (int i = 0; i < 200; i++)
        {
            double a = one.Level(from + (i * day / 200)) - 1, b = other.Level(from + (i * day / 200)) - 1;
            (sum, ones, others) = (sum + (a * b), ones + (a * a), others + (b * b));
        }
        return sum / Math.Sqrt(ones * others);
    }

    private static double Score(StepInfo info) => info.LogIntensity - info.Compensator;

    private static (EventBatch Stream, Rhythm Rhythm) WithDayAndNight(int seed, int events, int days)
    {
        EventBatch operational = RandomStreams.Excited(seed, events, 20, 1, 0);
        long span = operational.TimeTicks[^1] - operational.TimeTicks[0];
        Rhythm rhythm = RhythmTests.DayAndNight(operational.TimeTicks[0], span / days);
        return (EventSlices.WithTimes(operational, rhythm.ToStream), rhythm);
    }
}
