using HawkesNet.Model.Choice;
using HawkesNet.Model.Clustering;
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

    /// <summary>Actors whose records stay in the cache by themselves.</summary>
    private const int CachedActors = 1024;

    public override void Commit(ModelState state) => History.Commit<TLanes>(state);

    public override void Run(
        ModelState state, Evidence? evidence, EventBatch batch, int start, int count, EventScores scores)
    {
        ReadOnlySpan<long> times = batch.TimeTicks, streamTimes = batch.StreamTicks;
        ReadOnlySpan<int> sources = batch.Sources, targets = batch.Targets, types = batch.Types;
        Causes<TLanes> causes = default;
        for (int i = 0; i < count; i++)
        {
            int e = start + i;
            LookAhead(state, sources, targets, e);
            if (state.Pending.Count > 0 && state.Pending.TimeTicks < times[e])
            {
                History.Commit<TLanes>(state);
            }
            long before = state.ClockTicks;
            (double steady, double drift, double tied) = AdvanceClock(state, evidence, times[e]);
            scores.SteadyCompensator[i] = steady;
            scores.Compensator[i] = steady + drift;
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
                if (evidence.Window is not null)
                {
                    WindowRecorder.Add(
                        state, evidence.Window, sources[e], targets[e], types[e], batch.Weights[e], dyads,
                        times[e], causes);
                }
                causes.WriteRow(state, evidence.NextRow());
                evidence.Sum<TLanes>(evenIfPartial: false);
                credit = CreditBaseline(state, sources[e], types[e], causes.Baseline / causes.Total);
                CreditCells(state, sources[e], targets[e], types[e], dyads, causes);
                if (state.Ties.IsOn)
                {
                    state.Ties.Learn<TLanes>(
                        state.Grid, TieEvent(sources[e], causes, tied, steady));
                }
            }
            double factor = state.Drift.Factor;
            state.Drift.Add(causes.Baseline, causes.Total - causes.Baseline);
            causes.WriteIntensities(factor, scores.Causes(i));
            scores.Add(i, causes.Total + ((factor - 1) * causes.Baseline), PoissonBaseline.Score(
                state, sources[e], targets[e], types[e], dyads.Own, before, times[e]));
            scores.BaselineIntensity[i] = causes.Baseline + causes.Influence;
            scores.BurstChoice[i] = causes.BurstChoice;
            scores.RelayChoice[i] = causes.RelayChoice;
            scores.JoinChoice[i] = causes.JoinChoice;
            state.Pending.Add(times[e], new PendingEvent(
                sources[e], targets[e], types[e], dyads.Own, batch.Weights[e], credit)
            {
                StreamTicks = streamTimes[e],
            });
        }
        scores.TakeLogarithms<TLanes>(count);
    }

    /// <summary>Asks for what the next events will touch: owners first, and then what those point to.</summary>
    private static void LookAhead(ModelState state, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, int current)
    {
        int far = current + (2 * LookAheadEvents), near = current + LookAheadEvents;
        if (far < sources.Length && state.Ties.IsOn)
        {
            state.Ties.PrefetchSource(sources[far]);
        }
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
        if (actor < state.ActorCount && state.ActorCount > CachedActors)
        {
            Prefetch.Whole(ref state.Actor(actor));
            Prefetch.Line(ref state.Partners(actor));
        }
    }

    private static void PrefetchPartners(ModelState state, int actor)
    {
        if (actor >= state.ActorCount || state.ActorCount <= CachedActors)
        {
            return;
        }
        ref PartnerList partners = ref state.Partners(actor);
        for (int i = partners.Count - 1; i >= 0; i--)
        {
            Prefetch.Line(ref state.Partners(partners[i]));
        }
    }

    /// <summary>Moves the clock to a time and returns the compensator of the time between (equation 8), what the
    /// baseline's drift adds to it, and that of the ties.</summary>
    private static (double Steady, double Drift, double Ties) AdvanceClock(
        ModelState state, Evidence? evidence, long timeTicks)
    {
        double elapsed = StreamTime.Elapsed(state.ClockTicks, timeTicks);
        if (elapsed <= 0)
        {
            return default;
        }
        Doubles8 survival = TLanes.Survival(state.Grid.DecaysPerTick, elapsed);
        double exposure = state.BaselineRateSum * elapsed;
        double compensator = state.Parameters.BaselineFactor * exposure, tieCompensator = 0;
        double drift = state.Drift.Pass(compensator) - compensator;
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
        return (compensator, drift, tieCompensator);
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
        ref Causes<TLanes> causes)
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
        causes.SourceCluster = actor.Cluster;
        causes.TargetCluster = target < 0 ? 0 : state.Actor(target).Cluster;
        causes.Baseline = parameters.BaselineFactor * causes.BaselineRate * causes.BaselineChoice;

        causes.BurstMass = Gather(state, ref actor.Out, Mechanism.Burst, causes, type, timeTicks);
        causes.BurstRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Burst), causes.BurstMass);
        causes.Total = causes.Baseline + (causes.BurstRate * causes.BurstChoice);
        causes.RelayMass = Gather(state, ref actor.In, Mechanism.Relay, causes, type, timeTicks);
        causes.RelayRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Relay), causes.RelayMass);
        causes.Total += causes.RelayRate * causes.RelayChoice;
        causes.HasTarget = target >= 0;
        causes.HasOwn = dyads.Own >= 0;
        causes.HasReverse = dyads.Reverse >= 0;
        causes.JoinChoice = causes.RepeatRate = causes.ReplyRate = 0;
        if (causes.HasTarget)
        {
            AddTargetCauses(state, ref causes, source, target, type, dyads, timeTicks);
        }
    }

    /// <summary>The intensity of the latent ties, which share out types and targets as the baseline does.</summary>
    private static void FindInfluence(ModelState state, int source, long timeTicks, ref Causes<TLanes> causes)
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

    private static TieEvent TieEvent(
        int source, in Causes<TLanes> causes, double tieCompensator, double compensator)
    {
        double others = causes.Total > causes.Others ? compensator - tieCompensator : compensator;
        return new TieEvent(source, causes.TieRate, causes.TieChoice, causes.Others, tieCompensator, others);
    }

    private static void AddTargetCauses(
        ModelState state, ref Causes<TLanes> causes, int source, int target, int type,
        (int Own, int Reverse) dyads, long timeTicks)
    {
        Parameters parameters = state.Parameters;
        causes.Sources = SourceChoice.Features(state, source, target, dyads.Own);
        causes.JoinChoice = causes.Sources.Mix<TLanes>(
            parameters.ChoiceWeights(ChoiceKind.Join), out causes.JoinTotal);
        causes.JoinMass = Gather(
            state, ref state.Actor(target).In, Mechanism.Join, causes, type, timeTicks);
        causes.JoinRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Join), causes.JoinMass);
        causes.Total += causes.JoinRate * causes.JoinChoice;
        if (causes.HasOwn)
        {
            causes.RepeatMass = Gather(
                state, ref state.Dyads[dyads.Own].Own, Mechanism.Repeat, causes, type, timeTicks);
            causes.RepeatRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Repeat), causes.RepeatMass);
            causes.Total += causes.RepeatRate;
        }
        if (causes.HasReverse)
        {
            causes.ReplyMass = Gather(
                state, ref state.Dyads[dyads.Reverse].Own, Mechanism.Reply, causes, type, timeTicks);
            causes.ReplyRate = TLanes.Dot(parameters.IntensityWeights(Mechanism.Reply), causes.ReplyMass);
            causes.Total += causes.ReplyRate;
        }
    }

    /// <summary>Σ over trigger types of χ ψ · mass of an owner, brought to the time.</summary>
    private static Doubles8 Gather(
        ModelState state, ref DecayedMass head, Mechanism mechanism, in Causes<TLanes> causes, int type,
        long timeTicks)
    {
        History.Bring<TLanes>(state, ref head, timeTicks);
        if (!state.HasTotals || head.Type == DecayedMass.None)
        {
            return head.Mass;
        }
        int cell = state.Cells.Cell(mechanism, causes.SourceCluster, causes.TargetCluster);
        Doubles8 sum = default;
        ref DecayedMass link = ref head;
        while (true)
        {
            sum = TLanes.MultiplyAdd(
                sum, link.Mass, state.Cells.Factor(mechanism, cell, link.Type, type));
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
        Baseline.TryShape(state, actor, responsibility);
        actor.BaselineCount += responsibility;
        state.BaselineCountSum += responsibility;
        state.BaselineSquareSum += responsibility * responsibility;
        state.TypeBaselineCounts[type] += responsibility;
        state.Clusters.AddBaseline(actor.Cluster, type, state.TypeCount, responsibility);
        Baseline.Refresh(state, ref actor);
        return responsibility;
    }

    private static void CreditCells(
        ModelState state, int source, int target, int type, (int Own, int Reverse) dyads, in Causes<TLanes> causes)
    {
        if (!state.HasTotals)
        {
            return;
        }
        double scale = 1 / causes.Total;
        ref ActorRecord actor = ref state.Actor(source);
        CreditChain(state, actor.Out, causes.Cell(state, Mechanism.Burst), type, causes.BurstChoice * scale);
        CreditChain(state, actor.In, causes.Cell(state, Mechanism.Relay), type, causes.RelayChoice * scale);
        if (target < 0)
        {
            return;
        }
        CreditChain(
            state, state.Actor(target).In, causes.Cell(state, Mechanism.Join), type, causes.JoinChoice * scale);
        if (dyads.Own >= 0)
        {
            CreditChain(state, state.Dyads[dyads.Own].Own, causes.Cell(state, Mechanism.Repeat), type, scale);
        }
        if (dyads.Reverse >= 0)
        {
            CreditChain(state, state.Dyads[dyads.Reverse].Own, causes.Cell(state, Mechanism.Reply), type, scale);
        }
        if (state.Clusters.Count > 1)
        {
            Doubles8 others = TargetChoice.StrangersOtherwise(state, source, target);
            state.Clusters.AffinityTrial.AddEvent(
                1 + (causes.ChangedBy(state.Parameters, others) * scale));
            state.Clusters.AddChosen(
                causes.SourceCluster, causes.TargetCluster, causes.StrangerIntensity(state.Parameters) * scale);
        }
    }

    /// <summary>Puts an event's offspring down to the cells of its causes, and tells the trial what the intensity would
    /// be without the cells' factors.</summary>
    private static void CreditChain(
        ModelState state, in DecayedMass head, (Mechanism Mechanism, int Cell) cell, int type, double scale)
    {
        if (head.Type == DecayedMass.None)
        {
            return;
        }
        ref readonly Doubles8 weights = ref state.Parameters.IntensityWeights(cell.Mechanism);
        ref readonly DecayedMass link = ref head;
        double excess = 0;
        while (true)
        {
            double rate = TLanes.Dot(weights, link.Mass) * scale;
            double factor = state.Cells.Factor(cell.Mechanism, cell.Cell, link.Type, type);
            excess += rate * (state.Cells.FactorOtherwise(cell.Mechanism, cell.Cell, link.Type, type) - factor);
            state.Cells.AddOffspring(cell.Mechanism, cell.Cell, link.Type, type, rate * factor);
            if (link.Next == DecayedMass.None)
            {
                break;
            }
            link = ref state.Overflow(link.Next);
        }
        if (state.Clusters.Count > 1)
        {
            state.Cells.Trial(cell.Mechanism).AddEvent(1 + excess);
        }
    }
}
