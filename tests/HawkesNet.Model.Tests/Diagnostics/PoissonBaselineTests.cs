using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Diagnostics;

/// <summary>The Poisson baseline is a likelihood: its rates over all channels integrate to its compensator.</summary>
public class PoissonBaselineTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    [InlineData(1.0)]
    public void Compensator_equals_the_integral_of_the_rates_over_all_channels(double targetlessShare)
    {
        var scenario = new Scenario(8, new StreamShape(80)
        {
            Actors = 5,
            TargetlessShare = targetlessShare,
            SelfShare = 0,
            Types = 2,
        });
        ModelState state = scenario.Run(new VectorLocalStep()).State;
        new VectorLocalStep().Commit(state);
        long from = state.ClockTicks, to = from + 5000;
        double compensator = Log(state, 0, targetlessShare < 1 ? 1 : -1, 0, to, to)
            - Log(state, 0, targetlessShare < 1 ? 1 : -1, 0, from, to);
        double integral = Quadrature.Integrate(time => TotalRate(state, time), from, to, 500);
        Close.Assert(integral, compensator, 1e-4);
    }

    [Fact]
    public void A_wait_of_no_length_costs_nothing()
    {
        var scenario = new Scenario(9, new StreamShape(50));
        ModelState state = scenario.Run(new VectorLocalStep()).State;
        long time = state.ClockTicks + 100;
        Assert.True(Log(state, 0, -1, 0, time, time) > Log(state, 0, -1, 0, time - 50, time));
    }

    /// <summary>Sum of the rates of all channels that can occur, at the nearest whole tick.</summary>
    private static double TotalRate(ModelState state, double time)
    {
        long ticks = (long)Math.Round(time);
        double sum = 0;
        for (int u = 0; u < state.TypeCount; u++)
        {
            for (int s = 0; s < state.ActorCount; s++)
            {
                for (int r = state.HasTargetless ? -1 : 0; r < (state.HasTargets ? state.ActorCount : 0); r++)
                {
                    sum += r == s ? 0 : Math.Exp(Log(state, s, r, u, ticks, ticks));
                }
            }
        }
        return sum;
    }

    private static double Log(ModelState state, int source, int target, int type, long from, long time)
    {
        int dyad = target < 0 ? -1 : state.Dyads.Find(source, target);
        return PoissonBaseline.Score(state, source, target, type, dyad, from, time).LogLikelihood;
    }
}
