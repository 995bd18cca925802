using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HawkesNet.Cli.Tests.Verify;

/// <summary>What the generators draw has the expectations of their formulas.</summary>
public sealed class GeneratorTests
{
    [Fact]
    public void Mixtures_are_stable_and_every_cluster_has_half_an_event_per_second()
    {
        var setting = new MixtureSetting(200, 10, 4, 100);
        MixtureParameters parameters = setting.Draw(new CounterRng(seed: 2, stream: 1000));
        for (int k = 0; k < setting.Clusters; k++)
        {
            Assert.InRange(MixtureSetting.SpectralRadius(parameters.Offspring[k]), 0.6, 0.8);
            Assert.All(parameters.Offspring[k].Cast<double>(), entry => Assert.InRange(entry, 0, 1));
            Assert.Equal(
                0.5, MixtureSetting.StationaryTotal(parameters.Baselines[k], parameters.Offspring[k]), 9);
        }
    }

    [Fact]
    public void Clusters_with_the_same_baseline_share_its_shape()
    {
        double[][] baselines = new MixtureSetting(50, 5, 3, 100, SameBaseline: true)
            .Draw(new CounterRng(seed: 4)).Baselines;
        for (int type = 0; type < 5; type++)
        {
            Assert.Equal(baselines[0][type] / baselines[0].Sum(), baselines[2][type] / baselines[2].Sum(), 12);
        }
    }

    [Fact]
    public void A_mixture_has_its_expected_number_of_events()
    {
        // Branching ratios near 0.7 make the variance of the count about n / 0.3²: its standard deviation is 2.4 % of
        // 20,000, of the mean over ten seeds 0.8 %. The start from nothing costs a delay of some seconds in 200.
        double mean = Enumerable.Range(1, 10)
            .Average(seed => new MixtureSample(new MixtureSetting(200, 5, 3, 100), (ulong)seed).Events.Count);
        Assert.InRange(mean, 20_000 * 0.95, 20_000 * 1.025);
    }

    [Fact]
    public void Ties_have_the_spectral_radius_that_was_asked_for()
    {
        var setting = new TieSetting(50, .1, 50_000, 5, Groups: 2);
        TieNetwork network = setting.Draw(new CounterRng(seed: 1, stream: 5000));
        Matrix<double> matrix = Matrix<double>.Build.Dense(50, 50);
        for (int source = 0; source < 50; source++)
        {
            foreach (ChannelOffspring tie in network.Ties[source])
            {
                Assert.NotEqual(source, tie.Channel);
                matrix[source, tie.Channel] = tie.Mean;
            }
        }
        Assert.Equal(0.7, matrix.Evd().EigenValues.Max(value => value.Magnitude), 6);
        Vector<double> rates = Vector<double>.Build.DenseOfArray(network.StationaryRates());
        Vector<double> expected = Vector<double>.Build.DenseOfArray(network.Baselines) + (matrix.Transpose() * rates);
        Assert.True((rates - expected).InfinityNorm() < 1e-9);
        Assert.Equal(5, rates.Sum(), 9);
    }

    [Fact]
    public void Groups_are_nine_times_more_tied_within_than_between()
    {
        TieNetwork network = new TieSetting(400, .05, 1000, 1, Groups: 4).Draw(new CounterRng(seed: 3));
        double within = 0, between = 0;
        for (int source = 0; source < 400; source++)
        {
            within += network.Ties[source].Count(tie => tie.Channel % 4 == source % 4);
            between += network.Ties[source].Count(tie => tie.Channel % 4 != source % 4);
        }
        // Expected 5,940 of 39,600 pairs within and 2,000 of 120,000 between; five standard deviations.
        Assert.InRange(within, 5940 - 360, 5940 + 360);
        Assert.InRange(between, 2000 - 222, 2000 + 222);
    }

    [Fact]
    public void Actors_with_ties_have_their_stationary_rates()
    {
        var setting = new TieSetting(50, .05, 50_000, 5);
        double[] rates = setting.Draw(new CounterRng(seed: 6, stream: 5000)).StationaryRates();
        var sample = new TieSample(setting, seed: 6);
        Assert.InRange(sample.Events.Count, 50_000 * 0.95, 50_000 * 1.05);
        int[] counts = [.. Enumerable.Range(0, 50).Select(_ => 0)];
        foreach (int source in sample.Events.Sources)
        {
            counts[source]++;
        }
        double[] expected = [.. rates.Select(rate => rate * setting.EndSeconds).Order()];
        int[] drawn = [.. counts.Order()];
        // About a thousand events each, with clustering: a standard deviation is at most a tenth.
        Assert.All(Enumerable.Range(0, 50), i => Assert.InRange(drawn[i] / expected[i], 0.75, 1.25));
    }

    [Fact]
    public void Dyads_that_differ_in_dynamics_only_have_equal_counts()
    {
        var setting = new RelationalSetting(100, 2, 20_000, 1) { DynamicsOnly = true };
        double[,] baselines = setting.Baselines();
        Assert.Equal(baselines[0, 0], baselines[0, 1], 12);
        (double within, double total) = CountWithin(setting, seed: 1);
        // A count of 20,000 with a branching ratio of 0.7 has a standard deviation of 470; the share within clusters
        // is 2 * 50 * 49 / 9,900 with one of about 1.2 %.
        Assert.InRange(total, 20_000 - 2000, 20_000 + 1500);
        Assert.InRange(within / total, 0.4949 - 0.05, 0.4949 + 0.05);
    }

    [Fact]
    public void Dyads_within_and_between_clusters_have_their_stationary_counts()
    {
        var setting = new RelationalSetting(100, 2, 40_000, 2);
        double[,] baselines = setting.Baselines();
        double expectedWithin = 2 * 50 * 49 * baselines[0, 0] / (1 - 0.25 - 0.4) * RelationalSetting.EndSeconds;
        double expectedBetween = 2 * 50 * 50 * baselines[0, 1] / (1 - 0.25 - 0.2) * RelationalSetting.EndSeconds;
        Assert.Equal(40_000, expectedWithin + expectedBetween, 6);
        (double within, double total) = CountWithin(setting, seed: 2);
        Assert.InRange(within / expectedWithin, 0.94, 1.06);
        Assert.InRange((total - within) / expectedBetween, 0.94, 1.06);
    }

    [Fact]
    public void In_a_growing_network_nobody_acts_before_both_are_there()
    {
        var setting = new RelationalSetting(60, 3, 6000, 3) { Growing = true };
        var world = new RelationalWorld(setting, new CounterRng(seed: 1, stream: 9000));
        Assert.InRange(world.Changes.Count, 60 * 0.5, 60 * 0.9);
        Assert.All(world.Changes, time => Assert.InRange(time, 0, 500));
        Assert.Equal(0, world.Baseline(0, 1, world.LiveFrom(0, 1) - 1e-6));
        Assert.True(world.Baseline(0, 1, world.LiveFrom(0, 1)) > 0);
    }

    [Fact]
    public void At_half_time_a_tenth_move_and_half_double_their_baseline()
    {
        var setting = new RelationalSetting(2000, 3, 60_000, 3) { Drifting = true };
        var world = new RelationalWorld(setting, new CounterRng(seed: 1));
        Assert.InRange(Enumerable.Range(0, 2000).Count(world.HasMoved), 200 - 55, 200 + 55);
        int[] stayed = [.. Enumerable.Range(0, 2000).Where(i => !world.HasMoved(i))];
        // Of the targets nine in ten have not moved either; the other ratios are those of clusters.
        double doubled = stayed.Average(i => Ratio(world, i, (i + 3) % 2000) is > 1.99 and < 2.01 ? 1.0 : 0);
        double kept = stayed.Average(i => Ratio(world, i, (i + 3) % 2000) is > 0.99 and < 1.01 ? 1.0 : 0);
        Assert.InRange(doubled, 0.45 - 0.06, 0.45 + 0.06);
        Assert.InRange(kept, 0.45 - 0.06, 0.45 + 0.06);
    }

    [Fact]
    public void Equal_seeds_give_equal_streams_and_others_do_not()
    {
        var setting = new RelationalSetting(20, 2, 500, 2) { Drifting = true };
        long[] first = new RelationalSample(setting, 7).Events.TimeTicks.ToArray();
        Assert.Equal(first, new RelationalSample(setting, 7).Events.TimeTicks.ToArray());
        Assert.NotEqual(first, new RelationalSample(setting, 8).Events.TimeTicks.ToArray());
    }

    private static double Ratio(RelationalWorld world, int source, int target) =>
        world.Baseline(source, target, 501) / world.Baseline(source, target, 499);

    private static (double Within, double Total) CountWithin(RelationalSetting setting, ulong seed)
    {
        var sample = new RelationalSample(setting, seed);
        int[] clusters = sample.TrueClusters(0, setting.Actors);
        double within = 0;
        for (int i = 0; i < sample.Events.Count; i++)
        {
            within += clusters[sample.Events.Sources[i]] == clusters[sample.Events.Targets[i]] ? 1 : 0;
        }
        return (within, sample.Events.Count);
    }
}
