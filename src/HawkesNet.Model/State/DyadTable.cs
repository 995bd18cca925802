using System.Runtime.CompilerServices;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>Dyads by (source, target): a flat open-addressing index over records in order of first
/// appearance.</summary>
internal sealed class DyadTable
{
    private const int SlotsMin = 16;

    private RecordTable<DyadRecord> records = new();
    private int[] slots = new int[SlotsMin];

    public int Count => records.Count;

    public RecordTable<DyadRecord> Records => records;

    public ref DyadRecord this[int index] => ref records[index];

    /// <summary>Index of a dyad, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int source, int target)
    {
        int mask = slots.Length - 1;
        int slot = (int)Hash(source, target) & mask;
        while (true)
        {
            int index = slots[slot] - 1;
            if (index < 0 || (records[index].Source == source && records[index].Target == target))
            {
                return index;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// <summary>Asks the memory for a dyad's slot ahead of its use.</summary>
    public void PrefetchSlot(int source, int target) =>
        Prefetch.Line(ref slots[(int)Hash(source, target) & (slots.Length - 1)]);

    /// <summary>Asks the memory for the record that a dyad's slot names; the slot should be at hand by now.</summary>
    public void PrefetchRecord(int source, int target)
    {
        int index = slots[(int)Hash(source, target) & (slots.Length - 1)] - 1;
        if (index >= 0)
        {
            Prefetch.Whole(ref records[index]);
        }
    }

    /// <summary>Adds a dyad that is not there yet and returns its index.</summary>
    public int Add(int source, int target, long timeTicks)
    {
        if ((Count + 1) * 2L > slots.Length)
        {
            slots = new int[slots.Length * 2];
            for (int i = 0; i < Count; i++)
            {
                Place(i);
            }
        }
        ref DyadRecord record = ref records.Add();
        record = new DyadRecord { Source = source, Target = target, Own = DecayedMass.Empty };
        record.Own.TimeTicks = timeTicks;
        Place(Count - 1);
        return Count - 1;
    }

    public DyadTable Clone() => new() { records = records.Clone(), slots = (int[])slots.Clone() };

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
            slots = new int[slotCount];
            for (int i = 0; i < Count; i++)
            {
                Place(i);
            }
        }
    }

    private void Place(int index)
    {
        int mask = slots.Length - 1;
        int slot = (int)Hash(records[index].Source, records[index].Target) & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        slots[slot] = index + 1;
    }

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
