using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>Decayed sums over all events of a type, for the expected offspring by type (equation 9).</summary>
internal sealed class TypeTotals
{
    private Total[] totals = new Total[1];

    /// <summary>Makes room for types, whose sums are empty as of a time.</summary>
    public void Grow(int typeCount, long timeTicks)
    {
        int known = totals.Length;
        Array.Resize(ref totals, typeCount);
        totals.AsSpan(known).Fill(new Total { TimeTicks = timeTicks });
    }

    /// <summary>Adds an event.</summary>
    public void Add<TLanes>(int type, in Doubles8 decays, long timeTicks)
        where TLanes : struct, ILanes
    {
        ref Total total = ref totals[type];
        Bring<TLanes>(ref total, decays, timeTicks);
        total.Mass = TLanes.MultiplyAdd(total.Mass, Doubles8.Filled(1), 1);
        total.AddedSinceStep++;
    }

    /// <summary>The mass of a type at a time.</summary>
    public Doubles8 Mass<TLanes>(int type, in Doubles8 decays, long timeTicks)
        where TLanes : struct, ILanes
    {
        Bring<TLanes>(ref totals[type], decays, timeTicks);
        return totals[type].Mass;
    }

    /// <summary>Mass decayed away since this was asked last.</summary>
    public Doubles8 TakeDecayed<TLanes>(int type, in Doubles8 decays, long timeTicks)
        where TLanes : struct, ILanes
    {
        ref Total total = ref totals[type];
        Bring<TLanes>(ref total, decays, timeTicks);
        Doubles8 before = TLanes.MultiplyAdd(total.MassAtStep, Doubles8.Filled(1), total.AddedSinceStep);
        Doubles8 decayed = TLanes.Difference(before, total.Mass);
        total.MassAtStep = total.Mass;
        total.AddedSinceStep = 0;
        return decayed;
    }

    /// <summary>Sets a type's mass outright.</summary>
    public void Set(int type, in Doubles8 mass, long timeTicks) =>
        totals[type] = new Total { Mass = mass, MassAtStep = mass, TimeTicks = timeTicks };

    public TypeTotals Clone() => new() { totals = (Total[])totals.Clone() };

    public void Transfer(IStateTransfer transfer) => totals = transfer.Array(totals);

    private static void Bring<TLanes>(ref Total total, in Doubles8 decays, long timeTicks)
        where TLanes : struct, ILanes
    {
        if (timeTicks > total.TimeTicks)
        {
            double elapsed = StreamTime.Elapsed(total.TimeTicks, timeTicks);
            total.Mass = TLanes.Product(total.Mass, TLanes.Survival(decays, elapsed));
            total.TimeTicks = timeTicks;
        }
    }

    private struct Total
    {
        public Doubles8 Mass;
        public Doubles8 MassAtStep;
        public double AddedSinceStep;
        public long TimeTicks;
    }
}
