using HawkesNet.Model.Clustering;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>Collapsed parameters against sums and integrals over them.</summary>
public class ClusterScoreTests
{
    [Theory]
    [InlineData(0, 0, 1, 10)]
    [InlineData(0, 25, 1, 10)]
    [InlineData(3.7, 1.2, 1, 10)]
    [InlineData(40, 55.5, 1, 10)]
    [InlineData(12.25, 30, 0.2, 320)]
    [InlineData(5, 2, 3.5, 5)]
    [InlineData(800, 500, 1, 320)]
    public void A_collapsed_cell_is_the_likelihood_integrated_over_its_gamma_prior(
        double count, double expected, double parent, double strength)
    {
        double shape = strength * parent;
        double prior = LogIntegral(shape, strength);
        double joint = LogIntegral(shape + count, strength + expected);
        Close.Assert(joint - prior, ClusterScore.Marginal(count, expected, parent, strength), 1e-9, 1);
    }

    [Fact]
    public void A_cell_that_cannot_happen_costs_nothing() => Assert.Equal(0, ClusterScore.Marginal(0, 10, 0, 10));

    [Fact]
    public void Collapsed_types_are_the_product_of_an_urns_draws()
    {
        double[] shares = [0.5, 0.3, 0.2];
        double[] counts = [3, 0, 2];
        double sum = 0, drawn = 0;
        for (int u = 0; u < counts.Length; u++)
        {
            for (int n = 0; n < counts[u]; n++)
            {
                sum += Math.Log(((ClusterFit.TypeShrinkage * shares[u]) + n) / (ClusterFit.TypeShrinkage + drawn++));
            }
        }
        Close.Assert(sum, ClusterScore.Types(counts, u => shares[u]), 1e-12);
    }

    [Fact]
    public void A_planted_partition_scores_above_one_cluster_and_above_a_random_partition()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 2, blocks: 3, actors: 45, events: 2500, insideShare: 0.9);
        ClusterFit pooled = planted.Pooled();
        double truth = ClusterScore.Of(PlantedWindow.Fit(pooled, actor => actor % 3, 3));
        Assert.True(truth > ClusterScore.Of(pooled) + 100);
        Assert.True(truth > ClusterScore.Of(PlantedWindow.Fit(pooled, actor => actor / 15, 3)) + 100);
    }

    [Fact]
    public void One_cluster_scores_above_any_other_partition_where_nothing_was_planted()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 3, blocks: 1, actors: 45, events: 2500, insideShare: 0);
        ClusterFit pooled = planted.Pooled();
        for (int clusters = 2; clusters <= 5; clusters++)
        {
            ClusterFit fit = PlantedWindow.Fit(pooled, actor => actor % clusters, clusters);
            Assert.True(ClusterScore.Of(pooled) > ClusterScore.Of(fit), $"{clusters} clusters win");
        }
    }

    /// <summary>Log of ∫ x^(shape - 1) e^(-rate x) dx, by the trapezoid rule in log x, where it converges
    /// exponentially.</summary>
    private static double LogIntegral(double shape, double rate)
    {
        const double Step = 0.005;
        double Log(double y) => (shape * y) - (rate * Math.Exp(y));
        double peak = Math.Log(shape / rate), most = Log(peak), sum = 0;
        for (int i = -20_000; i <= 20_000; i++)
        {
            sum += Step * Math.Exp(Log(peak + (i * Step)) - most);
        }
        return most + Math.Log(sum);
    }
}
