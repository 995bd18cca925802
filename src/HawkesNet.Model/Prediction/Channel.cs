using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>What can cause an event of one channel, or of a sum of channels, at a time: masses by mechanism
/// (equation 1).</summary>
/// <remarks>Only reads the view, so many may be formed at once. A null target or type sums over all of them.</remarks>
internal readonly struct Channel
{
    /// <summary>Baseline rate without the shared factor, with the drift, per tick.</summary>
    public readonly double BaselineRate;

    /// <summary>Relative variance of the actor's own share of the baseline.</summary>
    public readonly double BaselineRelativeVariance;

    /// <summary>Decayed mass of each mechanism, times choice and type factor. [mechanisms]</summary>
    public readonly Doubles8[] Mass;

    /// <summary>Probability of the channel's target after a burst, after a relay; of its source to join.</summary>
    public readonly double BurstChoice;
    public readonly double RelayChoice;
    public readonly double JoinChoice;

    /// <summary>Decayed mass of the actor's ties, each times its weight, choice and type share. [8]</summary>
    public readonly Doubles8 Influence;

    /// <summary>Relative variance of the intensity that makes.</summary>
    public readonly double InfluenceRelativeVariance;

    private Channel(
        double baselineRate, double relativeVariance, Doubles8[] mass, double burst, double relay, double join)
    {
        BaselineRate = baselineRate;
        BaselineRelativeVariance = relativeVariance;
        Mass = mass;
        BurstChoice = burst;
        RelayChoice = relay;
        JoinChoice = join;
    }

    private Channel(in Channel other, in Doubles8 influence, double influenceRelativeVariance)
    {
        this = other;
        Influence = influence;
        InfluenceRelativeVariance = influenceRelativeVariance;
    }

    /// <summary>The channel source → target of a type, as of an operational time at or after the view's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Unknown index, or a time before the view's.</exception>
    public static Channel At(ModelView view, int source, int? target, int? type, long atTicks) =>
        At(view, source, target, type, atTicks, incoming: null);

    /// <summary>The same, with what <see cref="TieReader.Incoming"/> says of the source where it is known
    /// already.</summary>
    public static Channel At(
        ModelView view, int source, int? target, int? type, long atTicks, (Doubles8 Mass, double Variance)? incoming)
    {
        ModelState state = view.State;
        ArgumentOutOfRangeException.ThrowIfNegative(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, state.ActorCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target ?? -1, state.ActorCount, nameof(target));
        ArgumentOutOfRangeException.ThrowIfLessThan(target ?? EventBatch.NoTarget, EventBatch.NoTarget, nameof(target));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(type ?? 0, state.TypeCount, nameof(type));
        ArgumentOutOfRangeException.ThrowIfLessThan(atTicks, state.ClockTicks);
        var reader = new MassReader(state, type, atTicks);
        ref readonly ActorRecord actor = ref state.Actor(source);
        double share = type is int one ? Baseline.TypeShare(state, actor, one) : 1;
        double rate = actor.BaselineRate * share * state.DriftAt(atTicks);
        double relativeVariance = Baseline.RelativeVariance(state, actor);
        Channel channel = target is int r
            ? ToOne(state, reader, source, r, rate, relativeVariance)
            : ToAll(view, reader, source, type, atTicks, rate, relativeVariance);
        return state.Ties.IsAdopted && channel.BaselineRate > 0
            ? WithInfluence(
                state, channel, share * channel.BaselineRate / rate,
                incoming ?? TieReader.Incoming(state.Ties, state.Grid, source, atTicks))
            : channel;
    }

    /// <summary>Ties share out targets and types as the baseline does.</summary>
    private static Channel WithInfluence(
        ModelState state, in Channel channel, double share, (Doubles8 Mass, double Variance) incoming)
    {
        (Doubles8 mass, double variance) = incoming;
        double mean = VectorLanes.Dot(state.Ties.Kernel.Weights, mass);
        Doubles8 scaled = VectorLanes.MultiplyAdd(default, mass, share);
        return new Channel(channel, scaled, mean > 0 ? variance / (mean * mean) : 0);
    }

    private static Channel ToOne(
        ModelState state, in MassReader reader, int source, int target, double rate, double relativeVariance)
    {
        if (target == source)
        {
            return new Channel(0, 0, new Doubles8[Mechanisms.Count], 0, 0, 0);
        }
        int own = target < 0 ? -1 : state.Dyads.Find(source, target);
        int reverse = target < 0 ? -1 : state.Dyads.Find(target, source);
        ChoiceFeatures targets = TargetChoice.Features(state, source, target, own, reverse);
        double baseline = Mix(state, targets, ChoiceKind.Baseline);
        var cells = new ResponseCells(state, source, target);
        double burst = Mix(state, targets, ChoiceKind.Burst);
        double relay = Mix(state, targets, ChoiceKind.Relay);
        double join = target < 0 ? 0
            : Mix(state, SourceChoice.Features(state, source, target, own), ChoiceKind.Join);
        var mass = new Doubles8[Mechanisms.Count];
        reader.Add(state.Actor(source).Out, cells.Of(Mechanism.Burst), burst, ref mass[(int)Mechanism.Burst]);
        reader.Add(state.Actor(source).In, cells.Of(Mechanism.Relay), relay, ref mass[(int)Mechanism.Relay]);
        if (target >= 0)
        {
            reader.Add(state.Actor(target).In, cells.Of(Mechanism.Join), join, ref mass[(int)Mechanism.Join]);
        }
        if (own >= 0)
        {
            reader.Add(state.Dyads[own].Own, cells.Of(Mechanism.Repeat), 1, ref mass[(int)Mechanism.Repeat]);
        }
        if (reverse >= 0)
        {
            reader.Add(state.Dyads[reverse].Own, cells.Of(Mechanism.Reply), 1, ref mass[(int)Mechanism.Reply]);
        }
        return new Channel(rate * baseline, relativeVariance, mass, burst, relay, join);
    }

    /// <summary>Summed over all targets: choices of a target sum to one; repeats and replies are the source's
    /// dyads'.</summary>
    private static Channel ToAll(
        ModelView view, in MassReader reader, int source, int? type, long atTicks, double rate, double relativeVariance)
    {
        ModelState state = view.State;
        var mass = new Doubles8[Mechanisms.Count];
        var anyone = new ResponseCells(state, source, EventBatch.NoTarget);
        reader.Add(state.Actor(source).Out, anyone.Of(Mechanism.Burst), 1, ref mass[(int)Mechanism.Burst]);
        reader.Add(state.Actor(source).In, anyone.Of(Mechanism.Relay), 1, ref mass[(int)Mechanism.Relay]);
        foreach (int dyad in view.DyadsBySource.From(source))
        {
            var cells = new ResponseCells(state, source, state.Dyads[dyad].Target);
            reader.Add(
                state.Dyads[dyad].Own, cells.Of(Mechanism.Repeat), 1, ref mass[(int)Mechanism.Repeat]);
        }
        foreach (int dyad in view.DyadsBySource.To(source))
        {
            var cells = new ResponseCells(state, source, state.Dyads[dyad].Source);
            reader.Add(state.Dyads[dyad].Own, cells.Of(Mechanism.Reply), 1, ref mass[(int)Mechanism.Reply]);
        }
        if (state.HasTargets)
        {
            view.Joins.Add(source, type, atTicks, ref mass[(int)Mechanism.Join]);
        }
        return new Channel(rate, relativeVariance, mass, 1, 1, 0);
    }

    private static double Mix(ModelState state, in ChoiceFeatures features, ChoiceKind choice) =>
        features.Mix<VectorLanes>(state.Parameters.ChoiceWeights(choice), out _);

    /// <summary>The cells of a response from one actor to another.</summary>
    private readonly struct ResponseCells(ModelState state, int source, int target)
    {
        private readonly int from = state.Actor(source).Cluster;
        private readonly int to = target < 0 ? 0 : state.Actor(target).Cluster;

        public (Mechanism Mechanism, int Cell) Of(Mechanism mechanism) =>
            (mechanism, state.Cells.Cell(mechanism, from, to));
    }
}
