using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>Finds what caused one event of the past: the stream up to it is told again, event by event, to a view's
/// parameters (docs/model.md, section 8).</summary>
/// <remarks>Exact under the view's parameters, clusters and baseline, whose drift is left out: kernels are evaluated
/// for every earlier event of the owners, and choices by the counts of that time. Cost: O(1) and the size of a state
/// for the whole stream, and one kernel for each earlier event of the two actors. Not thread-safe.</remarks>
public sealed class CauseTrace
{
    private readonly ModelView view;
    private readonly ModelState state;
    private readonly long timeTicks;
    private readonly long operationalTicks;
    private long lastTicks;
    private readonly int source;
    private readonly int target;
    private readonly int type;
    private readonly List<Candidate> candidates = [];

    /// <summary>A trace of an event of the view's past that has been told nothing yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is unknown to the view.</exception>
    public CauseTrace(ModelView view, long timeTicks, int source, int target, int type)
    {
        CheckIndices(view, source, target, type);
        this.view = view;
        this.timeTicks = timeTicks;
        this.source = source;
        this.target = target == source ? EventBatch.NoTarget : target;
        this.type = type;
        state = view.State.WithoutHistory();
        operationalTicks = state.Rhythm.ToOperational(timeTicks);
        lastTicks = view.OriginTicks;
    }

    /// <summary>Tells the next event of the stream, all of which are strictly earlier than the event asked
    /// about.</summary>
    /// <returns>Whether it may have caused that event; those that may are counted from 0.</returns>
    /// <exception cref="ArgumentException">It is out of order or not earlier, or an index is unknown.</exception>
    public bool Add(long earlierTicks, int from, int to, int typeOfEarlier, double weight)
    {
        CheckIndices(view, from, to, typeOfEarlier);
        if (earlierTicks >= timeTicks || earlierTicks < lastTicks)
        {
            throw new ArgumentException("events are told in order, up to the one asked about", nameof(earlierTicks));
        }
        int at = to == from ? EventBatch.NoTarget : to;
        lastTicks = earlierTicks;
        long operational = Math.Max(state.ClockTicks, state.Rhythm.ToOperational(earlierTicks));
        CommitBefore(operational);
        Admit(from, at);
        state.ClockTicks = operational;
        bool isCandidate = from == source || (at >= 0 && (at == source || at == target));
        if (isCandidate)
        {
            candidates.Add(new Candidate(
                earlierTicks, operational, from, at, typeOfEarlier, state.Marks.Of(weight)));
        }
        state.Pending.Add(operational, new PendingEvent(from, at, typeOfEarlier, DecayedMass.None, weight, 0)
        {
            StreamTicks = earlierTicks,
        });
        return isCandidate;
    }

    /// <summary>What caused the event, once all earlier ones were told.</summary>
    /// <param name="top">Most earlier events named, the most probable first.</param>
    public EventExplanation Explain(int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        CommitBefore(operationalTicks);
        Admit(source, target);
        double[] choices = Choices(out double baselineChoice);
        ref readonly ActorRecord actor = ref view.State.Actor(source);
        double baseline = view.State.Parameters.BaselineFactor * actor.BaselineRate
            * Baseline.TypeShare(view.State, actor, type) * baselineChoice;
        var byMechanism = new double[Mechanisms.Count];
        List<EarlierCause> earlier = Earlier(choices, byMechanism);
        // Latent ties share out types and targets as the baseline does.
        double influence = VectorLanes.Dot(
                state.Ties.Kernel.Weights, TieReader.Incoming(state.Ties, state.Grid, source, operationalTicks).Mass)
            * Baseline.TypeShare(view.State, actor, type) * baselineChoice;
        double total = baseline + byMechanism.Sum() + influence;
        List<EarlierCause> named = [.. earlier
            .OrderByDescending(cause => cause.Probability).ThenByDescending(cause => cause.Candidate)
            .ThenBy(cause => cause.Mechanism).Take(top)
            .Select(cause => cause with { Probability = cause.Probability / total })];
        return new EventExplanation(
            total * state.Rhythm.Level(timeTicks),
            [baseline / total, .. byMechanism.Select(intensity => intensity / total), influence / total],
            named, earlier.Count);
    }

    private static void CheckIndices(ModelView view, int source, int target, int type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, view.ActorCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(target, EventBatch.NoTarget);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, view.ActorCount);
        ArgumentOutOfRangeException.ThrowIfNegative(type);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(type, view.TypeCount);
    }

    private void CommitBefore(long ticks)
    {
        if (state.Pending.Count > 0 && state.Pending.TimeTicks < ticks)
        {
            History.Commit<VectorLanes>(state);
        }
    }

    /// <summary>Makes room for actors and puts them into their clusters of today.</summary>
    private void Admit(int from, int to)
    {
        int known = state.ActorCount;
        state.GrowActors(Math.Max(from, to) + 1);
        for (int i = known; i < state.ActorCount; i++)
        {
            ref readonly ActorRecord today = ref view.State.Actor(i);
            ref ActorRecord actor = ref state.Actor(i);
            state.Clusters.Sizes[actor.Cluster]--;
            state.Clusters.Sizes[today.Cluster]++;
            (actor.FirstCluster, actor.FirstProbability) = (today.FirstCluster, today.FirstProbability);
        }
        state.HasTargets |= to >= 0;
        state.HasTargetless |= to < 0;
    }

    /// <summary>Probability of the event's channel after each mechanism. [mechanisms]</summary>
    private double[] Choices(out double baseline)
    {
        int own = target < 0 ? -1 : state.Dyads.Find(source, target);
        int reverse = target < 0 ? -1 : state.Dyads.Find(target, source);
        ChoiceFeatures targets = TargetChoice.Features(state, source, target, own, reverse);
        baseline = Mix(targets, ChoiceKind.Baseline);
        var choices = new double[Mechanisms.Count];
        choices.AsSpan().Fill(1);
        choices[(int)Mechanism.Burst] = Mix(targets, ChoiceKind.Burst);
        choices[(int)Mechanism.Relay] = Mix(targets, ChoiceKind.Relay);
        choices[(int)Mechanism.Join] = target < 0 ? 0
            : Mix(SourceChoice.Features(state, source, target, own), ChoiceKind.Join);
        return choices;
    }

    private double Mix(in ChoiceFeatures features, ChoiceKind choice) =>
        features.Mix<VectorLanes>(state.Parameters.ChoiceWeights(choice), out _);

    /// <summary>Intensity that each earlier event gives to the channel; their sums by mechanism are added
    /// up.</summary>
    private List<EarlierCause> Earlier(double[] choices, double[] byMechanism)
    {
        var result = new List<EarlierCause>();
        int from = view.State.Actor(source).Cluster, to = target < 0 ? 0 : view.State.Actor(target).Cluster;
        for (int c = 0; c < candidates.Count; c++)
        {
            Candidate one = candidates[c];
            Doubles8 survival = VectorLanes.Survival(
                state.Grid.DecaysPerTick, StreamTime.Elapsed(one.OperationalTicks, operationalTicks));
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                var mechanism = (Mechanism)m;
                if (!Triggers(one, mechanism))
                {
                    continue;
                }
                double factor = state.Cells.Factor(mechanism, state.Cells.Cell(mechanism, from, to), one.Type, type);
                // Humps are differences: rounding may leave a trace below zero.
                double intensity = one.Mark * factor * choices[m]
                    * Math.Max(0, VectorLanes.Dot(state.Parameters.IntensityWeights(mechanism), survival));
                byMechanism[m] += intensity;
                result.Add(new EarlierCause(
                    c, one.TimeTicks, one.Source, one.Target, one.Type, mechanism, intensity));
            }
        }
        return result;
    }

    private bool Triggers(in Candidate one, Mechanism mechanism) => mechanism switch
    {
        Mechanism.Repeat => target >= 0 && one.Source == source && one.Target == target,
        Mechanism.Reply => target >= 0 && one.Source == target && one.Target == source,
        Mechanism.Burst => one.Source == source,
        Mechanism.Relay => one.Target == source,
        _ => target >= 0 && one.Target == target,
    };

    private readonly record struct Candidate(
        long TimeTicks, long OperationalTicks, int Source, int Target, int Type, double Mark);
}

/// <summary>What caused one event.</summary>
/// <param name="IntensityPerTick">Intensity of the event's channel at its time, in events per tick.</param>
/// <param name="Probabilities">Posterior probability of the baseline, of each mechanism and of the latent ties; they
/// sum to one. [2 + mechanisms]</param>
/// <param name="Earlier">The most probable earlier events, each with its mechanism.</param>
/// <param name="EarlierCount">Pairs of an earlier event and a mechanism that had a part.</param>
public sealed record EventExplanation(
    double IntensityPerTick,
    IReadOnlyList<double> Probabilities,
    IReadOnlyList<EarlierCause> Earlier,
    int EarlierCount);

/// <summary>The probability that an earlier event caused another one, by one mechanism.</summary>
/// <param name="Candidate">Number of the earlier event among those that may have caused the event.</param>
/// <param name="TimeTicks">Its time.</param>
/// <param name="Source">Its source.</param>
/// <param name="Target">Its target, or <see cref="EventBatch.NoTarget"/>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Mechanism">How it caused the event.</param>
/// <param name="Probability">Posterior probability.</param>
public readonly record struct EarlierCause(
    int Candidate, long TimeTicks, int Source, int Target, int Type, Mechanism Mechanism, double Probability);
