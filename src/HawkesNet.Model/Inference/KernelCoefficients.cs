using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>All a window's evaluation needs of decays and component weights: what makes S_b and D_b intensities and
/// their derivatives (equations 6 and 17).</summary>
/// <remarks>Packed as [kind, mechanism, decay]. The derivative by log β_b takes from its neighbours, too; here each S_b
/// says what it gives to the derivative by the next faster and the next slower decay.</remarks>
internal sealed class KernelCoefficients
{
    /// <summary>Numbers of one kind.</summary>
    public const int KindLength = Mechanisms.Count * Doubles8.Count;

    /// <summary>Intensity per S_b.</summary>
    public const int Intensity = 0;

    /// <summary>∂ intensity / ∂ log β_b per S_b, and per D_b.</summary>
    public const int OfMass = KindLength;
    public const int OfDelay = 2 * KindLength;

    /// <summary>∂ intensity / ∂ log β_(b-1) per S_b.</summary>
    public const int ToFaster = 3 * KindLength;

    /// <summary>∂ intensity / ∂ log β_(b+1) per S_b.</summary>
    public const int ToSlower = 4 * KindLength;

    /// <summary>Numbers of all kinds.</summary>
    public const int Length = 5 * KindLength;

    public KernelCoefficients(Parameters parameters, DecayGrid grid)
    {
        Grid = grid;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            ReadOnlySpan<double> components = parameters.Components((Mechanism)m);
            Doubles8 weights = grid.IntensityWeights(components);
            var derivative = new DecayDerivative(grid, components);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                int at = (m * Doubles8.Count) + b;
                Packed[Intensity + at] = weights[b];
                Packed[OfMass + at] = derivative.OfMass[b];
                Packed[OfDelay + at] = derivative.OfDelay[b];
                Packed[ToFaster + at] = b > 0 ? derivative.OfSlower[b - 1] : 0;
                Packed[ToSlower + at] = b < Doubles8.Count - 1 ? derivative.OfFaster[b + 1] : 0;
            }
        }
    }

    public DecayGrid Grid { get; }

    /// <summary>The coefficients. [5 kinds, mechanisms, 8]</summary>
    public double[] Packed { get; } = new double[Length];
}
