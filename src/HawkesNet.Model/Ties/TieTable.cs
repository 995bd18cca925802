using System.Numerics;
using System.Runtime.CompilerServices;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>Pairs by (source, target): a flat open-addressing index over records in order of creation.</summary>
/// <remarks>A slot holds a record's index plus one and, above that, a few bits of the pair's hash: most of the pairs
/// that are not there are told so without a look at a record. While there are few actors every pair has a slot of its
/// own, in a row of its target.</remarks>
internal sealed class TieTable
{
    /// <summary>No pair.</summary>
    public const int None = -1;

    /// <summary>Most pairs of one network.</summary>
    public const int PairsMax = 1 << 22;

    private const int SlotsMin = 16;
    private const int RowMax = 512;
    private const int PlacedAhead = 16;

    // PairsMax + 1 numbers.
    private const int IndexBits = 23;
    private const int IndexMask = (1 << IndexBits) - 1;

    private RecordTable<TiePair> records = new();
    private RecordTable<int> next = new();
    private int[] slots = new int[SlotsMin * SlotsMin];

    // Slots of a target's row; 0: slots go by the hash.
    private int row = SlotsMin;

    public int Count => records.Count;

    public ref TiePair this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref records[index];
    }

    /// <summary>What is known of a pair's weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TieGamma Gamma(int index) => ref records[index].Gamma;

    /// <summary>The next pair of a pair's source, or <see cref="None"/>: apart, so that more records of what every
    /// event asks for fit into the processor's cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref int NextOfSource(int index) => ref next[index];

    /// <summary>Index of a pair, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int source, int target)
    {
        if (row > 0)
        {
            return Math.Max(source, target) < row ? slots[(target * row) + source] - 1 : None;
        }
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
    public void PrefetchSlot(int source, int target)
    {
        if (row == 0)
        {
            Prefetch.Line(ref slots[(int)Hash(source, target) & (slots.Length - 1)]);
        }
    }

    /// <summary>Indices of the pairs of many sources with one target, or <see cref="None"/>.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="chosen">Which of the sources are asked for. [n]</param>
    /// <param name="target">The target.</param>
    /// <param name="pairedFrom">Marks of the sources that may have a pair with it.</param>
    /// <param name="pairs">Filled at the places chosen.</param>
    public void FindAll(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> chosen, int target, ulong pairedFrom, Span<int> pairs)
    {
        if (row > 0)
        {
            ReadOnlySpan<int> here = target < row ? slots.AsSpan(target * row, row) : [];
            foreach (int i in chosen)
            {
                pairs[i] = (uint)sources[i] < (uint)here.Length ? here[sources[i]] - 1 : None;
            }
            return;
        }
        foreach (int i in chosen)
        {
            PrefetchSlot(sources[i], target);
        }
        foreach (int i in chosen)
        {
            bool mayBe = (pairedFrom & TieSource.Mark(sources[i])) != 0;
            pairs[i] = mayBe ? Find(sources[i], target) : None;
        }
    }

    /// <summary>Adds a pair that is not there yet and returns its index.</summary>
    public int Add(in TiePair pair)
    {
        if (row > 0 ? Math.Max(pair.Source, pair.Target) >= row : (Count + 1) * 2L > slots.Length)
        {
            int most = Math.Max(pair.Source, pair.Target);
            row = row > 0 && most < RowMax ? (int)BitOperations.RoundUpToPowerOf2((uint)most + 1) : 0;
            PlaceAll();
        }
        records.Add() = pair;
        next.Add() = None;
        Place(Count - 1);
        return Count - 1;
    }

    /// <summary>A table of the pairs that a test keeps, in the same order; chains are to be built anew.</summary>
    public TieTable Where(Func<TieGamma, bool> keeps)
    {
        var kept = new TieTable();
        for (int i = 0; i < Count; i++)
        {
            if (keeps(records[i].Gamma))
            {
                kept.records.Add() = records[i];
                kept.next.Add() = None;
            }
        }
        kept.row = row;
        kept.PlaceAll();
        return kept;
    }

    public TieTable Clone() => new()
    {
        records = records.Clone(),
        next = next.Clone(),
        slots = (int[])slots.Clone(),
        row = row,
    };

    public void Transfer(IStateTransfer transfer)
    {
        records.Transfer(transfer);
        next.Transfer(transfer);
        row = transfer.Value(row);
        if (transfer is StateReader)
        {
            PlaceAll();
        }
    }

    /// <summary>Gives all pairs new slots, and room for one pair more.</summary>
    private void PlaceAll()
    {
        slots = new int[row > 0 ? row * row
            : (int)Math.Max(SlotsMin, BitOperations.RoundUpToPowerOf2((uint)(Count + 1) * 2))];
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
        if (row > 0)
        {
            slots[(records[index].Target * row) + records[index].Source] = index + 1;
            return;
        }
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
