using HawkesNet.Model.Excitation;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Clustering;

/// <summary>A window's events with their causes, on the device.</summary>
internal readonly struct CauseViews(
    ArrayView<int> sources, ArrayView<int> targets, ArrayView<int> types, ArrayView<double> parts,
    ArrayView<int> termStarts, ArrayView<int> termKinds, ArrayView<double> termParts)
{
    public readonly ArrayView<int> Sources = sources;
    public readonly ArrayView<int> Targets = targets;
    public readonly ArrayView<int> Types = types;

    /// <summary>Other, known and strange of each event. [events, 3]</summary>
    public readonly ArrayView<double> Parts = parts;

    /// <summary>First term of each event. [events + 1]</summary>
    public readonly ArrayView<int> TermStarts = termStarts;

    /// <summary>Mechanism and trigger type of each term. [terms, 2]</summary>
    public readonly ArrayView<int> TermKinds = termKinds;

    /// <summary>Known and strange of each term. [terms, 2]</summary>
    public readonly ArrayView<double> TermParts = termParts;
}

/// <summary>A partition and what was fitted to it, on the device.</summary>
internal readonly struct FitViews(
    ArrayView<int> labels, ArrayView<double> tilts, ArrayView<double> typeShares, ArrayView<double> weights,
    ArrayView<double> rates, ArrayView<double> appeals, ArrayView<double> ownAppeals)
{
    public readonly ArrayView<int> Labels = labels;
    public readonly ArrayView<double> Tilts = tilts;
    public readonly ArrayView<double> TypeShares = typeShares;
    public readonly ArrayView<double> Weights = weights;

    /// <summary>Baseline rate, and appeal, of each actor in each cluster. [actors, clusters]</summary>
    public readonly ArrayView<double> Rates = rates;
    public readonly ArrayView<double> Appeals = appeals;

    /// <summary>Appeal of each actor as it is. [actors]</summary>
    public readonly ArrayView<double> OwnAppeals = ownAppeals;
}

/// <summary>Where cells stand among the weights.</summary>
internal readonly record struct CellNumbers(
    int Clusters, int Types, int BurstTypes, int Reply, int Relay, int Join, int Burst);

/// <summary>What every actor's events say of every cluster it might be in, all labels held: the dense part of a
/// membership sweep (docs/model.md, section 13).</summary>
/// <remarks>One thread per event, role of the actor in it, and cluster; then one per actor and cluster, its events in
/// order. All in double.</remarks>
internal static class MembershipKernels
{
    /// <summary>Log-intensity of each event with its source, and with its target, in each cluster.</summary>
    /// <param name="index">Event · clusters + cluster; those of targets follow those of sources.</param>
    /// <param name="causes">The events.</param>
    /// <param name="fit">The partition.</param>
    /// <param name="cells">Where cells stand.</param>
    /// <param name="logs">Written; 0 for the target of an event without one. [2, events, clusters]</param>
    public static void Score(
        Index1D index, CauseViews causes, FitViews fit, CellNumbers cells, ArrayView<double> logs)
    {
        int k = index % cells.Clusters, events = causes.Types.IntLength;
        int e = index / cells.Clusters % events;
        bool isSource = index < events * cells.Clusters;
        int from = causes.Sources[e], to = causes.Targets[e];
        if (!isSource && to < 0)
        {
            logs[index] = 0;
            return;
        }
        int source = isSource ? k : fit.Labels[from];
        int target = isSource ? (to < 0 ? 0 : fit.Labels[Math.Max(0, to)]) : k;
        double rate = fit.Rates[(from * cells.Clusters) + source];
        double tilt = 1;
        if (to >= 0)
        {
            double appeal = isSource ? fit.OwnAppeals[to] : fit.Appeals[(to * cells.Clusters) + k];
            tilt = fit.Tilts[(source * cells.Clusters) + target] * appeal;
        }
        logs[index] = DeviceMath.Log(Intensity(causes, fit, cells, e, source, target, rate, tilt));
    }

    /// <summary>Adds up what an actor's own events and those addressed to it say.</summary>
    /// <param name="index">Actor · clusters + cluster.</param>
    /// <param name="starts">First event of each actor. [actors + 1]</param>
    /// <param name="events">Events by actor: in the first half of the logs as source, in the second as target.</param>
    /// <param name="clusters">Clusters.</param>
    /// <param name="logs">Log-intensities. [2 · events, clusters]</param>
    /// <param name="sums">Written. [actors, clusters]</param>
    public static void Sum(
        Index1D index, ArrayView<int> starts, ArrayView<int> events, int clusters, ArrayView<double> logs,
        ArrayView<double> sums)
    {
        int actor = index / clusters, k = index % clusters;
        double sum = 0;
        int end = starts[actor + 1];
        for (int i = starts[actor]; i < end; i++)
        {
            sum += logs[(events[i] * clusters) + k];
        }
        sums[index] = sum;
    }

    private static double Intensity(
        CauseViews causes, FitViews fit, CellNumbers cells, int e, int source, int target, double rate, double tilt)
    {
        int type = causes.Types[e];
        double known = causes.Parts[(3 * e) + 1], strange = causes.Parts[(3 * e) + 2];
        double sum = causes.Parts[3 * e]
            + (rate * fit.TypeShares[(source * cells.Types) + type] * (known + (strange * tilt)));
        int end = causes.TermStarts[e + 1];
        for (int term = causes.TermStarts[e]; term < end; term++)
        {
            int cell = Cell(cells, causes.TermKinds[2 * term], causes.TermKinds[(2 * term) + 1], type, source, target);
            sum += fit.Weights[cell]
                * (causes.TermParts[2 * term] + (causes.TermParts[(2 * term) + 1] * tilt));
        }
        return sum;
    }

    private static int Cell(CellNumbers cells, int mechanism, int triggerType, int type, int source, int target)
    {
        int pair = (source * cells.Clusters) + target;
        int bursts = cells.BurstTypes == 1 ? cells.Burst + source
            : cells.Burst + (((source * cells.BurstTypes) + triggerType) * cells.BurstTypes) + type;
        return mechanism == (int)Mechanism.Repeat ? pair
            : mechanism == (int)Mechanism.Reply ? cells.Reply + pair
            : mechanism == (int)Mechanism.Burst ? bursts
            : mechanism == (int)Mechanism.Relay ? cells.Relay + source
            : cells.Join + target;
    }
}
