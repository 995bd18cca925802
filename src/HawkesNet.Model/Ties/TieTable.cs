using System.Numerics;
using System.Runtime.CompilerServices;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>Pairs by (source, target): a flat open-addressing index over records in order of creation.</summary>
/// <remarks>A slot holds a record's index plus one and, above that, a few bits of the pair's hash: most of the pairs
/// that are not there are told so without a look at a record.</remarks>
internal sealed class TieTable
{
    /// <summary>No pair.</summary>
    public const int None = -1;

    /// <summary>Most pairs of one network.</summary>
    public const int PairsMax = 1 << 22;

    private const int SlotsMin = 16;
    private const int PlacedAhead = 16;

    // PairsMax + 1 numbers.
    private const int IndexBits = 23;
    private const int IndexMask = (1 << IndexBits) - 1;

    private RecordTable<TiePair> records = new();
    private int[] slots = new int[SlotsMin];

    public int Count => records.Count;

    public RecordTable<TiePair> Records => records;

    public ref TiePair this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref records[index];
    }

    /// <summary>Index of a pair, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int source, int target)
    {
        int mask = slots.Length - 1;
        uint hash = Hash(source, target);
        int slot = (int)hash & mask;
        while (slots[slot] != 0)
        {
            int index = (slots[slot] & IndexMask) - 1;
            if (MayBe(slots[slot], hash) && records[index].Source == source && records[index].Target == target)
            {
                return index;
            }
            slot = (slot + 1) & mask;
        }
        return None;
    }

    /// <summary>Asks the memory for a pair's slot ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(int source, int target) =>
        Prefetch.Line(ref slots[(int)Hash(source, target) & (slots.Length - 1)]);

    /// <summary>Asks the memory for the record that a pair's slot, which should be near by now, names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchRecord(int source, int target)
    {
        uint hash = Hash(source, target);
        int slot = slots[(int)hash & (slots.Length - 1)];
        if (slot != 0 && MayBe(slot, hash))
        {
            Prefetch.Line(ref records[(slot & IndexMask) - 1]);
        }
    }

    /// <summary>Adds a pair that is not there yet and returns its index.</summary>
    public int Add(in TiePair pair)
    {
        if ((Count + 1) * 2L > slots.Length)
        {
            PlaceAll();
        }
        records.Add() = pair;
        Place(Count - 1);
        return Count - 1;
    }

    /// <summary>A table of the pairs that a test keeps, in the same order; chains are to be built anew.</summary>
    public TieTable Where(Func<TiePair, bool> keeps)
    {
        var kept = new TieTable();
        foreach (ref TiePair pair in records)
        {
            if (keeps(pair))
            {
                kept.records.Add() = pair;
            }
        }
        kept.PlaceAll();
        return kept;
    }

    public TieTable Clone() => new() { records = records.Clone(), slots = (int[])slots.Clone() };

    public void Transfer(IStateTransfer transfer)
    {
        records.Transfer(transfer);
        if (transfer is StateReader)
        {
            PlaceAll();
        }
    }

    /// <summary>Gives all pairs new slots, and room for one pair more.</summary>
    private void PlaceAll()
    {
        slots = new int[Math.Max(SlotsMin, BitOperations.RoundUpToPowerOf2((uint)(Count + 1) * 2))];
        for (int i = 0; i < Count; i++)
        {
            if (i + PlacedAhead < Count)
            {
                PrefetchSlot(records[i + PlacedAhead].Source, records[i + PlacedAhead].Target);
            }
            Place(i);
        }
    }

    private void Place(int index)
    {
        int mask = slots.Length - 1;
        uint hash = Hash(records[index].Source, records[index].Target);
        int slot = (int)hash & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        slots[slot] = ((int)hash & ~IndexMask) | (index + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBe(int slot, uint hash) => ((slot ^ (int)hash) & ~IndexMask) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(int source, int target)
    {
        ulong key = ((ulong)(uint)source << 32) | (uint)target;
        key *= 0x9E3779B97F4A7C15UL;
        key ^= key >> 32;
        key *= 0xD6E8FEB86659FD93UL;
        return (uint)(key >> 32);
    }
}
