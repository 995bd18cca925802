using System.Runtime.CompilerServices;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Choice;

/// <summary>What the ways of a choice say of one candidate. Lanes are <see cref="TargetWay"/> or
/// <see cref="SourceWay"/>.</summary>
/// <remarks>The choice is Σ_c w_c gate_c p_c / Σ_c w_c gate_c (equation 7): gates depend on the one who chooses only,
/// each p_c sums to one over the candidates wherever its gate is open, so the choice sums to one.</remarks>
internal struct ChoiceFeatures
{
    public Doubles8 Gate;
    public Doubles8 Probability;

    /// <summary>The probability of the candidate under given weights, and the total weight of the open gates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Mix<TLanes>(in Doubles8 weights, out double total)
        where TLanes : struct, ILanes
    {
        total = TLanes.Dot(weights, Gate);
        return total > 0 ? TLanes.Dot(weights, Gate, Probability) / total : 0;
    }
}
