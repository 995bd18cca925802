using HawkesNet.Model.Events;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Rhythms;

/// <summary>Periods, profiles and grids, found from times alone.</summary>
public sealed class RhythmSearchTests
{
    private const long Day = 1_000_000_000;

    [Fact]
    public void The_period_of_day_and_night_is_found_to_a_small_part_of_a_period_over_the_span()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            long[] times = Times(seed, 4000, RhythmTests.DayAndNight(0, Day), days: 80);
            long period = RhythmPeriods.Find(times, 3)[0];
            Assert.InRange(80.0 * Day / period, 79.95, 80.05);
        }
    }

    [Fact]
    public void Times_without_a_rhythm_rarely_have_a_period()
    {
        int found = Enumerable.Range(1, 100).Count(
            seed => RhythmPeriods.Find(Times(seed, 2000, Rhythm.Flat, days: 80), 3).Count > 0);
        // Two in a hundred at whole numbers of periods, and a few more between them.
        Assert.InRange(found, 0, 12);
    }

    [Fact]
    public void Levels_are_recovered()
    {
        Rhythm truth = RhythmTests.DayAndNight(0, Day);
        long[] times = Times(seed: 1, 20_000, truth, days: 200);
        var found = new Rhythm(times[0], Day, RhythmProfile.Of(times, Day, harmonics: 12).Levels(5)!);
        double squares = 0;
        for (int c = 0; c < RhythmProfile.Cells; c++)
        {
            long middle = times[0] + (long)((c + 0.5) * Day / RhythmProfile.Cells);
            squares += Math.Pow(found.Level(middle) - truth.Level(middle), 2);
        }
        // Twelve harmonics round the edges off: they leave a quarter of the level there, and about 0.2 on the mean.
        Assert.InRange(Math.Sqrt(squares / RhythmProfile.Cells), 0, 0.25);
    }

    [Fact]
    public void Independent_times_have_hardly_a_profile()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var profile = RhythmProfile.Of(Times(seed, 5000, Rhythm.Flat, days: 100), Day, 12);
            double[] levels = profile.Levels(5) ?? [];
            Assert.InRange(profile.EffectiveParameters, 0, 4);
            Assert.All(levels, level => Assert.InRange(level, 0.8, 1.2));
        }
    }

    [Fact]
    public void Bursts_that_keep_to_no_hour_give_no_more_of_a_profile_than_independent_times()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            long[] starts = Times(seed, 200, Rhythm.Flat, days: 100);
            long[] bursts = [.. starts.SelectMany(time => Enumerable.Range(0, 25).Select(i => time + (i * Day / 500)))
                .Order()];
            var profile = RhythmProfile.Of(bursts, Day, 12);
            profile.Levels(5);
            Assert.InRange(profile.EffectiveParameters, 0, 6);
        }
    }

    [Fact]
    public void Too_few_periods_give_no_rhythm() => Assert.Null(
        RhythmProfile.Of(Times(1, 1000, RhythmTests.DayAndNight(0, Day), days: 4), Day, 12).Levels(5));

    [Theory]
    [InlineData(1, 10, 0)]
    [InlineData(20_000, 10, 20_000)]
    [InlineData(3_600_000, 1000, 3_600_000)]
    public void The_grid_that_times_are_rounded_to_is_found(long rounding, int days, double expected)
    {
        long[] times = [.. Times(1, 8000, Rhythm.Flat, days).Select(time => time / rounding * rounding)];
        Assert.Equal(expected, TimeGrid.Step(times));
    }

    [Fact]
    public void Equal_times_have_no_grid() => Assert.Equal(0, TimeGrid.Step(new long[100]));

    /// <summary>Independent times under a rhythm.</summary>
    internal static long[] Times(int seed, int count, Rhythm rhythm, int days)
    {
        var rng = new Random(seed);
        long[] operational = new long[count];
        for (int i = 0; i < count; i++)
        {
            operational[i] = rng.NextInt64(days * Day);
        }
        operational[0] = 0;
        operational[1] = (days * Day) - 1;
        Array.Sort(operational);
        return [.. operational.Select(rhythm.ToStream)];
    }
}
