using HawkesNet.Model.Choice;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Inference;

/// <summary>The local step, one event after the other (docs/model.md, section 5).</summary>
internal abstract class LaneLocalStep<TLanes> : LocalStep
    where TLanes : struct, ILanes
{
    private const int LookAheadEvents = 4;

    public override void Commit(ModelState state) => History.Commit<TLanes>(state);

    public override void Run(
        ModelState state, Evidence? evidence, EventBatch batch, int start, int count, EventScores scores)
    {
        ReadOnlySpan<long> times = batch.TimeTicks;
        ReadOnlySpan<int> sources = batch.Sources, targets = batch.Targets, types = batch.Types;
        Causes causes = default;
        for (int i = 0; i < count; i++)
        {
            int e = start + i;
            LookAhead(state, sources, targets, e);
            if (state.Pending.Count > 0 && state.Pending.TimeTicks < times[e])
            {
                History.Commit<TLanes>(state);
            }
            long before = state.ClockTicks;
            scores.Compensator[i] = AdvanceClock(state, evidence, times[e], out double tieCompensator);
            Admit(state, sources[e], targets[e], types[e]);
            var dyads = Dyads(state, sources[e], targets[e]);
            FindCauses(state, sources[e], targets[e], types[e], dyads, times[e], ref causes);
            if (state.Ties.IsOn)
            {
                FindInfluence(state, sources[e], times[e], ref causes);
            }
            double credit = 0;
            if (evidence is not null)
            {
                causes.WriteRow(state, evidence.NextRow());
                evidence.Sum<TLanes>(evenIfPartial: false);
                credit = CreditBaseline(state, sources[e], types[e], causes.Baseline / causes.Total);
                CreditTypes(state, sources[e], targets[e], types[e], dyads, causes);
                if (state.Ties.IsOn)
                {
                    state.Ties.Learn<TLanes>(
                        state.Grid, TieEvent(sources[e], causes, tieCompensator, scores.Compensator[i]));
                }
            }
            scores.LogIntensity[i] = Math.Log(causes.Total);
            scores.PoissonLogLikelihood[i] =
                PoissonBaseline.Score(state, sources[e], targets[e], types[e], dyads.Own, before, times[e]);
            scores.BaselineIntensity[i] = causes.Baseline + causes.Influence;
            scores.BurstChoice[i] = causes.BurstChoice;
            scores.RelayChoice[i] = causes.RelayChoice;
            scores.JoinChoice[i] = causes.JoinChoice;
            state.Pending.Add(times[e], new PendingEvent(sources[e], targets[e], types[e], dyads.Own, credit));
        }
    }

    /// <summary>Asks for what the next events will touch: owners first, and then what those point to.</summary>
    private static void LookAhead(ModelState state, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, int current)
    {
        int far = current + (2 * LookAheadEvents), near = current + LookAheadEvents;
        if (far < sources.Length && targets[far] >= 0)
        {
            PrefetchActor(state, sources[far]);
            PrefetchActor(state, targets[far]);
            state.Dyads.PrefetchSlot(sources[far], targets[far]);
            state.Dyads.PrefetchSlot(targets[far], sources[far]);
        }
        if (near < sources.Length && targets[near] >= 0)
        {
            state.Dyads.PrefetchRecord(sources[near], targets[near]);
            state.Dyads.PrefetchRecord(targets[near], sources[near]);
            PrefetchPartners(state, sources[near]);
            PrefetchPartners(state, targets[near]);
        }
    }

    private static void PrefetchActor(ModelState state, int actor)
    {
        if (actor < state.ActorCount)
        {
            Prefetch.Whole(ref state.Actor(actor));
            Prefetch.Line(ref state.Partners(actor));
        }
    }

    private static void PrefetchPartners(ModelState state, int actor)
    {
        if (actor >= state.ActorCount)
        {
            return;
        }
        ref PartnerList partners = ref state.Partners(actor);
        for (int i = partners.Count - 1; i >= 0; i--)
        {
            Prefetch.Line(ref state.Partners(partners[i]));
        }
    }

    /// <summary>Moves the clock to a time and returns the compensator of the time between (equation 8).</summary>
    private static double AdvanceClock(
        ModelState state, Evidence? evidence, long timeTicks, out double tieCompensator)
    {
        tieCompensator = 0;
        double elapsed = StreamTime.Elapsed(state.ClockTicks, timeTicks);
        if (elapsed <= 0)
        {
            return 0;
        }
        Doubles8 survival = TLanes.Survival(state.Grid.DecaysPerTick, elapsed);
        double exposure = state.BaselineRateSum * elapsed;
        double compensator = state.Parameters.BaselineFactor * exposure;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            Doubles8 after = TLanes.Product(state.TriggerMass[m], survival);
            Doubles8 decayed = TLanes.Difference(state.TriggerMass[m], after);
            compensator += TLanes.Dot(state.Parameters.CompensatorWeights((Mechanism)m), decayed);
            state.TriggerMass[m] = after;
            if (evidence is not null)
            {
                evidence.Decayed[m] = TLanes.MultiplyAdd(evidence.Decayed[m], decayed, 1);
            }
        }
        if (evidence is not null)
        {
            evidence.Exposure[ParameterLayout.Baseline] += exposure;
        }
        if (state.Ties.IsOn)
        {
            tieCompensator = state.Ties.Advance<TLanes>(survival);
            compensator += state.Ties.IsAdopted ? tieCompensator : 0;
        }
        state.ClockTicks = timeTicks;
        return compensator;
    }

    /// <summary>Makes room for what the event brings that is new.</summary>
    private static void Admit(ModelState state, int source, int target, int type)
    {
        state.GrowActors(Math.Max(source, target) + 1);
        state.GrowTypes(type + 1);
        if (target >= 0)
        {
            state.HasTargets = true;
        }
        else
        {
            state.HasTargetless = true;
        }
    }

    private static (int Own, int Reverse) Dyads(ModelState state, int source, int target) =>
        target < 0 ? (-1, -1) : (state.Dyads.Find(source, target), state.Dyads.Find(target, source));

    /// <summary>The intensity of every cause of a channel (equation 1), the owners' states brought to the
    /// time.</summary>
    private static void FindCauses(
        ModelState state, int source, int target, int type, (int Own, int Reverse) dyads, long timeTicks,
        ref Causes causes)
    {
        ref ActorRecord actor = ref state.Actor(source);
        Parameters parameters = state.Parameters;
        causes.Targets = TargetChoice.Features(state, source, target, dyads.Own, dyads.Reverse);
        causes.BaselineChoice = causes.Targets.Mix<TLanes>(
            parameters.ChoiceWeights(ChoiceKind.Baseline), out causes.BaselineTotal);
        causes.BurstChoice = causes.Targets.Mix<TLanes>(
            parameters.ChoiceWeights(ChoiceKind.Burst), out causes.BurstTotal);
        causes.RelayChoice = causes.Targets.Mix<TLanes>(
            parameters.ChoiceWeights(ChoiceKind.Relay), out causes.RelayTotal);
        causes.TypeShare = Baseline.TypeShare(state, actor, type);
        causes.BaselineRate = actor.BaselineRate * causes.TypeShare;
        causes.Influence = causes.InfluenceRate = 0;
        causes.Baseline = parameters.BaselineFactor * causes.BaselineRate * causes.BaselineChoice;

        causes.BurstMass = Gather(state, ref actor.Out, Mechanism.Burst, type, timeTicks);
        causes.BurstRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Burst), causes.BurstMass);
        causes.Total = causes.Baseline + (causes.BurstRate * causes.BurstChoice);
        causes.RelayMass = Gather(state, ref actor.In, Mechanism.Relay, type, timeTicks);
        causes.RelayRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Relay), causes.RelayMass);
        causes.Total += causes.RelayRate * causes.RelayChoice;
        causes.HasTarget = target >= 0;
        causes.HasOwn = dyads.Own >= 0;
        causes.HasReverse = dyads.Reverse >= 0;
        causes.JoinChoice = 0;
        if (causes.HasTarget)
        {
            AddTargetCauses(state, ref causes, source, target, type, dyads, timeTicks);
        }
    }

    /// <summary>The intensity of the latent ties, which share out types and targets as the baseline does.</summary>
    private static void FindInfluence(ModelState state, int source, long timeTicks, ref Causes causes)
    {
        double rate = state.Ties.Scan.Find<TLanes>(state.Ties, state.Grid, source, timeTicks);
        causes.TieRate = rate;
        causes.TieChoice = causes.TypeShare * causes.BaselineChoice;
        causes.Others = causes.Total;
        if (state.Ties.IsAdopted)
        {
            causes.InfluenceRate = rate * causes.TypeShare;
            causes.Influence = rate * causes.TieChoice;
            causes.Total += causes.Influence;
        }
    }

    private static TieEvent TieEvent(int source, in Causes causes, double tieCompensator, double compensator)
    {
        double others = causes.Total > causes.Others ? compensator - tieCompensator : compensator;
        return new TieEvent(source, causes.TieRate, causes.TieChoice, causes.Others, tieCompensator, others);
    }

    private static void AddTargetCauses(
        ModelState state, ref Causes causes, int source, int target, int type,
        (int Own, int Reverse) dyads, long timeTicks)
    {
        Parameters parameters = state.Parameters;
        causes.Sources = SourceChoice.Features(state, source, target, dyads.Own);
        causes.JoinChoice = causes.Sources.Mix<TLanes>(
            parameters.ChoiceWeights(ChoiceKind.Join), out causes.JoinTotal);
        causes.JoinMass = Gather(state, ref state.Actor(target).In, Mechanism.Join, type, timeTicks);
        causes.JoinRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Join), causes.JoinMass);
        causes.Total += causes.JoinRate * causes.JoinChoice;
        if (causes.HasOwn)
        {
            causes.RepeatMass = Gather(state, ref state.Dyads[dyads.Own].Own, Mechanism.Repeat, type, timeTicks);
            causes.Total += TLanes.Dot(parameters.IntensityWeights(Mechanism.Repeat), causes.RepeatMass);
        }
        if (causes.HasReverse)
        {
            causes.ReplyMass = Gather(state, ref state.Dyads[dyads.Reverse].Own, Mechanism.Reply, type, timeTicks);
            causes.Total += TLanes.Dot(parameters.IntensityWeights(Mechanism.Reply), causes.ReplyMass);
        }
    }

    /// <summary>Σ over trigger types of ψ · mass of an owner, brought to the time.</summary>
    private static Doubles8 Gather(
        ModelState state, ref DecayedMass head, Mechanism mechanism, int type, long timeTicks)
    {
        History.Bring<TLanes>(state, ref head, timeTicks);
        if (state.TypeCount == 1 || head.Type == DecayedMass.None)
        {
            return head.Mass;
        }
        Doubles8 sum = default;
        ref DecayedMass link = ref head;
        while (true)
        {
            sum = TLanes.MultiplyAdd(sum, link.Mass, state.Types.Factor(mechanism, link.Type, type));
            if (link.Next == DecayedMass.None)
            {
                return sum;
            }
            link = ref state.Overflow(link.Next);
            History.Bring<TLanes>(state, ref link, timeTicks);
        }
    }

    /// <summary>Puts the baseline's share of the event down to its actor and type.</summary>
    private static double CreditBaseline(ModelState state, int source, int type, double responsibility)
    {
        ref ActorRecord actor = ref state.Actor(source);
        actor.BaselineCount += responsibility;
        state.BaselineCountSum += responsibility;
        state.TypeBaselineCounts[type] += responsibility;
        Baseline.Refresh(state, ref actor);
        return responsibility;
    }

    private static void CreditTypes(
        ModelState state, int source, int target, int type, (int Own, int Reverse) dyads, in Causes causes)
    {
        if (state.TypeCount == 1)
        {
            return;
        }
        double scale = 1 / causes.Total;
        ref ActorRecord actor = ref state.Actor(source);
        CreditChain(state, actor.Out, Mechanism.Burst, type, causes.BurstChoice * scale);
        CreditChain(state, actor.In, Mechanism.Relay, type, causes.RelayChoice * scale);
        if (target < 0)
        {
            return;
        }
        CreditChain(state, state.Actor(target).In, Mechanism.Join, type, causes.JoinChoice * scale);
        if (dyads.Own >= 0)
        {
            CreditChain(state, state.Dyads[dyads.Own].Own, Mechanism.Repeat, type, scale);
        }
        if (dyads.Reverse >= 0)
        {
            CreditChain(state, state.Dyads[dyads.Reverse].Own, Mechanism.Reply, type, scale);
        }
    }

    private static void CreditChain(
        ModelState state, in DecayedMass head, Mechanism mechanism, int type, double scale)
    {
        if (head.Type == DecayedMass.None)
        {
            return;
        }
        ref readonly Doubles8 weights = ref state.Parameters.IntensityWeights(mechanism);
        ref readonly DecayedMass link = ref head;
        while (true)
        {
            double rate = state.Types.Factor(mechanism, link.Type, type) * TLanes.Dot(weights, link.Mass);
            state.Types.AddOffspring(mechanism, link.Type, type, rate * scale);
            if (link.Next == DecayedMass.None)
            {
                return;
            }
            link = ref state.Overflow(link.Next);
        }
    }

    /// <summary>One event's causes: the masses and choices its intensity is made of.</summary>
    private struct Causes
    {
        public double Total;
        public double Baseline;
        public double BaselineRate;
        public double TypeShare;
        public double Influence;
        public double InfluenceRate;
        public double TieRate;
        public double TieChoice;
        public double Others;
        public double BaselineChoice;
        public double BurstRate;
        public double BurstChoice;
        public double RelayRate;
        public double RelayChoice;
        public double JoinRate;
        public double JoinChoice;
        public double BaselineTotal;
        public double BurstTotal;
        public double RelayTotal;
        public double JoinTotal;
        public bool HasTarget;
        public bool HasOwn;
        public bool HasReverse;
        public Doubles8 RepeatMass;
        public Doubles8 ReplyMass;
        public Doubles8 BurstMass;
        public Doubles8 RelayMass;
        public Doubles8 JoinMass;
        public ChoiceFeatures Targets;
        public ChoiceFeatures Sources;

        /// <summary>Writes g = ∂ log λ / ∂θ (equation 11).</summary>
        public readonly void WriteRow(ModelState state, Span<float> row)
        {
            double scale = 1 / Total;
            row[ParameterLayout.Baseline] = (float)(BaselineRate * BaselineChoice * scale);
            double baseline = (state.Parameters.BaselineFactor * BaselineRate) + InfluenceRate;
            WriteChoice(Targets, ChoiceKind.Baseline, BaselineChoice, baseline * scale, BaselineTotal, row);
            WriteChoice(Targets, ChoiceKind.Burst, BurstChoice, BurstRate * scale, BurstTotal, row);
            WriteChoice(Targets, ChoiceKind.Relay, RelayChoice, RelayRate * scale, RelayTotal, row);
            WriteComponents(state, Mechanism.Burst, BurstMass, BurstChoice * scale, row);
            WriteComponents(state, Mechanism.Relay, RelayMass, RelayChoice * scale, row);
            if (!HasTarget)
            {
                return;
            }
            WriteChoice(Sources, ChoiceKind.Join, JoinChoice, JoinRate * scale, JoinTotal, row);
            WriteComponents(state, Mechanism.Join, JoinMass, JoinChoice * scale, row);
            if (HasOwn)
            {
                WriteComponents(state, Mechanism.Repeat, RepeatMass, scale, row);
            }
            if (HasReverse)
            {
                WriteComponents(state, Mechanism.Reply, ReplyMass, scale, row);
            }
        }

        private static void WriteComponents(
            ModelState state, Mechanism mechanism, in Doubles8 mass, double scale, Span<float> row) =>
            TLanes.Components(
                mass, state.Grid.DecaysPerTick, state.Grid.HumpsPerTick, scale,
                row.Slice(ParameterLayout.Of(mechanism), DecayGrid.ComponentCount));

        private static void WriteChoice(
            in ChoiceFeatures features, ChoiceKind choice, double mean, double scale, double total, Span<float> row)
        {
            if (total > 0)
            {
                TLanes.ChoiceDerivative(
                    features.Gate, features.Probability, mean, scale / total,
                    row.Slice(ParameterLayout.Of(choice), ParameterLayout.WayCount));
            }
        }
    }
}
