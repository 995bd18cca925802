using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Events that nearly nothing explains: the squares of their derivatives would overflow.</summary>
public sealed class UnexplainedEventTests
{
    [Fact]
    public void Entries_of_a_row_are_bounded_so_that_their_squares_are_finite()
    {
        Doubles8 mass = Doubles8.Filled(1), decays = Doubles8.Filled(1);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            mass[b] = b + 1;
        }
        foreach (double scale in new[] { 1e5, 1e30, 1e300, double.PositiveInfinity })
        {
            var scalar = new float[16];
            var vector = new float[16];
            ScalarLanes.Components(mass, decays, default, scale, scalar);
            VectorLanes.Components(mass, decays, default, scale, vector);
            Assert.All(scalar[..8], entry => Assert.Equal(ILanes.RowEntryMax, entry));
            Assert.Equal(scalar[..8], vector[..8]);
        }
    }

    [Fact]
    public void A_million_strangers_and_then_a_sudden_repeat_leave_the_parameters_finite()
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(1_000_000, 1, targeted: true, targetless: false);
        var batch = new EventBatch();
        long time = 0;
        for (int i = 0; i < 3_000; i++)
        {
            time += 1_000_000_000_000 + (i % 7 * 1_000_000);
            batch.Add(time, 2 * i, (2 * i) + 1, 0);
            if (i > 2_500 && i % 10 == 0)
            {
                batch.Add(time + 1, 2 * i, (2 * i) + 1, 0);
            }
        }
        learner.Step(batch);
        Assert.All(learner.State.Parameters.Theta, parameter => Assert.InRange(parameter, 0, double.MaxValue));
    }
}
