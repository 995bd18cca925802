using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>The parameters of a fit with the clusters side by side, so that an event is scored for eight clusters at
/// once: one for its source, one for its target.</summary>
/// <remarks>Rows are filled up to whole vectors by repeating the last cluster, whose lanes then change nothing. Made
/// for one sweep: the parameters are read once. Intensities are those of <see cref="ClusterFit.Intensity"/>.</remarks>
internal sealed class ClusterLanes
{
    /// <summary>Clusters in one vector.</summary>
    public const int Count = 8;

    private readonly ClusterFit fit;
    private readonly int clusters;
    private readonly int types;
    private readonly double[] tiltsOfSource;
    private readonly double[] tiltsOfTarget;
    private readonly double[] typeShares;
    private readonly double[] asSource;
    private readonly double[] asTarget;
    private readonly int[] sourceRows = new int[Mechanisms.Count];
    private readonly int[] targetCells = new int[Mechanisms.Count];

    public ClusterLanes(ClusterFit fit)
    {
        this.fit = fit;
        CellLayout layout = fit.Layout;
        clusters = fit.Clusters;
        types = fit.Index.TypeCount;
        Width = (clusters + Count - 1) / Count * Count;
        tiltsOfSource = Rows(clusters, (l, k) => fit.Tilt[(k * clusters) + l]);
        tiltsOfTarget = Rows(clusters, (k, l) => fit.Tilt[(k * clusters) + l]);
        typeShares = Rows(types, (u, k) => fit.TypeShares[(k * types) + u]);
        asSource = Rows(FirstBurstRow + layout.BurstCells, (row, k) => fit.Weights[SourceCell(row, k)]);
        asTarget = Rows((2 * clusters) + 1, (row, l) => fit.Weights[row < 2 * clusters
            ? (row * clusters) + l : layout.Join + l]);
    }

    /// <summary>Lanes of a row: the clusters, rounded up to whole vectors.</summary>
    public int Width { get; }

    private int RelayRow => 2 * clusters;

    private int FirstJoinRow => RelayRow + 1;

    private int FirstBurstRow => FirstJoinRow + clusters;

    /// <summary>The intensities of an event if its source were in each of eight clusters.</summary>
    /// <param name="e">The event.</param>
    /// <param name="target">Its target's cluster; 0 where it has none.</param>
    /// <param name="rates">Baseline rates of the source in these clusters.</param>
    /// <param name="first">The first of the clusters.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> IntensitiesAsSource(int e, int target, Vector512<double> rates, int first)
    {
        int to = fit.Index.Targets[e];
        Vector512<double> tilts = to < 0 ? Vector512<double>.One
            : Load(tiltsOfSource, target, first) * Vector512.Create(fit.Appeal[to]);
        if (fit.Index.Rows is { } rowsOfEvents)
        {
            return OfRowsAsSource(rowsOfEvents, e, target, rates, tilts, first);
        }
        ref readonly WindowEvent one = ref fit.Index.Window.Event(e);
        Vector512<double> sum = Vector512.FusedMultiplyAdd(
            rates * Load(typeShares, one.Type, first), Chosen(one.Known, one.Strange, tilts),
            Vector512.Create((double)one.Other));
        int[] rows = sourceRows;
        rows[(int)Mechanism.Repeat] = target;
        rows[(int)Mechanism.Reply] = clusters + target;
        rows[(int)Mechanism.Relay] = RelayRow;
        rows[(int)Mechanism.Join] = FirstJoinRow + target;
        rows[(int)Mechanism.Burst] = FirstBurstRow + (fit.Layout.BurstTypes == 1 ? 0 : one.Type);
        foreach (ref readonly WindowTerm term in fit.Index.Window.Terms(e))
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
    public Vector512<double> IntensitiesAsTarget(
        int e, int source, double rate, Vector512<double> appeals, int first)
    {
        Vector512<double> tilts = Load(tiltsOfTarget, source, first) * appeals;
        if (fit.Index.Rows is { } rows)
        {
            return OfRowsAsTarget(rows, e, source, rate, tilts, first);
        }
        ref readonly WindowEvent one = ref fit.Index.Window.Event(e);
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
        foreach (ref readonly WindowTerm term in fit.Index.Window.Terms(e))
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> OfRowsAsSource(
        WindowRows rows, int e, int target, Vector512<double> rates, Vector512<double> tilts, int first)
    {
        ref readonly Doubles8 known = ref rows.Known(e), strange = ref rows.Strange(e);
        Vector512<double> sum = Vector512.Create(known[WindowRows.OtherLane]);
        sum = Add(sum, known, strange, WindowRows.BaselineLane, tilts, rates * Load(typeShares, 0, first));
        sum = Add(sum, known, strange, (int)Mechanism.Repeat, tilts, Load(asSource, target, first));
        sum = Add(sum, known, strange, (int)Mechanism.Reply, tilts, Load(asSource, clusters + target, first));
        sum = Add(sum, known, strange, (int)Mechanism.Burst, tilts, Load(asSource, FirstBurstRow, first));
        sum = Add(sum, known, strange, (int)Mechanism.Relay, tilts, Load(asSource, RelayRow, first));
        return Add(sum, known, strange, (int)Mechanism.Join, tilts, Load(asSource, FirstJoinRow + target, first));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> OfRowsAsTarget(
        WindowRows rows, int e, int source, double rate, Vector512<double> tilts, int first)
    {
        ref readonly Doubles8 known = ref rows.Known(e), strange = ref rows.Strange(e);
        double baseline = rate * fit.TypeShares[source];
        double burst = fit.Weights[fit.Layout.BurstRow(source, 0)], relay = fit.Weights[fit.Layout.Relay + source];
        double knownHere = known[WindowRows.OtherLane] + (baseline * known[WindowRows.BaselineLane])
            + (burst * known[(int)Mechanism.Burst]) + (relay * known[(int)Mechanism.Relay]);
        double strangeHere = (baseline * strange[WindowRows.BaselineLane])
            + (burst * strange[(int)Mechanism.Burst]) + (relay * strange[(int)Mechanism.Relay]);
        Vector512<double> sum = Chosen(knownHere, strangeHere, tilts);
        sum = Add(sum, known, strange, (int)Mechanism.Repeat, tilts, Load(asTarget, source, first));
        sum = Add(sum, known, strange, (int)Mechanism.Reply, tilts, Load(asTarget, clusters + source, first));
        return Add(sum, known, strange, (int)Mechanism.Join, tilts, Load(asTarget, 2 * clusters, first));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Add(
        Vector512<double> sum, in Doubles8 known, in Doubles8 strange, int lane, Vector512<double> tilts,
        Vector512<double> weights) =>
        Vector512.FusedMultiplyAdd(weights, Chosen(known[lane], strange[lane], tilts), sum);

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
