using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>What a dyad can expect at most over a horizon, without a close look: first as if each choice of a target
/// fell on it for certain, then with what habit says of it (equation 7).</summary>
internal sealed class LinkBounds
{
    private readonly ModelState state;
    private readonly MassReader reader;
    private readonly Doubles8 perMass;
    private readonly double horizonTicks;
    private readonly double[] baselines;
    private readonly double[] bursts;
    private readonly double[] relays;
    private readonly double[] joins;
    private readonly Dictionary<int, ChoiceBound> bySource = [];
    private readonly Dictionary<int, ChoiceBound> byTarget = [];

    public LinkBounds(ModelState state, long fromTicks, double horizonTicks)
    {
        this.state = state;
        this.horizonTicks = horizonTicks;
        reader = new MassReader(state, null, fromTicks);
        Doubles8 survival = VectorLanes.Survival(state.Grid.DecaysPerTick, horizonTicks);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            perMass[b] = (1 - survival[b]) / state.Grid.DecaysPerTick[b];
        }
        int actors = state.ActorCount;
        (baselines, bursts) = (new double[actors], new double[actors]);
        (relays, joins) = (new double[actors], new double[actors]);
        (Sources, Repeats, Replies) =
            (new double[actors], new double[state.Dyads.Count], new double[state.Dyads.Count]);
        FillActors(fromTicks);
        FillDyads();
    }

    /// <summary>What a source does by baseline, ties, burst and relay, whomever it addresses. [actors]</summary>
    public double[] Sources { get; }

    /// <summary>What joining brings a target, whoever joins. [actors]</summary>
    public double[] Targets => joins;

    /// <summary>What its own events bring a dyad. [dyads]</summary>
    public double[] Repeats { get; }

    /// <summary>What its own events bring its reverse. [dyads]</summary>
    public double[] Replies { get; }

    /// <summary>What the source's and the target's choices bring a pair at most.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target.</param>
    /// <param name="dyad">Their dyad, or -1.</param>
    public double Chosen(int source, int target, int dyad)
    {
        if (!bySource.TryGetValue(source, out ChoiceBound addressing))
        {
            bySource[source] = addressing = OfSource(source);
        }
        if (!byTarget.TryGetValue(target, out ChoiceBound joining))
        {
            byTarget[target] = joining = OfTarget(target);
        }
        if (dyad < 0)
        {
            return addressing.Rest + joining.Rest;
        }
        ref readonly DyadRecord record = ref state.Dyads[dyad];
        return addressing.At(record.EventCount, record.RecentForSource, record.RecentForSourceIndex)
            + joining.At(record.EventCount, record.RecentForTarget, record.RecentForTargetIndex);
    }

    private ChoiceBound OfSource(int source)
    {
        ref readonly ActorRecord actor = ref state.Actor(source);
        Doubles8 gates = TargetChoice.Features(state, source, EventBatch.NoTarget, -1, -1).Gate;
        var bound = new ChoiceBound(actor.Addressed, actor.TargetCount);
        void Add(ChoiceKind kind, double most) => bound.Add(
            state.Parameters.ChoiceWeights(kind), gates, (int)TargetWay.Habit, (int)TargetWay.NoTarget, most);
        Add(ChoiceKind.Baseline, baselines[source]);
        Add(ChoiceKind.Burst, bursts[source]);
        Add(ChoiceKind.Relay, relays[source]);
        return bound;
    }

    private ChoiceBound OfTarget(int target)
    {
        ref readonly ActorRecord actor = ref state.Actor(target);
        Doubles8 gates = SourceChoice.Features(state, target, target, -1).Gate;
        var bound = new ChoiceBound(actor.Received, actor.SourceCount);
        bound.Add(
            state.Parameters.ChoiceWeights(ChoiceKind.Join), gates, (int)SourceWay.Habit, none: -1, joins[target]);
        return bound;
    }

    private void FillActors(long fromTicks)
    {
        Doubles8 kernel = VectorLanes.Product(state.Ties.Kernel.Weights, perMass);
        double[] tied = TieReader.IncomingOfAll(state.Ties, state.Grid, fromTicks, kernel);
        for (int i = 0; i < joins.Length; i++)
        {
            ref readonly ActorRecord actor = ref state.Actor(i);
            baselines[i] = (state.Parameters.BaselineFactor * actor.BaselineRate * horizonTicks)
                + (i < tied.Length ? tied[i] : 0);
            bursts[i] = OfMass(actor.Out, Mechanism.Burst, i);
            relays[i] = OfMass(actor.In, Mechanism.Relay, i);
            joins[i] = OfMass(actor.In, Mechanism.Join, i);
            Sources[i] = baselines[i] + bursts[i] + relays[i];
        }
    }

    private void FillDyads()
    {
        Doubles8 repeat = VectorLanes.Product(state.Parameters.IntensityWeights(Mechanism.Repeat), perMass);
        Doubles8 reply = VectorLanes.Product(state.Parameters.IntensityWeights(Mechanism.Reply), perMass);
        DyadTable dyads = state.Dyads;
        for (int d = 0; d < dyads.Count; d++)
        {
            ref readonly DyadRecord dyad = ref dyads[d];
            int source = state.Actor(dyad.Source).Cluster, target = state.Actor(dyad.Target).Cluster;
            Repeats[d] = OfMass(dyad.Own, Mechanism.Repeat, source, target, repeat);
            Replies[d] = OfMass(dyad.Own, Mechanism.Reply, target, source, reply);
        }
    }

    private double OfMass(in DecayedMass owner, Mechanism mechanism, int actor)
    {
        int cluster = state.Actor(actor).Cluster;
        Doubles8 weights = VectorLanes.Product(state.Parameters.IntensityWeights(mechanism), perMass);
        return OfMass(owner, mechanism, cluster, cluster, weights);
    }

    private double OfMass(
        in DecayedMass owner, Mechanism mechanism, int sourceCluster, int targetCluster, in Doubles8 weights)
    {
        Doubles8 mass = default;
        reader.Add(owner, (mechanism, state.Cells.Cell(mechanism, sourceCluster, targetCluster)), 1, ref mass);
        return Math.Max(0, VectorLanes.Dot(mass, weights));
    }
}
