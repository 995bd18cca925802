using HawkesNet.Model.Rhythms;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Rhythms;

/// <summary>The map between the stream's time and operational time.</summary>
public sealed class RhythmTests
{
    private const long Period = 86_400_000_000_000;

    [Fact]
    public void Without_a_rhythm_both_times_are_one()
    {
        Assert.True(Rhythm.Flat.IsFlat);
        foreach (long time in (long[])[long.MinValue, -1, 0, 12_345, long.MaxValue])
        {
            Assert.Equal(time, Rhythm.Flat.ToOperational(time));
            Assert.Equal(time, Rhythm.Flat.ToStream(time));
            Assert.Equal(1, Rhythm.Flat.Level(time));
        }
    }

    [Fact]
    public void A_whole_period_takes_as_long_in_both_times()
    {
        Rhythm rhythm = DayAndNight(origin: 1_700_000_000_000_000_000);
        for (long time = rhythm.OriginTicks; time < rhythm.OriginTicks + (3 * Period); time += Period / 7)
        {
            Close.Assert(Period, rhythm.OperationalBetween(time, time + Period), 1e-14);
        }
    }

    [Fact]
    public void Operational_time_is_the_integral_of_the_level()
    {
        Rhythm rhythm = DayAndNight(origin: 5);
        const long Step = Period / 9600;
        double sum = 0;
        for (long time = 5; time < 5 + (2 * Period); time += Step)
        {
            Close.Assert(sum, rhythm.OperationalBetween(5, time), 1e-9, floor: Period);
            // Cells end where steps end, so the level is that of the middle all along.
            sum += rhythm.Level(time + (Step / 2)) * Step;
        }
    }

    [Fact]
    public void Operational_time_never_goes_back_and_the_way_back_finds_the_stream_s_time()
    {
        var rng = new Random(3);
        Rhythm rhythm = DayAndNight(origin: 1_700_000_000_000_000_000).Through(1_700_000_000_000_000_777, 42);
        long before = long.MinValue, time = rhythm.OriginTicks;
        for (int i = 0; i < 20_000; i++)
        {
            time += rng.NextInt64(i % 2 == 0 ? 3 : Period / 100);
            long operational = rhythm.ToOperational(time);
            Assert.True(operational >= before);
            // What rounding lets fall together is no longer than a tick of operational time takes at night.
            Assert.InRange(rhythm.ToStream(operational) - time, -25, 25);
            before = operational;
        }
    }

    [Fact]
    public void The_shifted_map_meets_the_stream_s_time_where_it_should()
    {
        Rhythm rhythm = DayAndNight(origin: 0).Through(Period / 3, 1234);
        Assert.Equal(1234, rhythm.ToOperational(Period / 3));
        Assert.Equal(rhythm.Levels.ToArray(), DayAndNight(origin: 0).Levels.ToArray());
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(long.MaxValue - 10)]
    public void The_ends_of_time_are_no_exception(long origin)
    {
        Rhythm rhythm = DayAndNight(origin);
        long last = rhythm.ToOperational(long.MaxValue);
        Assert.True(last >= rhythm.ToOperational(origin));
        Assert.InRange(rhythm.Level(long.MaxValue), 0.04, 4);
        Assert.True(rhythm.ToStream(last) >= origin);
    }

    [Fact]
    public void Levels_that_are_no_rhythm_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Rhythm(0, 100, [1, 1.5]));
        Assert.Throws<ArgumentException>(() => new Rhythm(0, 100, [2, 0]));
        Assert.Throws<ArgumentException>(() => new Rhythm(0, 0, [1, 1]));
        Assert.Throws<ArgumentException>(() => new Rhythm(0, 100, []));
    }

    internal static Rhythm DayAndNight(long origin, long period = Period)
    {
        var levels = new double[24];
        for (int hour = 0; hour < 24; hour++)
        {
            levels[hour] = hour is >= 6 and < 18 ? 1.9 : 0.1;
        }
        levels[3] = 0.05;
        levels[12] = 1.95;
        return new Rhythm(origin, period, levels);
    }
}
