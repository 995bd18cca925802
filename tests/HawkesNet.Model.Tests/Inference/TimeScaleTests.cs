using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Neither the unit of time nor where it starts means anything to the model.</summary>
public class TimeScaleTests
{
    private static readonly EventBatch Stream = RandomStreams.Excited(6, 3000, 25, 1, 0.1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_unit_of_time_ten_times_finer_costs_ln_ten_per_event_and_no_more(int power)
    {
        long factor = (long)Math.Pow(10, power);
        (double score, double[] theta) = Learn(Stream);
        (double scaledScore, double[] scaledTheta) = Learn(EventSlices.WithTimes(Stream, time => time * factor));
        Assert.True(
            Math.Abs(score - (power * Math.Log(10)) - scaledScore) < 1e-9,
            $"off by {score - (power * Math.Log(10)) - scaledScore:E2}");
        for (int p = 0; p < theta.Length; p++)
        {
            // Rows of evidence are floats: one on the edge between two may round either way, by 6e-8 of one event.
            Close.Assert(theta[p], scaledTheta[p], 1e-7, 1e-3, $"parameter {p}:");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1024)]
    public void A_unit_of_time_finer_by_a_power_of_two_gives_the_same_bits(long factor)
    {
        double[] theta = Learn(Stream).Theta;
        Assert.Equal(theta, Learn(EventSlices.WithTimes(Stream, time => time * factor)).Theta);
    }

    [Theory]
    [InlineData(1_767_225_600_000_000_000, 1)]
    [InlineData(-4_000_000_000, 1)]
    [InlineData(1_767_225_600_000_000_000, 3)]
    [InlineData(-4_000_000_000, 3)]
    public void Shifting_all_times_changes_nothing(long shift, int types)
    {
        EventBatch stream = RandomStreams.Excited(7, 1000, 10, types, 0.2);
        (double score, double[] theta) = Learn(stream);
        (double shiftedScore, double[] shiftedTheta) = Learn(EventSlices.WithTimes(stream, time => time + shift));
        Assert.Equal(score, shiftedScore);
        Assert.Equal(theta, shiftedTheta);
    }

    private static (double Score, double[] Theta) Learn(EventBatch stream)
    {
        var learner = new OnlineLearner(new ModelSpec());
        StepInfo info = learner.Step(stream);
        return (info.LogLikelihood / info.Events, [.. learner.State.Parameters.Theta]);
    }
}
