using System.Runtime.CompilerServices;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.State;

/// <summary>History and parameters of one network: all that prediction needs. Flat records by dense index.</summary>
internal sealed class ModelState(ModelSpec spec)
{
    private RecordTable<ActorRecord> actors = new();
    private RecordTable<PartnerList> partners = new();
    private RecordTable<DecayedMass> overflow = new();

    public ModelSpec Spec { get; } = spec;

    public DecayGrid Grid { get; private set; } = DecayGrid.LogSpaced(1, 1e6);

    public Parameters Parameters { get; private set; } = new();

    /// <summary>How clusters and types bend the excitation.</summary>
    public ClusterExcitation Cells { get; private set; } = new();

    public TypeExcitation Types => Cells.Types;

    public Clusters Clusters { get; private set; } = new();

    /// <summary>Baseline counts by type (expected). [types]</summary>
    public double[] TypeBaselineCounts { get; private set; } = new double[1];

    /// <summary>Trigger masses by clusters and type; kept where there are several of either.</summary>
    public TriggerTotals Totals { get; private set; } = new();

    public bool HasTotals
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TypeCount > 1 || Clusters.Count > 1;
    }

    public DyadTable Dyads { get; private set; } = new();

    public LatentTies Ties { get; private set; } = new();

    public int ActorCount => actors.Count;

    public int TypeCount => Types.TypeCount;

    /// <summary>Whether the network has events with a target, and such without.</summary>
    public bool HasTargets { get; set; }
    public bool HasTargetless { get; set; }

    /// <summary>Events in the history, and those of them with a target.</summary>
    public long EventCount { get; set; }
    public long TargetedCount { get; set; }

    /// <summary>How busy the times of a day or week are; all times below are operational.</summary>
    public Rhythm Rhythm { get; set; } = Rhythm.Flat;

    public long OriginTicks { get; set; }

    /// <summary>The time up to which the compensator has been counted.</summary>
    public long ClockTicks { get; set; }

    /// <summary>Σ over the actors of <see cref="ActorRecord.BaselineRate"/>, kept as a running sum.</summary>
    public double BaselineRateSum { get; set; }

    /// <summary>The factor on all baseline rates at an operational time at or after the clock's, no event having
    /// fallen since.</summary>
    public double DriftAt(long timeTicks) => Drift.FactorAfter(Parameters.BaselineFactor * BaselineRateSum
        * Math.Max(0, Events.StreamTime.Elapsed(ClockTicks, timeTicks)));

    /// <summary>The rate that the baseline proportions share out, per tick; fixed when the grid is settled.</summary>
    public double BaselineScale { get; set; }

    /// <summary>Σ over the actors of <see cref="ActorRecord.BaselineCount"/>.</summary>
    public double BaselineCountSum { get; set; }

    /// <summary>Σ over the events of the square of the part put down to the baseline: the variance of the counts, were
    /// all actors alike.</summary>
    public double BaselineSquareSum { get; set; }

    /// <summary>Network-wide decayed mass of every mechanism's triggers, weighted by the cells' row sums,
    /// as of <see cref="ClockTicks"/>. [mechanisms]</summary>
    public Doubles8[] TriggerMass { get; private set; } = new Doubles8[Mechanisms.Count];

    /// <summary>Events at the newest time, scored but not yet part of the history: ties do not excite.</summary>
    public PendingEvents Pending { get; private set; } = new();

    /// <summary>How far the baseline has drifted from its parameters; learning takes no notice.</summary>
    public Drift Drift = new();

    /// <summary>What the weights of events are measured by.</summary>
    public MarkScale Marks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ActorRecord Actor(int index) => ref actors[index];

    public RecordTable<ActorRecord> Actors => actors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref PartnerList Partners(int actor) => ref partners[actor];

    public ref DecayedMass Overflow(int index) => ref overflow[index];

    public RecordTable<DecayedMass> OverflowAll => overflow;

    public void SetGrid(DecayGrid grid)
    {
        Grid = grid;
        Parameters.Fold(grid);
    }

    /// <summary>Adds actors up to a count, not yet placed; each starts at the prior's share of the baseline.</summary>
    public void GrowActors(int count)
    {
        while (ActorCount < count)
        {
            ref ActorRecord actor = ref actors.Add();
            actor = new ActorRecord
            {
                Out = DecayedMass.Empty,
                In = DecayedMass.Empty,
                FirstTicks = long.MaxValue,
                LastTicks = long.MinValue,
                FirstProbability = Clusters.Count == 1 ? 1 : 0,
            };
            partners.Add() = PartnerList.Empty;
            Clusters.Sizes[0]++;
            actor.BaselineRate = Baseline.Rate(this, cluster: 0, count: 0);
            BaselineRateSum += actor.BaselineRate;
        }
        Ties.Grow(count);
    }

    /// <summary>Actors by their most probable cluster. [clusters]</summary>
    public int[] ClusterSizes()
    {
        var sizes = new int[Clusters.Count];
        foreach (ref readonly ActorRecord actor in actors)
        {
            sizes[actor.FirstCluster]++;
        }
        return sizes;
    }

    /// <summary>Makes room for types; the factors are recomputed, and the trigger masses with them.</summary>
    public void GrowTypes(int count)
    {
        int known = TypeCount;
        if (count <= known)
        {
            return;
        }
        if (!HasTotals)
        {
            StartTotals();
        }
        double[] counts = TypeBaselineCounts;
        Array.Resize(ref counts, count);
        TypeBaselineCounts = counts;
        Cells.GrowTypes(count);
        Clusters.GrowTypes(known, count);
        RefreshCells();
    }

    /// <summary>Recomputes the factors of clusters and types and rebuilds the trigger masses under them.</summary>
    public void RefreshCells()
    {
        Clusters.Refresh();
        Cells.Refresh(TypeBaselineCounts);
        if (HasTotals)
        {
            SumTriggerMass();
        }
    }

    /// <summary>Rebuilds the trigger masses from the totals; with one cluster and type these are done with
    /// then.</summary>
    public void SettleTotals()
    {
        RefreshCells();
        if (!HasTotals)
        {
            SumTriggerMass();
            Totals.Clear();
        }
    }

    private void SumTriggerMass()
    {
        Array.Clear(TriggerMass);
        foreach (ref TriggerTotals.Total total in Totals.Totals)
        {
            total.Bring<VectorLanes>(Grid.DecaysPerTick, ClockTicks);
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                var mechanism = (Mechanism)m;
                if (total.Target >= 0 || !Mechanisms.NeedsTarget(mechanism))
                {
                    int cell = Cells.TriggerCell(mechanism, total.Source, total.Target);
                    TriggerMass[m] = VectorLanes.MultiplyAdd(
                        TriggerMass[m], total.Mass, Cells.RowSum(mechanism, cell, total.Type));
                }
            }
        }
    }

    /// <summary>With one cluster and type the trigger masses are the totals; from now on they part.</summary>
    private void StartTotals()
    {
        ref readonly Doubles8 targeted = ref TriggerMass[(int)Mechanism.Repeat];
        ref TriggerTotals.Total total = ref Totals.Of(0, 0, 0, ClockTicks);
        total.Mass = total.MassAtStep = targeted;
        total = ref Totals.Of(0, Events.EventBatch.NoTarget, 0, ClockTicks);
        total.Mass = total.MassAtStep = VectorLanes.Difference(TriggerMass[(int)Mechanism.Burst], targeted);
    }

    /// <summary>Appends a link of a type to the end of an owner's chain and returns its index.</summary>
    public int AddOverflow(int type, long timeTicks, ref DecayedMass last)
    {
        last.Next = overflow.Count;
        ref DecayedMass link = ref overflow.Add();
        link = DecayedMass.Empty;
        link.Type = type;
        link.TimeTicks = timeTicks;
        return last.Next;
    }

    /// <summary>The parameters with no event told: no actors, no dyads, and marks measured from the start.</summary>
    public ModelState WithoutHistory() => new(Spec)
    {
        Grid = Grid,
        Parameters = Parameters.Clone(Grid),
        Cells = Cells.Clone(),
        Clusters = Clusters.WithoutActors(),
        Ties = Ties.WithoutHistory(),
        TypeBaselineCounts = (double[])TypeBaselineCounts.Clone(),
        Rhythm = Rhythm,
        OriginTicks = OriginTicks,
        ClockTicks = OriginTicks,
        BaselineScale = BaselineScale,
        Marks = Marks.Restarted(),
    };

    public ModelState Clone()
    {
        var copy = new ModelState(Spec);
        copy.actors = actors.Clone();
        copy.partners = partners.Clone();
        copy.overflow = overflow.Clone();
        copy.Grid = Grid;
        copy.Parameters = Parameters.Clone(Grid);
        copy.Cells = Cells.Clone();
        copy.Clusters = Clusters.Clone();
        copy.TypeBaselineCounts = (double[])TypeBaselineCounts.Clone();
        copy.Totals = Totals.Clone();
        copy.Dyads = Dyads.Clone();
        copy.Pending = Pending.Clone();
        copy.TriggerMass = (Doubles8[])TriggerMass.Clone();
        copy.Ties = Ties.Clone();
        copy.CopyCounts(this);
        return copy;
    }

    public void Transfer(IStateTransfer transfer)
    {
        actors.Transfer(transfer);
        partners.Transfer(transfer);
        overflow.Transfer(transfer);
        Dyads.Transfer(transfer);
        Doubles8 decays = transfer.Value(Grid.DecaysPerTick);
        Parameters.Transfer(transfer);
        SetGrid(transfer is StateReader ? ReadGrid(decays) : Grid);
        Cells.Transfer(transfer);
        Clusters.Transfer(transfer);
        TypeBaselineCounts = transfer.Array(TypeBaselineCounts);
        Totals.Transfer(transfer);
        TriggerMass = transfer.Array(TriggerMass);
        Pending.Transfer(transfer);
        Ties.Transfer(transfer);
        TransferCounts(transfer);
    }

    private static DecayGrid ReadGrid(in Doubles8 decays)
    {
        try
        {
            return new DecayGrid(decays);
        }
        catch (ArgumentException refusal)
        {
            throw new FormatException("the state holds an impossible decay grid", refusal);
        }
    }

    private void TransferCounts(IStateTransfer transfer)
    {
        HasTargets = transfer.Value(HasTargets);
        HasTargetless = transfer.Value(HasTargetless);
        EventCount = transfer.Value(EventCount);
        TargetedCount = transfer.Value(TargetedCount);
        Rhythm = Rhythm.Transfer(transfer, Rhythm);
        OriginTicks = transfer.Value(OriginTicks);
        ClockTicks = transfer.Value(ClockTicks);
        BaselineRateSum = transfer.Value(BaselineRateSum);
        BaselineScale = transfer.Value(BaselineScale);
        BaselineCountSum = transfer.Value(BaselineCountSum);
        BaselineSquareSum = transfer.Value(BaselineSquareSum);
        Drift = transfer.Value(Drift);
        Marks = transfer.Value(Marks);
    }

    private void CopyCounts(ModelState other)
    {
        HasTargets = other.HasTargets;
        HasTargetless = other.HasTargetless;
        EventCount = other.EventCount;
        TargetedCount = other.TargetedCount;
        Rhythm = other.Rhythm;
        OriginTicks = other.OriginTicks;
        ClockTicks = other.ClockTicks;
        BaselineRateSum = other.BaselineRateSum;
        BaselineScale = other.BaselineScale;
        BaselineCountSum = other.BaselineCountSum;
        BaselineSquareSum = other.BaselineSquareSum;
        Drift = other.Drift;
        Marks = other.Marks;
    }
}
