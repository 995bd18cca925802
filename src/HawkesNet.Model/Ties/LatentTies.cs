using System.Runtime.CompilerServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>The sparse network of influence W[j, i]: events of j cause events of i without any observed contact
/// (docs/model.md, latent ties).</summary>
/// <remarks>Every pair is a Gamma; only pairs that were credited have a record. An event's cost is bounded by
/// <see cref="TieScan.CandidatesMax"/>, whatever the number of actors.</remarks>
internal sealed class LatentTies
{
    /// <summary>Pairs summed anew per event of their source, so that its row's sum is never far behind.</summary>
    private const int CountedPerEvent = 4;

    /// <summary>A share of an event that is worth a record; raised where there are too many.</summary>
    private const double FirstResponsibilityMin = 1e-4;
    private const double RaisedBy = 4;
    private const double TrialShapeShare = 0.1;

    /// <summary>Kept of the evidence at each rung of the ladder from <see cref="DiscountFrom"/> events on.</summary>
    private const double KeptAtRung = 0.7;
    private const int DiscountFrom = 2000;
    private const int KernelInterval = 64;

    /// <summary>A pair of no larger a shape, in multiples of the prior's, says nothing.</summary>
    private const double SpentShapes = 1.2;

    private RecordTable<TieSource> sources = new();
    private Doubles8 priorMass;
    private Doubles8 pairMass;
    private double responsibilityMin;
    private long nextTrial;
    private TiePrior prior = TiePrior.For(0, 0, 0);

    public TieTable Pairs { get; private set; } = new();

    public InfluenceKernel Kernel { get; private set; } = new();

    public TieMonitor Monitor { get; private set; } = new();

    /// <summary>Least share of an event that makes a pair's record; larger in a trial, which may be for
    /// nothing.</summary>
    public double RecordedFrom =>
        IsAdopted ? responsibilityMin : Math.Max(responsibilityMin, TrialShapeShare * TiePrior.ShapeMax);

    /// <summary>Whether influence is looked for at all, and whether it is part of the intensity.</summary>
    public bool IsOn { get; private set; }
    public bool IsAdopted { get; private set; }

    /// <summary>Whether weights no longer change.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The actors whose events may set off the next one.</summary>
    public ActiveSources Active { get; private set; } = new();

    /// <summary>Events of the history before the first that counts as a trigger.</summary>
    public long StartPosition { get; private set; }

    public int ActorCount => sources.Count;

    public RecordTable<TieSource> Sources => sources;

    public ref readonly TiePrior Prior => ref prior;

    public TieScan Scan { get; } = new();

    /// <summary>Begins from nothing; events of the history before <paramref name="position"/> are no
    /// triggers.</summary>
    public void Start(DecayGrid grid, int actorCount, long position, bool isAdopted = false)
    {
        sources = new RecordTable<TieSource>();
        Pairs = new TieTable();
        Kernel = new InfluenceKernel();
        Kernel.Refresh(grid);
        Monitor = new TieMonitor();
        responsibilityMin = FirstResponsibilityMin;
        priorMass = pairMass = default;
        Active = new ActiveSources();
        StartPosition = position;
        prior = TiePrior.For(actorCount, 0, 0);
        IsOn = true;
        IsAdopted = isAdopted;
        Grow(actorCount);
    }

    /// <summary>Adds actors up to a count.</summary>
    public void Grow(int count)
    {
        while (IsOn && sources.Count < count)
        {
            sources.Add() = TieSource.Empty;
        }
    }

    /// <summary>Asks the memory for what an actor's event will touch.</summary>
    public void PrefetchSource(int actor)
    {
        if (actor < sources.Count)
        {
            Prefetch.Whole(ref sources[actor]);
        }
    }

    /// <summary>Weight of a pair: the mean of its Gamma with all the source's exposure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Weight(int pair, in TieSource source)
    {
        if (pair < 0)
        {
            return PriorWeight(source);
        }
        return Pairs.Gamma(pair).WeightAt(source.Exposure);
    }

    /// <summary>Weight of a pair without a record.</summary>
    public double PriorWeight(in TieSource source) => prior.Shape / (prior.Rate + source.Exposure);

    /// <summary>Lets time pass and returns the compensator, all responders together (equation 32).</summary>
    public double Advance<TLanes>(in Doubles8 survival)
        where TLanes : struct, ILanes
    {
        Doubles8 before = TLanes.MultiplyAdd(pairMass, priorMass, Math.Max(0, sources.Count - 1));
        Doubles8 decayed = TLanes.Difference(before, TLanes.Product(before, survival));
        priorMass = TLanes.Product(priorMass, survival);
        pairMass = TLanes.Product(pairMass, survival);
        return Math.Max(0, TLanes.Dot(Kernel.Shares, decayed));
    }

    /// <summary>An event becomes history: its source may influence others from now on.</summary>
    public void Commit<TLanes>(DecayGrid grid, int index, long timeTicks)
        where TLanes : struct, ILanes
    {
        ref TieSource source = ref sources[index];
        Active.TellGain(index, sources);
        Doubles8 before = MassAt<TLanes>(grid, source, timeTicks);
        Weigh<TLanes>(source, before, -1);
        if (!IsFrozen)
        {
            source.Exposure++;
            source.EventsSinceCount++;
            if (source.EventsSinceCount * CountedPerEvent >= source.PairCount)
            {
                Count(ref source);
            }
        }
        source.Mass = TLanes.MultiplyAdd(before, Doubles8.Filled(1), 1);
        source.TimeTicks = timeTicks;
        Weigh<TLanes>(source, source.Mass, 1);
        Active.Bring<TLanes>(grid, timeTicks);
        Active.Put(index, sources);
    }

    /// <summary>A source's mass at a time no earlier than its last event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 MassAt<TLanes>(DecayGrid grid, in TieSource source, long timeTicks)
        where TLanes : struct, ILanes =>
        TLanes.Product(source.Mass, TLanes.Survival(
            grid.DecaysPerTick, StreamTime.Elapsed(source.TimeTicks, timeTicks)));

    /// <summary>Adds a pair at the prior, with all its source's exposure, to the source's chain.</summary>
    public int Add(int source, int target)
    {
        ref TieSource owner = ref sources[source];
        double weight = PriorWeight(owner);
        int index = Pairs.Add(new TiePair
        {
            Source = source,
            Target = target,
            Gamma = new TieGamma(prior.Shape, prior.Rate, weight),
        });
        Pairs.NextOfSource(index) = owner.FirstPair;
        owner.FirstPair = index;
        owner.PairCount++;
        owner.PairWeightSum += weight;
        sources[target].PairedFrom |= TieSource.Mark(source);
        return index;
    }

    /// <summary>Adds masses times what the weights of their sources' pairs have gained.</summary>
    public void AddPairMass<TLanes>(in Doubles8 gained)
        where TLanes : struct, ILanes => pairMass = TLanes.MultiplyAdd(pairMass, gained, 1);

    /// <summary>Learns from an event: shared out among the candidates of the last scan.</summary>
    public void Learn<TLanes>(DecayGrid grid, in TieEvent one)
        where TLanes : struct, ILanes
    {
        double influence = one.Rate * one.Choice;
        double total = IsAdopted ? influence + one.Others : Monitor.TrialTotal(influence, one.Others);
        double even = EvenRate<TLanes>() * one.Choice;
        Scan.Credit<TLanes>(this, one.Actor, one.Choice / total);
        Monitor.Add(
            IsAdopted, new ScoredInfluence(influence, even, one.Others, one.TieCompensator, one.OtherCompensator));
        if (Monitor.Events % KernelInterval == 0)
        {
            Kernel.Refresh(grid);
        }
    }

    /// <summary>Influence on an actor, per tick, if every source's were spread evenly over all others.</summary>
    public double EvenRate<TLanes>()
        where TLanes : struct, ILanes =>
        TLanes.Dot(Kernel.Weights, TLanes.MultiplyAdd(priorMass, pairMass, 1.0 / Math.Max(1, sources.Count - 1)));

    /// <summary>Whether all that was used or changed since this was asked last is finite, and nothing
    /// negative.</summary>
    public bool IsSound =>
        Scan.IsSound && double.IsFinite(VectorLanes.Dot(priorMass, Kernel.Shares))
        && double.IsFinite(VectorLanes.Dot(pairMass, Kernel.Shares))
        && double.IsFinite(Monitor.Gain + Monitor.EvenGain);

    /// <summary>What is due at a fixed position of the stream: a trial's begin or end, and going through all
    /// pairs.</summary>
    public void Step(ModelState state)
    {
        if (IsFrozen || !state.Spec.Ties)
        {
            return;
        }
        if (!IsOn && state.EventCount >= nextTrial)
        {
            Start(state.Grid, state.ActorCount, state.EventCount);
        }
        if (!IsOn || !Monitor.IsDue)
        {
            return;
        }
        IsAdopted = TieTrial.IsWon(this, state.HasTargets, state.TypeCount);
        if (!IsAdopted && TieTrial.IsOver(this, state.HasTargets))
        {
            Stop();
            nextTrial = TieTrial.Next(state.EventCount);
            return;
        }
        prior = TiePrior.For(sources.Count, Monitor.GainEvents, Monitor.Share * Monitor.GainEvents);
        Monitor.Advance();
        Sweep();
        WeighAll(state.Grid, state.ClockTicks);
    }

    private void Stop()
    {
        IsOn = IsAdopted = false;
        sources = new RecordTable<TieSource>();
        Pairs = new TieTable();
        Active = new ActiveSources();
        priorMass = pairMass = default;
    }

    /// <summary>Goes through all pairs; drops spent ones where there are too many.</summary>
    private void Sweep()
    {
        Active.TellGains(sources);
        TieSweep.Discount(Pairs, sources, Monitor.Events >= DiscountFrom ? KeptAtRung : 1, prior.Shape);
        if (Pairs.Count > TieTable.PairsMax / 2)
        {
            responsibilityMin *= RaisedBy;
            Pairs = Pairs.Where(gamma => gamma.Shape > SpentShapes * prior.Shape);
        }
        TieSweep.Chain(Pairs, sources);
    }

    /// <summary>The same weights, which change no more, with no event told.</summary>
    public LatentTies WithoutHistory()
    {
        LatentTies copy = Clone();
        (copy.IsFrozen, copy.Active) = (true, new ActiveSources());
        copy.priorMass = copy.pairMass = default;
        foreach (ref TieSource source in copy.sources)
        {
            source.Mass = default;
        }
        return copy;
    }

    public LatentTies Clone() => new()
    {
        sources = sources.Clone(),
        Pairs = Pairs.Clone(),
        Kernel = Kernel.Clone(),
        Monitor = Monitor.Clone(),
        prior = prior,
        nextTrial = nextTrial,
        priorMass = priorMass,
        pairMass = pairMass,
        IsOn = IsOn,
        IsAdopted = IsAdopted,
        IsFrozen = IsFrozen,
        Active = Active.Clone(),
        StartPosition = StartPosition,
        responsibilityMin = responsibilityMin,
    };

    public void Transfer(IStateTransfer transfer)
    {
        IsOn = transfer.Value(IsOn);
        IsAdopted = transfer.Value(IsAdopted);
        IsFrozen = transfer.Value(IsFrozen);
        Active.Transfer(transfer);
        StartPosition = transfer.Value(StartPosition);
        responsibilityMin = transfer.Value(responsibilityMin);
        prior = transfer.Value(prior);
        nextTrial = transfer.Value(nextTrial);
        priorMass = transfer.Value(priorMass);
        pairMass = transfer.Value(pairMass);
        sources.Transfer(transfer);
        Pairs.Transfer(transfer);
        Kernel.Transfer(transfer);
        Monitor.Transfer(transfer);
    }

    /// <summary>Weights no longer change: all are brought up to date first.</summary>
    public void Freeze(DecayGrid grid, long clockTicks)
    {
        IsFrozen = true;
        if (!IsAdopted)
        {
            Stop();
        }
        Active.TellGains(sources);
        foreach (ref TieSource source in sources)
        {
            Count(ref source);
        }
        WeighAll(grid, clockTicks);
    }

    /// <summary>Rebuilds all masses from the stream's events, its first on, under another grid.</summary>
    public void Rebuild(DecayGrid grid, ReadOnlySpan<EarlyEvent> past, long clockTicks)
    {
        if (!IsOn)
        {
            return;
        }
        foreach (ref TieSource source in sources)
        {
            source.Mass = default;
        }
        foreach (ref readonly EarlyEvent one in past[(int)StartPosition..])
        {
            ref TieSource source = ref sources[one.Source];
            source.Mass = VectorLanes.MultiplyAdd(
                MassAt<VectorLanes>(grid, source, one.TimeTicks), Doubles8.Filled(1), 1);
            source.TimeTicks = one.TimeTicks;
        }
        Kernel.Fold(grid);
        WeighAll(grid, clockTicks);
    }

    /// <summary>Rebuilds the network-wide masses, and those of the active sources, from the sources' own.</summary>
    public void WeighAll(DecayGrid grid, long clockTicks)
    {
        priorMass = pairMass = default;
        Active.TellGains(sources);
        foreach (ref TieSource source in sources)
        {
            Weigh<VectorLanes>(source, MassAt<VectorLanes>(grid, source, clockTicks), 1);
        }
        Active.Refresh(this, grid, clockTicks);
    }

    /// <summary>Adds a source's pending mass to the network-wide masses, or takes it off.</summary>
    private void Weigh<TLanes>(in TieSource source, in Doubles8 mass, double sign)
        where TLanes : struct, ILanes
    {
        double each = PriorWeight(source);
        priorMass = TLanes.MultiplyAdd(priorMass, mass, sign * each);
        pairMass = TLanes.MultiplyAdd(pairMass, mass, sign * (source.PairWeightSum - (source.PairCount * each)));
    }

    /// <summary>Sums the weights of all pairs of a source anew, with all its exposure.</summary>
    private void Count(ref TieSource source)
    {
        double sum = 0;
        for (int index = source.FirstPair; index >= 0; index = Pairs.NextOfSource(index))
        {
            ref TieGamma gamma = ref Pairs.Gamma(index);
            gamma.Counted = gamma.WeightAt(source.Exposure);
            sum += gamma.Counted;
        }
        source.PairWeightSum = sum;
        source.EventsSinceCount = 0;
    }
}
