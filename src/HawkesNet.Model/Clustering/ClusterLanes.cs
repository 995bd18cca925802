using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>The parameters of a fit with the clusters side by side, so that an event is scored for eight clusters at
/// once.</summary>
/// <remarks>Rows are filled up to whole vectors by repeating the last cluster, whose lanes then change nothing. Made
/// for one sweep: the parameters are read once. Intensities are those of <see cref="ClusterFit.Intensity"/>.</remarks>
internal sealed class ClusterLanes : IClusterLanes
{
    private const int Count = IClusterLanes.Count;

    private readonly ClusterFit fit;
    private readonly WindowIndex index;
    private readonly ClusterMeans means;
    private readonly double unit;
    private readonly int clusters;
    private readonly int types;
    private readonly double[] tiltsOfSource;
    private readonly double[] tiltsOfTarget;
    private readonly double[] typeShares;
    private readonly double[] asSource;
    private readonly double[] asTarget;
    private readonly int[] sourceRows = new int[Mechanisms.Count];
    private readonly int[] targetCells = new int[Mechanisms.Count];

    /// <param name="fit">Its parameters are read once.</param>
    /// <param name="means">Of the clusters, kept up to date by the sweep.</param>
    /// <param name="unit">What every intensity is multiplied by.</param>
    public ClusterLanes(ClusterFit fit, ClusterMeans means, double unit)
    {
        (this.fit, this.means, this.unit) = (fit, means, unit);
        index = fit.Index;
        CellLayout layout = fit.Layout;
        clusters = fit.Clusters;
        types = index.TypeCount;
        Width = (clusters + Count - 1) / Count * Count;
        tiltsOfSource = Rows(clusters, (l, k) => fit.Tilt[(k * clusters) + l]);
        tiltsOfTarget = Rows(clusters, (k, l) => fit.Tilt[(k * clusters) + l]);
        typeShares = Rows(types, (u, k) => fit.TypeShares[(k * types) + u]);
        asSource = Rows(FirstBurstRow + layout.BurstCells, (row, k) => fit.Weights[SourceCell(row, k)]);
        asTarget = Rows((2 * clusters) + 1, (row, l) => fit.Weights[row < 2 * clusters
            ? (row * clusters) + l : layout.Join + l]);
    }

    // Lanes of a row: the clusters, rounded up to whole vectors.
    private int Width { get; }

    private int RelayRow => 2 * clusters;

    private int FirstJoinRow => RelayRow + 1;

    private int FirstBurstRow => FirstJoinRow + clusters;

    public int MultiplyAsSource(
        int at, int end, int first, Vector512<double> rates, ref Vector512<double> products)
    {
        ReadOnlySpan<int> events = index.Out.Members;
        Vector512<double> result = products;
        while (at < end)
        {
            index.Window.LookAhead(events, at);
            int e = events[at++];
            int target = index.Targets[e] < 0 ? 0 : fit.Labels[index.Targets[e]];
            result *= IntensitiesAsSource(e, target, rates, first) * unit;
            if (IClusterLanes.IsFar(result))
            {
                break;
            }
        }
        products = result;
        return at;
    }

    public int MultiplyAsTarget(
        int at, int end, int first, Vector512<double> appeals, ref Vector512<double> products)
    {
        ReadOnlySpan<int> events = index.In.Members;
        Vector512<double> result = products;
        while (at < end)
        {
            index.Window.LookAhead(events, at);
            int e = events[at++], from = index.Sources[e], source = fit.Labels[from];
            result *= IntensitiesAsTarget(e, source, means.RateOf(from, source), appeals, first) * unit;
            if (IClusterLanes.IsFar(result))
            {
                break;
            }
        }
        products = result;
        return at;
    }

    /// <summary>The intensities of an event if its source were in each of eight clusters.</summary>
    /// <param name="e">The event.</param>
    /// <param name="target">Its target's cluster; 0 where it has none.</param>
    /// <param name="rates">Baseline rates of the source in these clusters.</param>
    /// <param name="first">The first of the clusters.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> IntensitiesAsSource(int e, int target, Vector512<double> rates, int first)
    {
        int to = index.Targets[e];
        Vector512<double> tilts = to < 0 ? Vector512<double>.One
            : Load(tiltsOfSource, target, first) * Vector512.Create(fit.Appeal[to]);
        ref readonly WindowEvent one = ref index.Window.Event(e);
        Vector512<double> sum = Vector512.FusedMultiplyAdd(
            rates * Load(typeShares, one.Type, first), Chosen(one.Known, one.Strange, tilts),
            Vector512.Create((double)one.Other));
        int[] rows = sourceRows;
        rows[(int)Mechanism.Repeat] = target;
        rows[(int)Mechanism.Reply] = clusters + target;
        rows[(int)Mechanism.Relay] = RelayRow;
        rows[(int)Mechanism.Join] = FirstJoinRow + target;
        rows[(int)Mechanism.Burst] = FirstBurstRow + (fit.Layout.BurstTypes == 1 ? 0 : one.Type);
        foreach (ref readonly WindowTerm term in index.Window.Terms(e))
        {
            // Only bursts are told apart by trigger type; the others' is 0.
            int row = rows[term.Mechanism] + (term.TriggerType * types);
            sum = Vector512.FusedMultiplyAdd(
                Load(asSource, row, first), Chosen(term.Known, term.Strange, tilts), sum);
        }
        return sum;
    }

    /// <summary>The intensities of an event if its target were in each of eight clusters.</summary>
    /// <param name="e">The event.</param>
    /// <param name="source">Its source's cluster.</param>
    /// <param name="rate">Baseline rate of the source.</param>
    /// <param name="appeals">Appeals of the target in these clusters.</param>
    /// <param name="first">The first of the clusters.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> IntensitiesAsTarget(
        int e, int source, double rate, Vector512<double> appeals, int first)
    {
        Vector512<double> tilts = Load(tiltsOfTarget, source, first) * appeals;
        ref readonly WindowEvent one = ref index.Window.Event(e);
        double baseline = rate * fit.TypeShares[(source * types) + one.Type];
        // What the target's cluster does not bend is summed apart.
        double known = one.Other + (baseline * one.Known), strange = baseline * one.Strange;
        int[] cells = targetCells;
        cells[(int)Mechanism.Repeat] = source;
        cells[(int)Mechanism.Reply] = clusters + source;
        cells[(int)Mechanism.Join] = 2 * clusters;
        cells[(int)Mechanism.Relay] = fit.Layout.Relay + source;
        cells[(int)Mechanism.Burst] = fit.Layout.BurstCell(source, 0, one.Type);
        Vector512<double> sum = Vector512<double>.Zero;
        foreach (ref readonly WindowTerm term in index.Window.Terms(e))
        {
            int cell = cells[term.Mechanism] + (term.TriggerType * types);
            if ((Mechanism)term.Mechanism is Mechanism.Burst or Mechanism.Relay)
            {
                known += fit.Weights[cell] * term.Known;
                strange += fit.Weights[cell] * term.Strange;
            }
            else
            {
                sum = Vector512.FusedMultiplyAdd(
                    Load(asTarget, cell, first), Chosen(term.Known, term.Strange, tilts), sum);
            }
        }
        return sum + Vector512.FusedMultiplyAdd(Vector512.Create(strange), tilts, Vector512.Create(known));
    }

    /// <summary>Eight lanes of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Load(double[] table, int row, int first) =>
        Vector512.Create<double>(table.AsSpan((row * Width) + first, Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Chosen(double known, double strange, Vector512<double> tilts) =>
        Vector512.FusedMultiplyAdd(
            Vector512.Create((double)strange), tilts, Vector512.Create((double)known));

    private int SourceCell(int row, int cluster)
    {
        CellLayout layout = fit.Layout;
        return row < clusters ? (cluster * clusters) + row
            : row < RelayRow ? layout.Reply + (cluster * clusters) + row - clusters
            : row == RelayRow ? layout.Relay + cluster
            : row < FirstBurstRow ? layout.Join + row - FirstJoinRow
            : layout.Burst + (cluster * layout.BurstCells) + row - FirstBurstRow;
    }

    private double[] Rows(int count, Func<int, int, double> entry)
    {
        var rows = new double[count * Width];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = entry(i / Width, Math.Min(i % Width, clusters - 1));
        }
        return rows;
    }
}
