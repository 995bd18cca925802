using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using Xunit;

namespace HawkesNet.Model.Tests.Diagnostics;

/// <summary>The distance of rescaled waiting times from the unit exponential.</summary>
public class TimeRescalingTests
{
    private const int Waits = 20_000;

    [Fact]
    public void Unit_exponential_waits_are_close()
    {
        // The alarm is the distance exceeded once in a hundred; the histogram may add one bin of 1/1024.
        ScoreTally tally = Tally((_, wait) => wait, Waits);
        ModelDiagnostics fit = Diagnose(tally);
        Assert.Equal(1.6276 / Math.Sqrt(tally.Waits), fit.KsAlarm, 1e-12);
        Assert.InRange(tally.Waits, Waits / 4, Waits);
        Assert.True(fit.KsDistance < fit.KsAlarm + (1.0 / ScoreTally.BinCount), $"distance {fit.KsDistance}");
        Assert.All(fit.QuantilePoints.Take(95),
            point => Assert.Equal(point.Expected, point.Observed, 0.02 + (0.05 * point.Expected)));
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.5)]
    public void Scaled_waits_are_as_far_as_theory_says(double scale)
    {
        ModelDiagnostics fit = Diagnose(Tally((_, wait) => wait * scale, Waits));
        // sup_x |e^(-x) - e^(-x/c)| is where the densities are equal, at x = ln c / (1 - 1/c).
        double at = Math.Log(scale) / (1 - (1 / scale));
        double distance = Math.Abs(Math.Exp(-at) - Math.Exp(-at / scale));
        Assert.Equal(distance, fit.KsDistance, fit.KsAlarm + (1.0 / ScoreTally.BinCount));
        Assert.True(fit.KsDistance > 5 * fit.KsAlarm);
    }

    [Fact]
    public void Waits_without_length_do_not_count()
    {
        var tally = new ScoreTally();
        tally.Add(-1, 0, -2, isLearning: true);
        tally.Add(-1, 0.5, -2, isLearning: true);
        Assert.Equal(2, tally.Events);
        Assert.Equal(1, tally.Waits);
        Assert.Equal(-1.25, tally.Score);
        Assert.Equal(-2, tally.PoissonScore);
    }

    [Fact]
    public void The_recent_score_follows_the_newest_events()
    {
        var tally = new ScoreTally();
        for (int i = 0; i < 20_000; i++)
        {
            tally.Add(i < 10_000 ? -5 : -1, 0, -2, isLearning: true);
        }
        Assert.Equal(-3, tally.Score, 1e-9);
        Assert.Equal(-1, tally.RecentScore, 1e-3);
    }

    [Fact]
    public void Waits_from_before_the_model_had_learned_are_outweighed()
    {
        ModelDiagnostics fit = Diagnose(Tally((i, wait) => i < 2000 ? 3 * wait : wait, 60_000));
        Assert.True(fit.KsDistance < fit.KsAlarm, $"distance {fit.KsDistance}, alarm {fit.KsAlarm}");
    }

    private static ScoreTally Tally(Func<int, double, double> scale, int waits)
    {
        var random = new Random(12);
        var tally = new ScoreTally();
        for (int i = 0; i < waits; i++)
        {
            tally.Add(0, scale(i, -Math.Log(1 - random.NextDouble())), 0, isLearning: true);
        }
        return tally;
    }

    private static ModelDiagnostics Diagnose(ScoreTally tally)
    {
        var state = new ModelState(new ModelSpec());
        var view = new ModelView(state, tally.Events, true, 0,
            ParameterCovariance.Of(new Evidence(), state, new GlobalStep()), tally);
        return view.Diagnose();
    }
}
