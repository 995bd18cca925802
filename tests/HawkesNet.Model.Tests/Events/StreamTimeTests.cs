using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using Xunit;

namespace HawkesNet.Model.Tests.Events;

public sealed class StreamTimeTests
{
    [Theory]
    [InlineData(3, 7, 4)]
    [InlineData(-3, 7, 10)]
    [InlineData(7, 3, 0)]
    [InlineData(-9_200_000_000_000_000_000, 9_200_000_000_000_000_000, 1.84e19)]
    [InlineData(long.MinValue, long.MaxValue, 18446744073709551615.0)]
    public void Elapsed_is_right_for_any_two_times(long from, long to, double ticks) =>
        Assert.Equal(ticks, StreamTime.Elapsed(from, to));

    [Fact]
    public void Centuries_between_two_events_leave_nothing_of_the_first()
    {
        const long Far = 9_200_000_000_000_000_000;
        var learner = new OnlineLearner(new ModelSpec());
        var early = new EventBatch();
        for (int i = 0; i < 200; i++)
        {
            early.Add(-Far + (i * 1_000_000_000L), 0, EventBatch.NoTarget, 0);
        }
        learner.Step(early);
        var late = new EventBatch();
        late.Add(Far, 0, EventBatch.NoTarget, 0);
        StepInfo step = learner.Step(late);
        Assert.All(learner.State.TriggerMass, mass => Assert.Equal(0, mass[7], 1e-9));
        Assert.True(step.Compensator > 1e6, $"the baseline of centuries counts {step.Compensator} events");
    }
}
