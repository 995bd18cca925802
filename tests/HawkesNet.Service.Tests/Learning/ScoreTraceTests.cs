using HawkesNet.Model.Inference;
using HawkesNet.Service.Learning;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

public class ScoreTraceTests
{
    [Fact]
    public void A_long_stream_is_halved_and_keeps_its_mean()
    {
        var trace = new ScoreTrace();
        for (int i = 1; i <= 10_000; i++)
        {
            trace.Add(new StepInfo(64, i % 7, 0), i * 64L);
        }
        ScorePoint[] points = trace.ToArray();
        Assert.InRange(points.Length, 100, 199);
        Assert.Equal(points.OrderBy(point => point.Position), points);
        Assert.True(points.Sum(point => point.Events) > 600_000);
        double mean = points.Sum(point => point.NatsPerEvent * point.Events) / points.Sum(point => point.Events);
        Assert.Equal(3 / 64.0, mean, 0.001);
    }

    [Fact]
    public void A_step_without_a_finite_score_is_left_out()
    {
        var trace = new ScoreTrace();
        trace.Add(new StepInfo(64, double.NegativeInfinity, 0), 64);
        Assert.Empty(trace.ToArray());
        trace.Add(new StepInfo(64, 1, 0), 128);
        Assert.Single(trace.ToArray());
    }
}
