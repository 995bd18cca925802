using BenchmarkDotNet.Attributes;
using HawkesNet.Model.Clustering;

namespace HawkesNet.Benchmarks;

/// <summary>The two halves of a refit: fresh partitions of the actors, and one sweep over them.</summary>
public class RefitBenchmark
{
    private const int Clusters = 8;
    private const int Actors = 500;
    private ClusterFit pooled = null!;
    private ClusterFit swept = null!;

    [GlobalSetup]
    public void Learn()
    {
        var stream = new LearnedStream(Clusters, Actors);
        pooled = new ClusterFit(
            stream.Learner.State, new WindowIndex(stream.Learner.State, stream.Learner.Evidence.Window!));
        pooled.Attribute();
        swept = new ClusterFit(pooled, Partition(), Clusters);
        swept.Attribute();
    }

    /// <summary>All fresh partitions of a search; the last is returned.</summary>
    [Benchmark]
    public int[] Partition() => new FreshPartitions(pooled, learned: 1).All(Clusters).Last();

    [Benchmark]
    public int MembershipSweep() => new MembershipSweep(swept).Run();
}
