using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>What a dyad can expect at most over a horizon, without a close look: what habit says of it is reckoned,
/// any other way to choose counts as if it fell on the dyad for certain (equation 7).</summary>
/// <remarks>Actors are bounded first, in one pass: none of an actor's dyads expects more than its events so far, its
/// baseline and its strongest habit can bring one dyad. Cost: O(actors); dyads as they are asked for.</remarks>
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

    public LinkBounds(ModelView view, long fromTicks, double horizonTicks)
    {
        state = view.State;
        this.horizonTicks = horizonTicks;
        reader = new MassReader(state, null, fromTicks);
        Doubles8 survival = VectorLanes.Survival(state.Grid.DecaysPerTick, horizonTicks);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            perMass[b] = (1 - survival[b]) / state.Grid.DecaysPerTick[b];
        }
        int actors = state.ActorCount;
        (baselines, bursts, relays, joins) =
            (new double[actors], new double[actors], new double[actors], new double[actors]);
        (Sources, Targets, Repeats, Replies) =
            (new double[actors], new double[actors], new double[actors], new double[actors]);
        FillMasses(fromTicks);
        FillChoices(view.HabitPeaks);
    }

    /// <summary>Most that a source's choices bring one dyad. [actors]</summary>
    public double[] Sources { get; }

    /// <summary>Most that choices of who joins a target bring one dyad. [actors]</summary>
    public double[] Targets { get; }

    /// <summary>Most that a source's events bring one of its dyads by repeat. [actors]</summary>
    public double[] Repeats { get; }

    /// <summary>Most that events addressed to an actor bring one dyad by its reply. [actors]</summary>
    public double[] Replies { get; }

    /// <summary>What its own events bring a dyad.</summary>
    public double Repeat(int dyad) => OfDyad(dyad, Mechanism.Repeat, isBack: false);

    /// <summary>What its own events bring its reverse.</summary>
    public double Reply(int dyad) => OfDyad(dyad, Mechanism.Reply, isBack: true);

    /// <summary>What a source's choices bring each of its targets.</summary>
    public ChoiceBound Addressing(int source)
    {
        if (!bySource.TryGetValue(source, out ChoiceBound bound))
        {
            bySource[source] = bound = OfSource(source);
        }
        return bound;
    }

    /// <summary>What the choices of who joins a target bring each source.</summary>
    public ChoiceBound Joining(int target)
    {
        if (!byTarget.TryGetValue(target, out ChoiceBound bound))
        {
            byTarget[target] = bound = OfTarget(target);
        }
        return bound;
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

    /// <summary>What baselines, ties and the events so far bring over the horizon, whomever they fall to.</summary>
    private void FillMasses(long fromTicks)
    {
        double[] tied = TieReader.IncomingOfAll(
            state.Ties, state.Grid, fromTicks, VectorLanes.Product(state.Ties.Kernel.Weights, perMass));
        MassBound[] sent = [Bound(Mechanism.Burst), Bound(Mechanism.Repeat)];
        MassBound[] got = [Bound(Mechanism.Relay), Bound(Mechanism.Join), Bound(Mechanism.Reply)];
        Span<double> sums = stackalloc double[got.Length];
        double baselinePerRate = state.Parameters.BaselineFactor * state.DriftAt(fromTicks) * horizonTicks;
        for (int i = 0; i < joins.Length; i++)
        {
            ref readonly ActorRecord actor = ref state.Actor(i);
            baselines[i] = (baselinePerRate * actor.BaselineRate)
                + (i < tied.Length ? tied[i] : 0);
            MassBound.Read(state, actor.Out, actor.Cluster, fromTicks, sent, sums[..sent.Length]);
            (bursts[i], Repeats[i]) = (sums[0], sums[1]);
            MassBound.Read(state, actor.In, actor.Cluster, fromTicks, got, sums);
            (relays[i], joins[i], Replies[i]) = (sums[0], sums[1], sums[2]);
        }
    }

    private MassBound Bound(Mechanism mechanism) => new(state, mechanism, perMass);

    /// <summary>What of it one partner can get, by the strongest habit.</summary>
    private void FillChoices(HabitPeaks peaks)
    {
        WayBounds baseline = OfTargets(ChoiceKind.Baseline);
        WayBounds burst = OfTargets(ChoiceKind.Burst);
        WayBounds relay = OfTargets(ChoiceKind.Relay);
        WayBounds join = WayBounds.OfSources(state.Parameters.ChoiceWeights(ChoiceKind.Join));
        for (int i = 0; i < Sources.Length; i++)
        {
            ref readonly ActorRecord actor = ref state.Actor(i);
            double share = TargetChoice.HabitShare(actor.Addressed, actor.TargetCount);
            (double habit, double recent) = peaks.From[i].Of(actor.Addressed, actor.TargetCount);
            bool wasAddressed = actor.Received > 0;
            Sources[i] = baseline.Most(baselines[i], share, wasAddressed, habit, recent)
                + burst.Most(bursts[i], share, wasAddressed, habit, recent)
                + relay.Most(relays[i], share, wasAddressed, habit, recent);
            share = TargetChoice.HabitShare(actor.Received, actor.SourceCount);
            (habit, recent) = peaks.To[i].Of(actor.Received, actor.SourceCount);
            Targets[i] = join.Most(joins[i], share, wasAddressed: false, habit, recent);
        }
    }

    private WayBounds OfTargets(ChoiceKind kind) =>
        WayBounds.OfTargets(state.Parameters.ChoiceWeights(kind), state.HasTargetless);

    private double OfDyad(int dyad, Mechanism mechanism, bool isBack)
    {
        ref readonly DyadRecord record = ref state.Dyads[dyad];
        (int source, int target) = (state.Actor(record.Source).Cluster, state.Actor(record.Target).Cluster);
        int cell = isBack
            ? state.Cells.Cell(mechanism, target, source) : state.Cells.Cell(mechanism, source, target);
        Doubles8 mass = default;
        reader.Add(record.Own, (mechanism, cell), 1, ref mass);
        return Math.Max(
            0, VectorLanes.Dot(mass, VectorLanes.Product(state.Parameters.IntensityWeights(mechanism), perMass)));
    }
}
