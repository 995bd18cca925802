using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Simulation;
using Xunit;

namespace HawkesNet.Model.Tests.Statistical;

/// <summary>How much the weights of events count: recovered where they do, exactly zero where they do not.</summary>
public sealed class MarkTests
{
    private const int EventCount = 12_000;

    [Theory]
    [InlineData(1, 1.0, 1.0)]
    [InlineData(2, 0.5, 1.0)]
    [InlineData(3, 1.0, 0.7)]
    [InlineData(4, 1.5, 0.5)]
    public void The_exponent_of_weights_that_count_is_recovered(int seed, double exponent, double deviation)
    {
        ModelView view = Learn(Simulated(seed, exponent, deviation)).Publish();
        // The standard error of κ is about 1 / (deviation √offspring), 0.03 here; the grid it is read off is fine.
        Assert.InRange(view.Diagnose().MarkExponent, exponent - 0.15, exponent + 0.15);
        Assert.Equal(view.Diagnose().MarkExponent, view.Summarize().MarkExponent);
        Assert.InRange(view.State.Parameters.Offspring(Mechanism.Repeat), 0.2, 0.4);
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1.0)]
    [InlineData(3, 2.5)]
    [InlineData(4, 0.3)]
    [InlineData(5, 1.0)]
    [InlineData(6, 1.0)]
    [InlineData(7, 1.0)]
    [InlineData(8, 2.5)]
    public void The_exponent_of_weights_that_say_nothing_is_exactly_zero(int seed, double deviation)
    {
        OnlineLearner learner = Learn(Simulated(seed, 0, deviation));
        Assert.Equal(0, learner.Publish().Diagnose().MarkExponent);
    }

    [Fact]
    public void Equal_weights_and_weights_that_say_nothing_give_the_very_model_of_no_weights()
    {
        EventBatch weighted = Simulated(5, 0, 1);
        double[] expected = [.. Learn(Reweighted(weighted, _ => 1)).State.Parameters.Theta];
        Assert.Equal(expected, Learn(Reweighted(weighted, _ => 0.1)).State.Parameters.Theta);
        Assert.Equal(expected, Learn(weighted).State.Parameters.Theta);
    }

    [Fact]
    public void The_unit_of_weights_does_not_matter()
    {
        EventBatch weighted = Simulated(1, 1, 1);
        double[] expected = [.. Learn(weighted).State.Parameters.Theta];
        // A power of two is exact in binary, so not a bit may change.
        Assert.Equal(expected, Learn(Reweighted(weighted, weight => weight * 1024)).State.Parameters.Theta);
    }

    [Fact]
    public void A_huge_weight_and_a_zero_weight_leave_the_model_finite()
    {
        EventBatch weighted = Simulated(1, 1, 1);
        int index = 0;
        OnlineLearner learner = Learn(Reweighted(weighted, weight => index++ switch
        {
            0 or 5_000 => double.MaxValue,
            1 or 6_000 => double.Epsilon,
            2 or 7_000 => 0,
            _ => weight,
        }));
        Assert.InRange(learner.Publish().Diagnose().MarkExponent, 0.85, 1.15);
        Assert.All(learner.State.Parameters.Theta, weight => Assert.True(double.IsFinite(weight)));
    }

    private static EventBatch Simulated(int seed, double exponent, double deviation) => Simulator.Run(
        new SimulationSpec
        {
            Actors = 20,
            BaselinePerUnit = [[0.02]],
            Mechanisms =
            [
                new MechanismSpec { Mechanism = SimulatedMechanism.Repeat, Offspring = [[0.3]] },
                new MechanismSpec { Mechanism = SimulatedMechanism.Reply, Offspring = [[0.2]] },
            ],
            Marks = new MarkSpec { Median = 40, LogDeviation = deviation, Exponent = exponent },
        },
        (ulong)seed, EventCount).Events;

    private static EventBatch Reweighted(EventBatch events, Func<double, double> weight)
    {
        var result = new EventBatch(events.Count);
        for (int i = 0; i < events.Count; i++)
        {
            result.Add(events.TimeTicks[i], events.Sources[i], events.Targets[i], 0, weight(events.Weights[i]));
        }
        return result;
    }

    private static OnlineLearner Learn(EventBatch events)
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(20, 1, targeted: true, targetless: false);
        learner.Step(events);
        return learner;
    }
}
