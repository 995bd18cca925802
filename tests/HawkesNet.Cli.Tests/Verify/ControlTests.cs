using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests.Verify;

/// <summary>The protocols' own controls: what counts alone tell.</summary>
public sealed class ControlTests
{
    [Fact]
    public void Counts_tell_clusters_that_differ_in_contacts() =>
        Assert.True(Best(new RelationalSetting(100, 2, 10_000, 2), seed: 1) > 0.95);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_tell_nothing_of_clusters_that_differ_in_dynamics_only(int seed) =>
        Assert.True(Best(new RelationalSetting(100, 2, 20_000, 1) { DynamicsOnly = true }, (ulong)seed) < 0.1);

    [Fact]
    public void Counting_coincidences_ranks_the_ties_of_a_small_dense_stream_well()
    {
        // An independent program had 0.90 on average over such streams.
        double mean = Enumerable.Range(1, 3).Average(
            seed => new TieSample(new TieSetting(50, .05, 50_000, 5), (ulong)seed).CoincidencePrecision()!.Value);
        Assert.InRange(mean, 0.82, 0.96);
    }

    private static double Best(RelationalSetting setting, ulong seed)
    {
        var sample = new RelationalSample(setting, seed);
        int[] truth = sample.TrueClusters(0, setting.Actors);
        return SpectralClusters.Both(sample.Counts(), setting.Clusters, new CounterRng(seed))
            .Max(labels => ClusterAgreement.AdjustedRand(truth, labels));
    }
}
