using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;
using MathNet.Numerics.Distributions;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

/// <summary>Intervals of weights.</summary>
public sealed class TieIntervalTests
{
    [Fact]
    public void The_shortest_interval_is_that_of_a_search_over_all_of_them()
    {
        double[] beyondOne =
            [0, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 0.7, 1, 1.5, 2, 3.3, 5, 9, 17, 40, 123.4, 900, 1e4, 1e6];
        foreach (double beyond in beyondOne)
        {
            (double low, double high) = PlainHighestDensity.Of(1 + beyond);
            (double foundLow, double foundHigh) = TieInterval.HighestDensity(1 + beyond);
            // Errors count against the length: the search stands where densities no longer differ in its digits.
            Close.Assert(low, foundLow, 1e-7, high - low, $"low end of shape 1 + {beyond}:");
            Close.Assert(high, foundHigh, 1e-7, high - low, $"high end of shape 1 + {beyond}:");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.0001)]
    [InlineData(1.5)]
    [InlineData(4)]
    [InlineData(40)]
    [InlineData(1e4)]
    public void The_high_end_leaves_a_twentieth_beyond_it(double shape)
    {
        double beyond = 1 - Gamma.CDF(shape, 1, TieInterval.Upper(shape, TieInterval.HighestDensity(shape).High));
        Close.Assert(0.05, beyond, 1e-9);
    }

    [Fact]
    public void The_weight_alone_is_the_estimates_mean()
    {
        ModelView view = InfluenceScenario.View(
            3, TextbookIntensityTests.Shapes[0], offspring: 0.4, tied: 0.2);
        Assert.True(view.HasTies);
        for (int source = 0; source < view.ActorCount; source++)
        {
            for (int target = 0; target < view.ActorCount; target++)
            {
                Assert.Equal(view.Tie(source, target).Mean, view.TieMean(source, target));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.005)]
    public void The_heaviest_ties_are_those_of_a_look_at_every_pair(double minWeight)
    {
        ModelView view = InfluenceScenario.View(4, TextbookIntensityTests.Shapes[0], offspring: 0.4, tied: 0.2);
        var all = new List<TieEstimate>();
        for (int p = 0; p < view.State.Ties.Pairs.Count; p++)
        {
            TiePair pair = view.State.Ties.Pairs[p];
            all.Add(new TieEstimate(pair.Source, pair.Target, view.Tie(pair.Source, pair.Target)));
        }
        TieEstimate[] expected = [.. all.Where(tie => tie.Weight.Mean >= minWeight)
            .OrderByDescending(tie => tie.Weight.Mean).ThenBy(tie => tie.Source).ThenBy(tie => tie.Target)];
        Assert.True(expected.Length > 5);
        foreach (int top in new[] { 0, 1, 5, expected.Length, 1_000 })
        {
            Assert.Equal(expected.Take(top), TieEstimates.Top(view, top, minWeight));
        }
    }
}
