using HawkesNet.Model.Clustering;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Clustering;

/// <summary>Scores all actors of a window under all clusters of a partition on a device, several partitions one after
/// the other.</summary>
internal sealed class GpuMemberships : IDisposable
{
    private readonly Accelerator device;
    private readonly DeviceMemory memory;
    private readonly WindowIndex index;
    private readonly CauseViews causes;
    private readonly ArrayView<int> starts;
    private readonly ArrayView<int> events;
    private readonly Action<Index1D, CauseViews, FitViews, CellNumbers, ArrayView<double>> score;
    private readonly Action<Index1D, ArrayView<int>, ArrayView<int>, int, ArrayView<double>, ArrayView<double>> sum;

    public GpuMemberships(GpuDevice gpu, WindowIndex index)
    {
        device = gpu.Device;
        this.index = index;
        memory = new DeviceMemory(device);
        causes = Upload();
        (int[] first, int[] ordered) = ByActor();
        starts = memory.Upload(first);
        events = memory.Upload(ordered);
        score = device.LoadAutoGroupedStreamKernel<Index1D, CauseViews, FitViews, CellNumbers, ArrayView<double>>(
            MembershipKernels.Score);
        sum = device.LoadAutoGroupedStreamKernel<
            Index1D, ArrayView<int>, ArrayView<int>, int, ArrayView<double>, ArrayView<double>>(
            MembershipKernels.Sum);
    }

    /// <summary>Σ log-intensity of each actor's own events and of those addressed to it, were it in each cluster.
    /// [actors, clusters]</summary>
    public double[] Score(ClusterFit fit)
    {
        using var partition = new DeviceMemory(device);
        int actors = index.ActorCount, clusters = fit.Clusters;
        var rates = new double[actors * clusters];
        var appeals = new double[actors * clusters];
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = fit.Rate(i / clusters, i % clusters);
            appeals[i] = fit.AppealIn(i / clusters, i % clusters);
        }
        var views = new FitViews(
            partition.Upload(fit.Labels), partition.Upload(fit.Tilt), partition.Upload(fit.TypeShares),
            partition.Upload(fit.Weights), partition.Upload(rates), partition.Upload(appeals),
            partition.Upload(fit.Appeal));
        CellLayout layout = fit.Layout;
        var cells = new CellNumbers(
            clusters, index.TypeCount, layout.BurstTypes, layout.Reply, layout.Relay, layout.Join, layout.Burst);
        ArrayView<double> logs = partition.Allocate(2 * index.Sources.Length * clusters);
        ArrayView<double> sums = partition.Allocate(actors * clusters);
        score(logs.IntLength, causes, views, cells, logs);
        sum(sums.IntLength, starts, events, clusters, logs, sums);
        var result = new double[actors * clusters];
        sums.CopyToCPU(result);
        return result;
    }

    public void Dispose() => memory.Dispose();

    private CauseViews Upload()
    {
        int count = index.Sources.Length;
        var types = new int[count];
        var parts = new double[3 * count];
        var termStarts = new int[count + 1];
        var termKinds = new List<int>();
        var termParts = new List<double>();
        for (int e = 0; e < count; e++)
        {
            ref readonly WindowEvent one = ref index.Window.Event(e);
            types[e] = one.Type;
            (parts[3 * e], parts[(3 * e) + 1], parts[(3 * e) + 2]) = (one.Other, one.Known, one.Strange);
            foreach (ref readonly WindowTerm term in index.Window.Terms(e))
            {
                termKinds.AddRange([term.Mechanism, term.TriggerType]);
                termParts.AddRange([term.Known, term.Strange]);
            }
            termStarts[e + 1] = termKinds.Count / 2;
        }
        return new CauseViews(
            memory.Upload(index.Sources), memory.Upload(index.Targets), memory.Upload(types), memory.Upload(parts),
            memory.Upload(termStarts), memory.Upload<int>([.. termKinds]), memory.Upload<double>([.. termParts]));
    }

    private (int[] Starts, int[] Events) ByActor()
    {
        var first = new int[index.ActorCount + 1];
        var ordered = new List<int>();
        for (int i = 0; i < index.ActorCount; i++)
        {
            ordered.AddRange(index.Out[i]);
            foreach (int e in index.In[i])
            {
                ordered.Add(index.Sources.Length + e);
            }
            first[i + 1] = ordered.Count;
        }
        return (first, [.. ordered]);
    }
}
