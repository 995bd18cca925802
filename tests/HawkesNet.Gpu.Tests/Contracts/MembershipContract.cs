using HawkesNet.Gpu.Clustering;
using HawkesNet.Model.Clustering;
using HawkesNet.Model.Tests.Clustering;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests.Contracts;

/// <summary>What the scores of all actors under all clusters must be.</summary>
public abstract class MembershipContract
{
    private const double Tolerance = 1e-11;

    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, FitShapes.All.Length)];

    internal abstract GpuDevice Device { get; }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scores_are_the_log_intensities_of_each_actor_s_events_in_each_cluster(int shape)
    {
        ClusterFit fit = new RecordedScenario(1, FitShapes.All[shape], 200).RandomFit(1, clusters: 3);
        double[] actual = Score(fit);
        for (int i = 0; i < actual.Length; i++)
        {
            double expected = Expected(fit, i / fit.Clusters, i % fit.Clusters);
            Close.Assert(expected, actual[i], Tolerance, 100, $"actor {i / fit.Clusters} in {i % fit.Clusters}:");
        }
    }

    [Fact]
    public void Several_partitions_are_scored_one_after_the_other()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 8, blocks: 3, actors: 30, events: 300, insideShare: 0.9);
        ClusterFit pooled = planted.Pooled();
        using var memberships = new GpuMemberships(Device, pooled.Index);
        foreach (int clusters in new[] { 2, 9 })
        {
            ClusterFit fit = PlantedWindow.Fit(pooled, actor => actor % clusters, clusters);
            double[] actual = memberships.Score(fit);
            Close.Assert(Expected(fit, 3, 1), actual[(3 * clusters) + 1], Tolerance, 100);
            Assert.Equal(actual, memberships.Score(fit));
        }
    }

    private double[] Score(ClusterFit fit)
    {
        using var memberships = new GpuMemberships(Device, fit.Index);
        return memberships.Score(fit);
    }

    /// <summary>Event by event, from the fit's own intensity.</summary>
    private static double Expected(ClusterFit fit, int actor, int cluster)
    {
        double sum = 0;
        foreach (int e in fit.Index.Out[actor])
        {
            int to = fit.Index.Targets[e];
            sum += Math.Log(fit.Intensity(
                e, cluster, to < 0 ? 0 : fit.Labels[to], fit.Rate(actor, cluster), to < 0 ? 1 : fit.Appeal[to]));
        }
        foreach (int e in fit.Index.In[actor])
        {
            int from = fit.Index.Sources[e], source = fit.Labels[from];
            sum += Math.Log(fit.Intensity(
                e, source, cluster, fit.Rate(from, source), fit.AppealIn(actor, cluster)));
        }
        return sum;
    }
}

/// <summary>The kernels on ILGPU's model of a device.</summary>
public sealed class ModelDeviceMembershipTests(ModelDevice model) : MembershipContract, IClassFixture<ModelDevice>
{
    internal override GpuDevice Device => model.Device;
}

/// <summary>The kernels on a CUDA device.</summary>
public sealed class CudaMembershipTests
{
    [CudaFact]
    public void On_a_CUDA_device_the_whole_contract_holds() => ContractRun.All(new OnCuda());

    private sealed class OnCuda : MembershipContract
    {
        internal override GpuDevice Device => CudaFactAttribute.Device;
    }
}
