using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Writes the terms of an event from the decayed masses of its causes' owners.</summary>
/// <param name="state">Its kernels and types' factors hold.</param>
/// <param name="window">Takes the terms.</param>
/// <param name="overflow">Where the masses of an owner's further types are.</param>
internal readonly struct TermWriter<TLanes>(ModelState state, EventWindow window, RecordTable<DecayedMass> overflow)
    where TLanes : struct, ILanes
{
    /// <summary>One term for all trigger types, bent by the types' pooled factors; for bursts one for each, where they
    /// are told apart. The masses are as of the event.</summary>
    public void Add(in DecayedMass head, Mechanism mechanism, int type, double known, double strange)
    {
        double offspring = state.Parameters.Offspring(mechanism);
        if (head.Type == DecayedMass.None || known + strange <= 0 || offspring <= 0)
        {
            return;
        }
        ref readonly Doubles8 weights = ref state.Parameters.IntensityWeights(mechanism);
        // Per offspring: the number of offspring moves while the window fills, the kernel's shape much less.
        (known, strange) = (known / offspring, strange / offspring);
        bool byType = mechanism == Mechanism.Burst && state.TypeCount <= CellLayout.BurstTypesMax;
        double sum = 0;
        ref readonly DecayedMass link = ref head;
        while (true)
        {
            double rate = Math.Max(0, TLanes.Dot(weights, link.Mass));
            if (byType && rate > 0)
            {
                window.AddTerm((int)mechanism, link.Type, rate * known, rate * strange);
            }
            sum += byType ? 0 : rate * state.Types.Factor(mechanism, link.Type, type);
            if (link.Next == DecayedMass.None)
            {
                break;
            }
            link = ref overflow[link.Next];
        }
        if (sum > 0)
        {
            window.AddTerm((int)mechanism, 0, sum * known, sum * strange);
        }
    }
}
