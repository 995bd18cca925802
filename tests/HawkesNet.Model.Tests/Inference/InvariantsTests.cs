using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

public sealed class InvariantsTests
{
    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.NegativeInfinity, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(0, -1)]
    public void A_score_that_is_no_number_stops_the_learner(double logIntensity, double compensator) =>
        Assert.Throws<InvalidOperationException>(
            () => Invariants.Check(new ModelState(new ModelSpec()), logIntensity, compensator));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e-300)]
    public void A_parameter_that_is_negative_or_no_number_stops_the_learner(double parameter)
    {
        var state = new ModelState(new ModelSpec());
        Invariants.Check(state, 0, 1);
        state.Parameters.Theta[7] = parameter;
        Assert.Throws<InvalidOperationException>(() => Invariants.Check(state, 0, 1));
    }
}
