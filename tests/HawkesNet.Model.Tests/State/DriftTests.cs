using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.State;

/// <summary>The drift of the baseline by itself: times are expected events of the steady baseline.</summary>
public class DriftTests
{
    [Fact]
    public void Events_expected_are_the_integral_of_the_factor()
    {
        Drift drift = After(new Random(1), rate: 3, events: 200);
        for (double wait = 0.5; wait < 12; wait *= 2)
        {
            Drift from = drift;
            double integral = Quadrature.Integrate(x => from.FactorAfter(x), 0, wait, wait / 64);
            Close.Assert(integral, drift.Pass(wait), 1e-9, what: $"wait {wait}");
            drift = Counted(drift);
        }
    }

    [Fact]
    public void A_wait_is_the_sum_of_its_parts()
    {
        Drift whole = After(new Random(2), rate: 0.5, events: 300), parts = whole;
        double expected = whole.Pass(100), sum = 0;
        for (int i = 0; i < 400; i++)
        {
            sum += parts.Pass(0.25);
        }
        Close.Assert(expected, sum, 1e-9);
        Close.Assert(whole.Factor, parts.Factor, 1e-9);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(5.0)]
    public void A_baseline_that_has_changed_is_followed(double rate)
    {
        var random = new Random(3);
        Drift drift = After(random, rate: 1, events: 2_000);
        drift = After(random, rate, events: 500, drift);
        double expected = 0;
        const int Events = 1_000;
        for (int i = 0; i < Events; i++)
        {
            expected += drift.Pass(-Math.Log(1 - random.NextDouble()) / rate);
            drift.Add(1, 0);
            drift.Commit();
        }
        Assert.InRange(expected / Events, 0.9, 1.1);
    }

    [Fact]
    public void A_steady_baseline_loses_next_to_nothing()
    {
        var random = new Random(4);
        var drift = new Drift();
        double loss = 0, expected = 0;
        const int Events = 20_000;
        for (int i = 0; i < Events; i++)
        {
            double wait = -Math.Log(1 - random.NextDouble());
            double compensator = drift.Pass(wait);
            loss += compensator - wait - Math.Log(drift.Factor);
            expected += Math.Abs(drift.Factor - 1);
            drift.Add(1, 0);
            drift.Commit();
        }
        Assert.InRange(loss, -3, 3);
        Assert.InRange(expected / Events, 0, 0.01);
    }

    [Fact]
    public void A_silence_of_any_length_expects_few_events()
    {
        Drift drift = After(new Random(5), rate: 1, events: 2_000);
        double hundred = Copy(drift).Pass(100), long_ = Copy(drift).Pass(23_000);
        Assert.InRange(hundred, 10, 40);
        Assert.InRange(long_, hundred, 0.02 * 23_000);
        double endless = Copy(drift).Pass(1e12);
        Assert.True(double.IsFinite(endless) && endless < 0.02 * 1e12);
    }

    [Fact]
    public void Events_of_one_time_do_not_tell_on_each_other()
    {
        Drift drift = After(new Random(6), rate: 2, events: 100);
        double factor = drift.Factor;
        drift.Add(1, 0.5);
        drift.Add(1, 3);
        Assert.Equal(factor, drift.Factor);
        drift.Commit();
        Assert.NotEqual(factor, drift.Factor);
    }

    [Fact]
    public void A_million_events_at_once_leave_it_finite_and_it_comes_back()
    {
        Drift drift = After(new Random(7), rate: 1, events: 500);
        for (int i = 0; i < 1_000_000; i++)
        {
            drift.Add(1, 0);
        }
        drift.Commit();
        Assert.True(double.IsFinite(drift.Factor) && drift.Factor > 0);
        drift = After(new Random(9), rate: 1, events: 2_000, drift);
        Assert.InRange(drift.Factor, 0.8, 1.25);
    }

    [Fact]
    public void Learning_takes_no_notice_of_it()
    {
        var scenario = new Scenario(8, new StreamShape(200) { Types = 2 });
        (ModelState one, ModelState other) = (scenario.NewState(), scenario.NewState());
        other.Drift = After(new Random(8), rate: 4, events: 300);
        var local = new VectorLocalStep();
        (Evidence a, Evidence b) = (new Evidence(), new Evidence());
        (EventScores steady, EventScores drifted) = (new EventScores(200), new EventScores(200));
        local.Run(one, a, scenario.Batch, 0, 200, steady);
        local.Run(other, b, scenario.Batch, 0, 200, drifted);
        a.Sum<VectorLanes>(evenIfPartial: true);
        b.Sum<VectorLanes>(evenIfPartial: true);
        Assert.Equal(a.Gradient, b.Gradient);
        Assert.Equal(a.Exposure, b.Exposure);
        Assert.Equal(a.Information, b.Information);
        Assert.Equal(one.BaselineCountSum, other.BaselineCountSum);
        Assert.NotEqual(steady.LogIntensity, drifted.LogIntensity);
    }

    /// <summary>After events of a baseline that is so many times the steady one.</summary>
    private static Drift After(Random random, double rate, int events) =>
        After(random, rate, events, new Drift());

    private static Drift After(Random random, double rate, int events, Drift drift)
    {
        for (int i = 0; i < events; i++)
        {
            drift.Pass(-Math.Log(1 - random.NextDouble()) / rate);
            drift.Add(1, 0);
            drift.Commit();
        }
        return drift;
    }

    private static Drift Counted(Drift drift)
    {
        drift.Commit();
        return drift;
    }

    private static Drift Copy(Drift drift) => drift;
}
