using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>The actors active last, their decayed masses side by side: eight of them are one vector for each
/// decay.</summary>
/// <remarks>An actor keeps its slot until it is the one active longest ago and another needs it. What is in a slot
/// follows from the actor's <see cref="TieSource"/>, up to rounding.</remarks>
internal sealed class ActiveSources
{
    /// <summary>The candidates of an event, and the actor itself, which is none.</summary>
    public const int Capacity = TieScan.CandidatesMax + 1;

    /// <summary>Slots rounded up to whole vectors.</summary>
    public const int Width = Groups * Doubles8.Count;

    /// <summary>Vectors that hold all slots.</summary>
    public const int Groups = (Capacity + Doubles8.Count - 1) / Doubles8.Count;

    private int[] actors = new int[Width];
    private int[] order = new int[Width];
    private long[] lastTicks = new long[Width];
    private double[] exposures = new double[Width];
    private double[] gains = new double[Width];
    private double[] masses = new double[Width * Doubles8.Count];
    private long timeTicks;

    public int Count { get; private set; }

    /// <summary>Vectors that hold the slots in use.</summary>
    public int GroupCount => (Count + Doubles8.Count - 1) / Doubles8.Count;

    /// <summary>Actor of each slot. [count]</summary>
    public ReadOnlySpan<int> Actors => actors.AsSpan(0, Count);

    /// <summary>Slots in order of their actors' last events, newest first. [count]</summary>
    public ReadOnlySpan<int> NewestFirst => order.AsSpan(0, Count);

    /// <summary>Exposure of each slot's actor. [width]</summary>
    public ReadOnlySpan<double> Exposures => exposures;

    /// <summary>The same of eight slots.</summary>
    public ref readonly Doubles8 ExposuresOf(int group) =>
        ref MemoryMarshal.Cast<double, Doubles8>(exposures.AsSpan())[group];

    /// <summary>What the weights of the pairs of the slots' actors have gained since it was last told to their
    /// sources. [groups]</summary>
    public Span<Doubles8> Gains => MemoryMarshal.Cast<double, Doubles8>(gains.AsSpan());

    /// <summary>Masses by eight slots, then by decay. [groups, decays]</summary>
    public ReadOnlySpan<Doubles8> AllMasses => Rows;

    /// <summary>Masses of eight slots, by decay. [decays]</summary>
    public ReadOnlySpan<Doubles8> Masses(int group) => Rows.Slice(group * Doubles8.Count, Doubles8.Count);

    /// <summary>Ticks since the last event of a slot's actor.</summary>
    public double Silence(int slot, long atTicks) => StreamTime.Elapsed(lastTicks[slot], atTicks);

    private Span<Doubles8> Rows => MemoryMarshal.Cast<double, Doubles8>(masses.AsSpan());

    /// <summary>Lets all masses decay up to a time.</summary>
    public void Bring<TLanes>(DecayGrid grid, long toTicks)
        where TLanes : struct, ILanes
    {
        double elapsed = Count == 0 ? 0 : StreamTime.Elapsed(timeTicks, toTicks);
        timeTicks = Count == 0 ? toTicks : Math.Max(timeTicks, toTicks);
        if (elapsed <= 0)
        {
            return;
        }
        Doubles8 survival = TLanes.Survival(grid.DecaysPerTick, elapsed);
        for (int first = 0; first < Count; first += Doubles8.Count)
        {
            TLanes.Scale(Rows.Slice(first, Doubles8.Count), survival);
        }
    }

    /// <summary>Tells the source of one actor what the weights of its pairs have gained.</summary>
    public void TellGain(int actor, RecordTable<TieSource> sources)
    {
        int slot = Actors.IndexOf(actor);
        if (slot >= 0)
        {
            Tell(slot, sources);
        }
    }

    /// <summary>Tells all sources what the weights of their pairs have gained.</summary>
    public void TellGains(RecordTable<TieSource> sources)
    {
        for (int slot = 0; slot < Count; slot++)
        {
            Tell(slot, sources);
        }
    }

    /// <summary>An actor has had an event at the time that the masses stand at.</summary>
    public void Put(int actor, RecordTable<TieSource> sources)
    {
        int slot = Actors.IndexOf(actor);
        if (slot < 0)
        {
            slot = Count < Capacity ? Count : order[Count - 1];
            Tell(slot, sources);
            Count = Math.Min(Count + 1, Capacity);
            order[Count - 1] = slot;
            actors[slot] = actor;
        }
        int place = NewestFirst.IndexOf(slot);
        order.AsSpan(0, place).CopyTo(order.AsSpan(1));
        order[0] = slot;
        Fill(slot, sources[actor].Mass, sources[actor]);
    }

    /// <summary>Takes all slots anew from the records of their actors.</summary>
    public void Refresh(LatentTies ties, DecayGrid grid, long clockTicks)
    {
        timeTicks = clockTicks;
        for (int slot = 0; slot < Count; slot++)
        {
            ref TieSource source = ref ties.Sources[actors[slot]];
            Fill(slot, LatentTies.MassAt<VectorLanes>(grid, source, clockTicks), source);
        }
    }

    public ActiveSources Clone() => new()
    {
        actors = [.. actors],
        order = [.. order],
        lastTicks = [.. lastTicks],
        exposures = [.. exposures],
        gains = [.. gains],
        masses = [.. masses],
        timeTicks = timeTicks,
        Count = Count,
    };

    public void Transfer(IStateTransfer transfer)
    {
        Count = transfer.Value(Count);
        timeTicks = transfer.Value(timeTicks);
        actors = transfer.Array(actors);
        order = transfer.Array(order);
        lastTicks = transfer.Array(lastTicks);
        exposures = transfer.Array(exposures);
        gains = transfer.Array(gains);
        masses = transfer.Array(masses);
    }

    private void Tell(int slot, RecordTable<TieSource> sources)
    {
        if (gains[slot] != 0)
        {
            sources[actors[slot]].PairWeightSum += gains[slot];
            gains[slot] = 0;
        }
    }

    private void Fill(int slot, in Doubles8 mass, in TieSource source)
    {
        lastTicks[slot] = source.TimeTicks;
        exposures[slot] = source.Exposure;
        int group = slot / Doubles8.Count, lane = slot % Doubles8.Count;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            Rows[(group * Doubles8.Count) + b][lane] = mass[b];
        }
    }
}
