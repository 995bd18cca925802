using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>As <see cref="ClusterLanes"/>, for a window of one type.</summary>
/// <remarks>Made for one sweep. The loops call nothing, so that what they need stays in registers. Only baseline,
/// bursts and relays choose strangers; the other mechanisms name their target.</remarks>
internal sealed class ClusterRowLanes : IClusterLanes
{
    private const int Count = IClusterLanes.Count;

    // What depends on the cluster at an event's other end, as source and as target.
    private const int TiltPart = 0, RepeatPart = 1, ReplyPart = 2, JoinPart = 3, Parts = 4;

    // What depends on the actor's own cluster alone.
    private const int SharePart = 0, BurstPart = 1, RelayPart = 2, OwnJoinPart = 3;

    private readonly ClusterFit fit;
    private readonly WindowIndex index;
    private readonly WindowRows rows;
    private readonly ClusterMeans means;
    private readonly double unit;
    private readonly Vector512<double>[] byTarget;
    private readonly Vector512<double>[] bySource;
    private readonly Vector512<double>[] own;

    /// <param name="fit">Its parameters are read once.</param>
    /// <param name="rows">The events.</param>
    /// <param name="means">Of the clusters, kept up to date by the sweep.</param>
    /// <param name="unit">What every intensity is multiplied by.</param>
    public ClusterRowLanes(ClusterFit fit, WindowRows rows, ClusterMeans means, double unit)
    {
        (this.fit, this.rows, this.means, this.unit) = (fit, rows, means, unit);
        index = fit.Index;
        CellLayout layout = fit.Layout;
        int clusters = fit.Clusters;
        byTarget = Lanes(clusters, (l, part, k) => part switch
        {
            TiltPart => fit.Tilt[(k * clusters) + l],
            RepeatPart => fit.Weights[(k * clusters) + l],
            ReplyPart => fit.Weights[layout.Reply + (k * clusters) + l],
            _ => fit.Weights[layout.Join + l],
        });
        bySource = Lanes(clusters, (k, part, l) => part switch
        {
            TiltPart => fit.Tilt[(k * clusters) + l],
            RepeatPart => fit.Weights[(k * clusters) + l],
            _ => fit.Weights[layout.Reply + (k * clusters) + l],
        });
        own = Lanes(1, (_, part, k) => part switch
        {
            SharePart => fit.TypeShares[k],
            BurstPart => fit.Weights[layout.BurstRow(k, 0)],
            RelayPart => fit.Weights[layout.Relay + k],
            _ => fit.Weights[layout.Join + k],
        });
    }

    public int MultiplyAsSource(
        int at, int end, int first, Vector512<double> rates, ref Vector512<double> products)
    {
        ReadOnlySpan<int> events = index.Out.Members;
        int[] targets = index.Targets, labels = fit.Labels;
        double[] appeals = fit.Appeal;
        ref Vector512<double> here = ref own[first / Count * Parts];
        Vector512<double> baseline = rates * Unsafe.Add(ref here, SharePart);
        Vector512<double> burst = Unsafe.Add(ref here, BurstPart), relay = Unsafe.Add(ref here, RelayPart);
        ref Vector512<double> table = ref byTarget[first / Count * fit.Clusters * Parts];
        Vector512<double> result = products;
        while (at < end)
        {
            rows.LookAhead(events, at);
            int e = events[at++], to = targets[e];
            ref Vector512<double> there = ref Unsafe.Add(ref table, to < 0 ? 0 : labels[to] * Parts);
            Vector512<double> tilts = to < 0 ? Vector512<double>.One : there * Vector512.Create(appeals[to]);
            ref readonly Doubles8 known = ref rows.Known(e), strange = ref rows.Strange(e);
            Vector512<double> sum = Vector512.Create(known[WindowRows.OtherLane]);
            sum = AddChosen(sum, known, strange, WindowRows.BaselineLane, tilts, baseline);
            sum = AddKnown(sum, known, (int)Mechanism.Repeat, Unsafe.Add(ref there, RepeatPart));
            sum = AddKnown(sum, known, (int)Mechanism.Reply, Unsafe.Add(ref there, ReplyPart));
            sum = AddChosen(sum, known, strange, (int)Mechanism.Burst, tilts, burst);
            sum = AddChosen(sum, known, strange, (int)Mechanism.Relay, tilts, relay);
            sum = AddKnown(sum, known, (int)Mechanism.Join, Unsafe.Add(ref there, JoinPart));
            result *= sum * unit;
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
        int[] sources = index.Sources, labels = fit.Labels;
        double[] weights = fit.Weights, shares = fit.TypeShares;
        int burstCells = fit.Layout.Burst, relayCells = fit.Layout.Relay;
        Vector512<double> join = own[(first / Count * Parts) + OwnJoinPart];
        ref Vector512<double> table = ref bySource[first / Count * fit.Clusters * Parts];
        Vector512<double> result = products;
        while (at < end)
        {
            rows.LookAhead(events, at);
            int e = events[at++], from = sources[e], source = labels[from];
            double baseline = means.RateOf(from, source) * shares[source];
            double burst = weights[burstCells + source], relay = weights[relayCells + source];
            ref readonly Doubles8 known = ref rows.Known(e), strange = ref rows.Strange(e);
            double knownHere = known[WindowRows.OtherLane] + (baseline * known[WindowRows.BaselineLane])
                + (burst * known[(int)Mechanism.Burst]) + (relay * known[(int)Mechanism.Relay]);
            double strangeHere = (baseline * strange[WindowRows.BaselineLane])
                + (burst * strange[(int)Mechanism.Burst]) + (relay * strange[(int)Mechanism.Relay]);
            ref Vector512<double> there = ref Unsafe.Add(ref table, source * Parts);
            Vector512<double> sum = Vector512.FusedMultiplyAdd(
                Vector512.Create(strangeHere), there * appeals, Vector512.Create(knownHere));
            sum = AddKnown(sum, known, (int)Mechanism.Repeat, Unsafe.Add(ref there, RepeatPart));
            sum = AddKnown(sum, known, (int)Mechanism.Reply, Unsafe.Add(ref there, ReplyPart));
            sum = AddKnown(sum, known, (int)Mechanism.Join, join);
            result *= sum * unit;
            if (IClusterLanes.IsFar(result))
            {
                break;
            }
        }
        products = result;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AddKnown(
        Vector512<double> sum, in Doubles8 known, int lane, Vector512<double> weights) =>
        Vector512.FusedMultiplyAdd(weights, Vector512.Create(known[lane]), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AddChosen(
        Vector512<double> sum, in Doubles8 known, in Doubles8 strange, int lane, Vector512<double> tilts,
        Vector512<double> weights) =>
        Vector512.FusedMultiplyAdd(weights, Vector512.FusedMultiplyAdd(
            Vector512.Create(strange[lane]), tilts, Vector512.Create(known[lane])), sum);

    /// <summary>Parts of some rows by cluster: all of a row's for eight clusters stand together. The last cluster is
    /// repeated where there are fewer. [blocks of clusters, rows, parts]</summary>
    private Vector512<double>[] Lanes(int count, Func<int, int, int, double> entry)
    {
        int blocks = (fit.Clusters + Count - 1) / Count;
        var lanes = new Vector512<double>[blocks * count * Parts];
        for (int i = 0; i < lanes.Length; i++)
        {
            for (int k = 0; k < Count; k++)
            {
                int cluster = Math.Min((i / (count * Parts) * Count) + k, fit.Clusters - 1);
                lanes[i] = lanes[i].WithElement(k, entry(i / Parts % count, i % Parts, cluster));
            }
        }
        return lanes;
    }
}
