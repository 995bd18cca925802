using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Reads owners' masses at a time without touching them.</summary>
internal readonly struct MassReader(ModelState state, int? type, long atTicks)
{
    /// <summary>Adds an owner's mass, decayed to the time and times what its types set off, to a sum.</summary>
    public void Add(in DecayedMass head, (Mechanism Mechanism, int Cell) cell, double scale, ref Doubles8 sum)
    {
        if (head.Type == DecayedMass.None || scale == 0)
        {
            return;
        }
        ref readonly DecayedMass link = ref head;
        while (true)
        {
            double factor = type is int one
                ? state.Cells.Factor(cell.Mechanism, cell.Cell, link.Type, one)
                : state.Cells.RowSum(cell.Mechanism, cell.Cell, link.Type);
            Doubles8 survival = VectorLanes.Survival(
                state.Grid.DecaysPerTick, StreamTime.Elapsed(link.TimeTicks, atTicks));
            sum = VectorLanes.MultiplyAdd(sum, VectorLanes.Product(link.Mass, survival), scale * factor);
            if (link.Next == DecayedMass.None)
            {
                return;
            }
            link = ref state.Overflow(link.Next);
        }
    }
}
