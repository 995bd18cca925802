using System.Runtime.CompilerServices;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>History and parameters of one network: all that prediction needs. Flat records by dense index.</summary>
internal sealed class ModelState(ModelSpec spec)
{
    private ActorRecord[] actors = new ActorRecord[16];
    private DecayedMass[] overflow = new DecayedMass[4];
    private int overflowCount;

    public ModelSpec Spec { get; } = spec;

    public DecayGrid Grid { get; private set; } = DecayGrid.LogSpaced(1, 1e6);

    public Parameters Parameters { get; private set; } = new();

    public TypeExcitation Types { get; private set; } = new();

    /// <summary>Baseline counts by type (expected). [types]</summary>
    public double[] TypeBaselineCounts { get; private set; } = new double[1];

    public TypeTotals AllByType { get; private set; } = new();

    public TypeTotals TargetedByType { get; private set; } = new();

    public DyadTable Dyads { get; private set; } = new();

    public int ActorCount { get; private set; }

    public int TypeCount => Types.TypeCount;

    /// <summary>Whether the network has events with a target, and such without.</summary>
    public bool HasTargets { get; set; }
    public bool HasTargetless { get; set; }

    /// <summary>Events in the history, and those of them with a target.</summary>
    public long EventCount { get; set; }
    public long TargetedCount { get; set; }

    public long OriginTicks { get; set; }

    /// <summary>The time up to which the compensator has been counted.</summary>
    public long ClockTicks { get; set; }

    /// <summary>Σ over the actors of <see cref="ActorRecord.BaselineRate"/>, kept as a running sum.</summary>
    public double BaselineRateSum { get; set; }

    /// <summary>The rate that the baseline proportions share out, per tick; fixed when the grid is settled.</summary>
    public double BaselineScale { get; set; }

    /// <summary>Σ over the actors of <see cref="ActorRecord.BaselineCount"/>.</summary>
    public double BaselineCountSum { get; set; }

    /// <summary>Network-wide decayed mass of every mechanism's triggers, weighted by the type factors' row sums,
    /// as of <see cref="ClockTicks"/>. [mechanisms]</summary>
    public Doubles8[] TriggerMass { get; private set; } = new Doubles8[Mechanisms.Count];

    /// <summary>Events at the newest time, scored but not yet part of the history: ties do not excite.</summary>
    public PendingEvents Pending { get; private set; } = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ActorRecord Actor(int index) => ref actors[index];

    public Span<ActorRecord> Actors => actors.AsSpan(0, ActorCount);

    public ref DecayedMass Overflow(int index) => ref overflow[index];

    public Span<DecayedMass> OverflowAll => overflow.AsSpan(0, overflowCount);

    public void SetGrid(DecayGrid grid)
    {
        Grid = grid;
        Parameters.Fold(grid);
    }

    /// <summary>Adds actors up to a count; each starts at the prior's share of the baseline.</summary>
    public void GrowActors(int count)
    {
        if (count > actors.Length)
        {
            Array.Resize(ref actors, Math.Max(count, actors.Length * 2));
        }
        for (; ActorCount < count; ActorCount++)
        {
            ref ActorRecord actor = ref actors[ActorCount];
            actor = new ActorRecord
            {
                Out = DecayedMass.Empty,
                In = DecayedMass.Empty,
                FirstTicks = long.MaxValue,
                LastTicks = long.MinValue,
            };
            for (int i = 0; i < PartnerList.Count; i++)
            {
                actor.Partners[i] = DecayedMass.None;
            }
            actor.BaselineRate = Baseline.Rate(0, BaselineCountSum, ActorCount + 1, BaselineScale);
            BaselineRateSum += actor.BaselineRate;
        }
    }

    /// <summary>Makes room for types; the type factors are recomputed, and the trigger masses with them.</summary>
    public void GrowTypes(int count)
    {
        if (count <= TypeCount)
        {
            return;
        }
        if (TypeCount == 1)
        {
            AllByType.Set(0, TriggerMass[(int)Mechanism.Burst], ClockTicks);
            TargetedByType.Set(0, TriggerMass[(int)Mechanism.Repeat], ClockTicks);
        }
        double[] counts = TypeBaselineCounts;
        Array.Resize(ref counts, count);
        TypeBaselineCounts = counts;
        AllByType.Grow(count, ClockTicks);
        TargetedByType.Grow(count, ClockTicks);
        Types.Grow(count);
        RefreshTypes();
    }

    /// <summary>Recomputes the type factors and rebuilds the trigger masses under them.</summary>
    public void RefreshTypes()
    {
        Types.Refresh(TypeBaselineCounts);
        if (TypeCount == 1)
        {
            return;
        }
        Array.Clear(TriggerMass);
        for (int v = 0; v < TypeCount; v++)
        {
            Doubles8 all = AllByType.Mass<VectorLanes>(v, Grid.DecaysPerTick, ClockTicks);
            Doubles8 targeted = TargetedByType.Mass<VectorLanes>(v, Grid.DecaysPerTick, ClockTicks);
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                var mechanism = (Mechanism)m;
                ref readonly Doubles8 mass = ref Mechanisms.NeedsTarget(mechanism) ? ref targeted : ref all;
                TriggerMass[m] = VectorLanes.MultiplyAdd(TriggerMass[m], mass, Types.RowSum(mechanism, v));
            }
        }
    }

    /// <summary>Appends a link of a type to the end of an owner's chain and returns its index.</summary>
    public int AddOverflow(int type, long timeTicks, ref DecayedMass last)
    {
        int index = overflowCount++;
        last.Next = index;
        if (index == overflow.Length)
        {
            Array.Resize(ref overflow, index * 2);
        }
        overflow[index] = DecayedMass.Empty;
        overflow[index].Type = type;
        overflow[index].TimeTicks = timeTicks;
        return index;
    }

    public ModelState Clone()
    {
        var copy = new ModelState(Spec);
        copy.actors = actors.AsSpan(0, ActorCount).ToArray();
        copy.overflow = overflow.AsSpan(0, Math.Max(1, overflowCount)).ToArray();
        copy.overflowCount = overflowCount;
        copy.Grid = Grid;
        copy.Parameters = Parameters.Clone(Grid);
        copy.Types = Types.Clone();
        copy.TypeBaselineCounts = (double[])TypeBaselineCounts.Clone();
        copy.AllByType = AllByType.Clone();
        copy.TargetedByType = TargetedByType.Clone();
        copy.Dyads = Dyads.Clone();
        copy.Pending = Pending.Clone();
        copy.TriggerMass = (Doubles8[])TriggerMass.Clone();
        copy.CopyCounts(this);
        return copy;
    }

    public void Transfer(IStateTransfer transfer)
    {
        actors = transfer.Array(actors, ActorCount);
        overflow = transfer.Array(overflow, overflowCount);
        if (transfer is StateReader)
        {
            ActorCount = actors.Length;
            overflowCount = overflow.Length;
            Array.Resize(ref actors, Math.Max(16, ActorCount));
            Array.Resize(ref overflow, Math.Max(4, overflowCount));
        }
        TransferDyads(transfer);
        Doubles8 decays = transfer.Value(Grid.DecaysPerTick);
        Parameters.Transfer(transfer);
        SetGrid(transfer is StateReader ? ReadGrid(decays) : Grid);
        Types.Transfer(transfer);
        TypeBaselineCounts = transfer.Array(TypeBaselineCounts);
        AllByType.Transfer(transfer);
        TargetedByType.Transfer(transfer);
        TriggerMass = transfer.Array(TriggerMass);
        Pending.Transfer(transfer);
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

    private void TransferDyads(IStateTransfer transfer)
    {
        DyadRecord[] records = transfer is StateReader
            ? transfer.Array(Array.Empty<DyadRecord>())
            : transfer.Array(Dyads.Records.ToArray());
        if (transfer is StateReader)
        {
            Dyads.Load(records);
        }
    }

    private void TransferCounts(IStateTransfer transfer)
    {
        HasTargets = transfer.Value(HasTargets);
        HasTargetless = transfer.Value(HasTargetless);
        EventCount = transfer.Value(EventCount);
        TargetedCount = transfer.Value(TargetedCount);
        OriginTicks = transfer.Value(OriginTicks);
        ClockTicks = transfer.Value(ClockTicks);
        BaselineRateSum = transfer.Value(BaselineRateSum);
        BaselineScale = transfer.Value(BaselineScale);
        BaselineCountSum = transfer.Value(BaselineCountSum);
    }

    private void CopyCounts(ModelState other)
    {
        ActorCount = other.ActorCount;
        HasTargets = other.HasTargets;
        HasTargetless = other.HasTargetless;
        EventCount = other.EventCount;
        TargetedCount = other.TargetedCount;
        OriginTicks = other.OriginTicks;
        ClockTicks = other.ClockTicks;
        BaselineRateSum = other.BaselineRateSum;
        BaselineScale = other.BaselineScale;
        BaselineCountSum = other.BaselineCountSum;
    }
}
