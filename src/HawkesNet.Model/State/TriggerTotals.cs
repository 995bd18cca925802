using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>Decayed sums over all events by clusters of source and target and by type: what the compensator and the
/// expected offspring of the cells are formed from.</summary>
/// <remarks>Only combinations that were met take memory. Kept only where there are several clusters or types.</remarks>
internal sealed class TriggerTotals
{
    private const int SlotsMin = 16;

    private Total[] totals = new Total[4];
    private int[] slots = new int[SlotsMin];

    public int Count { get; private set; }

    /// <summary>The sums so far, in order of first appearance.</summary>
    public Span<Total> Totals => totals.AsSpan(0, Count);

    /// <summary>The sum of a combination, made if it is new.</summary>
    public ref Total Of(int source, int target, int type, long timeTicks)
    {
        int mask = slots.Length - 1;
        int slot = Hash(source, target, type) & mask;
        while (slots[slot] != 0)
        {
            ref Total found = ref totals[slots[slot] - 1];
            if (found.Source == source && found.Target == target && found.Type == type)
            {
                return ref found;
            }
            slot = (slot + 1) & mask;
        }
        if ((Count + 1) * 2 > slots.Length)
        {
            slots = new int[slots.Length * 2];
            for (int i = 0; i < Count; i++)
            {
                Place(i);
            }
        }
        if (Count == totals.Length)
        {
            Array.Resize(ref totals, Count * 2);
        }
        totals[Count] = new Total { Source = source, Target = target, Type = type, TimeTicks = timeTicks };
        Place(Count);
        return ref totals[Count++];
    }

    /// <summary>Adds an event of a mark.</summary>
    public void Add<TLanes>(int source, int target, int type, in Doubles8 decays, long timeTicks, double mark)
        where TLanes : struct, ILanes
    {
        ref Total total = ref Of(source, target, type, timeTicks);
        total.Bring<TLanes>(decays, timeTicks);
        total.Mass = TLanes.MultiplyAdd(total.Mass, Doubles8.Filled(1), mark);
        total.AddedSinceStep += mark;
    }

    public void Clear()
    {
        Count = 0;
        slots.AsSpan().Clear();
    }

    public TriggerTotals Clone() => new()
    {
        totals = (Total[])totals.Clone(),
        slots = (int[])slots.Clone(),
        Count = Count,
    };

    public void Transfer(IStateTransfer transfer)
    {
        Total[] content = transfer.Array(totals, Count);
        if (transfer is StateReader)
        {
            Count = content.Length;
            totals = content.Length == 0 ? new Total[4] : content;
            int length = SlotsMin;
            while (length < Count * 2)
            {
                length *= 2;
            }
            slots = new int[length];
            for (int i = 0; i < Count; i++)
            {
                Place(i);
            }
        }
    }

    private static int Hash(int source, int target, int type)
    {
        ulong key = (((ulong)(uint)type * 67) + (uint)source) * 67 + (uint)(target + 1);
        return (int)((key * 0x9E3779B97F4A7C15UL) >> 36);
    }

    private void Place(int index)
    {
        int mask = slots.Length - 1;
        int slot = Hash(totals[index].Source, totals[index].Target, totals[index].Type) & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        slots[slot] = index + 1;
    }

    /// <summary>The sum of one combination; target -1: events without a target.</summary>
    internal struct Total
    {
        public Doubles8 Mass;
        public Doubles8 MassAtStep;
        public double AddedSinceStep;
        public long TimeTicks;
        public int Source;
        public int Target;
        public int Type;
        public int Filling;

        public void Bring<TLanes>(in Doubles8 decays, long timeTicks)
            where TLanes : struct, ILanes
        {
            if (timeTicks > TimeTicks)
            {
                double elapsed = StreamTime.Elapsed(TimeTicks, timeTicks);
                Mass = TLanes.Product(Mass, TLanes.Survival(decays, elapsed));
                TimeTicks = timeTicks;
            }
        }

        /// <summary>Mass decayed away since this was asked last.</summary>
        public Doubles8 TakeDecayed<TLanes>(in Doubles8 decays, long timeTicks)
            where TLanes : struct, ILanes
        {
            Bring<TLanes>(decays, timeTicks);
            Doubles8 before = TLanes.MultiplyAdd(MassAtStep, Doubles8.Filled(1), AddedSinceStep);
            Doubles8 decayed = TLanes.Difference(before, Mass);
            MassAtStep = Mass;
            AddedSinceStep = 0;
            return decayed;
        }
    }
}
