using System.Runtime.CompilerServices;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>Dyads by (source, target): a flat open-addressing index over records in order of first
/// appearance.</summary>
/// <remarks>Each slot has a tag, a byte of its dyad's hash. A probe goes along the tags, which are dense, and looks
/// into a record, which costs a miss of the cache, hardly ever in vain.</remarks>
internal sealed class DyadTable
{
    private const int SlotsMin = 16;

    private RecordTable<DyadRecord> records = new();
    private int[] slots = new int[SlotsMin];
    private byte[] tags = new byte[SlotsMin];

    public int Count => records.Count;

    public RecordTable<DyadRecord> Records => records;

    public ref DyadRecord this[int index] => ref records[index];

    /// <summary>Index of a dyad, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int source, int target)
    {
        uint hash = Hash(source, target);
        byte tag = Tag(hash);
        int mask = tags.Length - 1;
        int slot = (int)hash & mask;
        while (tags[slot] != 0)
        {
            if (tags[slot] == tag)
            {
                int index = slots[slot];
                ref readonly DyadRecord record = ref records[index];
                if (record.Source == source && record.Target == target)
                {
                    return index;
                }
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /// <summary>Asks the memory for a dyad's slot ahead of its use.</summary>
    public void PrefetchSlot(int source, int target)
    {
        int slot = (int)Hash(source, target) & (tags.Length - 1);
        Prefetch.Line(ref tags[slot]);
        Prefetch.Line(ref slots[slot]);
    }

    /// <summary>Asks the memory for the record that a dyad seems to have; its slot should be at hand by now.</summary>
    public void PrefetchRecord(int source, int target)
    {
        uint hash = Hash(source, target);
        byte tag = Tag(hash);
        int mask = tags.Length - 1;
        int slot = (int)hash & mask;
        while (tags[slot] != 0 && tags[slot] != tag)
        {
            slot = (slot + 1) & mask;
        }
        if (tags[slot] != 0)
        {
            Prefetch.Whole(ref records[slots[slot]]);
        }
    }

    /// <summary>Adds a dyad that is not there yet and returns its index.</summary>
    public int Add(int source, int target, long timeTicks)
    {
        if ((Count + 1) * 2L > slots.Length)
        {
            PlaceAll(slots.Length * 2);
        }
        ref DyadRecord record = ref records.Add();
        record = new DyadRecord { Source = source, Target = target, Own = DecayedMass.Empty };
        record.Own.TimeTicks = timeTicks;
        Place(Count - 1);
        return Count - 1;
    }

    public DyadTable Clone() => new()
    {
        records = records.Clone(),
        slots = (int[])slots.Clone(),
        tags = (byte[])tags.Clone(),
    };

    public void Transfer(IStateTransfer transfer)
    {
        records.Transfer(transfer);
        if (transfer is StateReader)
        {
            int slotCount = SlotsMin;
            while (slotCount < Count * 2L)
            {
                slotCount *= 2;
            }
            PlaceAll(slotCount);
        }
    }

    private void PlaceAll(int slotCount)
    {
        slots = new int[slotCount];
        tags = new byte[slotCount];
        for (int i = 0; i < Count; i++)
        {
            Place(i);
        }
    }

    private void Place(int index)
    {
        uint hash = Hash(records[index].Source, records[index].Target);
        int mask = tags.Length - 1;
        int slot = (int)hash & mask;
        while (tags[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        slots[slot] = index;
        tags[slot] = Tag(hash);
    }

    // The highest bits: the lowest say where the search begins. Zero stands for an empty slot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Tag(uint hash) => (byte)((hash >> 24) | 1);

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
