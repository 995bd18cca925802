using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Excitation;

/// <summary>Derivatives of one mechanism's intensity and compensator by the logarithms of the decays
/// (equation 17).</summary>
/// <remarks>Both are linear in the decayed sums S_b = Σ e^(-β_b d) and D_b = Σ d e^(-β_b d), d the delays.</remarks>
internal sealed class DecayDerivative
{
    private readonly DecayGrid grid;
    private readonly double[] weights;
    private readonly Doubles8 ofDelay;
    private readonly Doubles8 ofMass;
    private readonly Doubles8 ofSlower;
    private readonly Doubles8 ofFaster;

    /// <param name="grid">The decays.</param>
    /// <param name="weights">Component weights. [16]</param>
    public DecayDerivative(DecayGrid grid, ReadOnlySpan<double> weights)
    {
        this.grid = grid;
        this.weights = weights.ToArray();
        ref readonly Doubles8 beta = ref grid.DecaysPerTick;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            ofMass[b] = weights[b] * beta[b];
            ofDelay[b] = -weights[b] * beta[b] * beta[b];
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            double x = beta[b], y = beta[b + 1];
            double hump = weights[Doubles8.Count + b] * grid.HumpsPerTick[b];
            double byFaster = -hump * y / (x - y), bySlower = hump * x / (x - y);
            ofSlower[b] += byFaster;
            ofMass[b] -= byFaster;
            ofDelay[b] += hump * x;
            ofMass[b + 1] += bySlower;
            ofFaster[b + 1] -= bySlower;
            ofDelay[b + 1] -= hump * y;
        }
    }

    /// <summary>∂ intensity / ∂ log β_b. [8]</summary>
    /// <param name="mass">Decayed mass. [8]</param>
    /// <param name="delay">Decayed delays. [8]</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> OfIntensity(Vector512<double> mass, Vector512<double> delay) =>
        // The ends' neighbours are weighed with zero, whatever lane stands in for them.
        (ofMass.ToVector() * mass)
            + (ofSlower.ToVector() * Vector512.Shuffle(mass, Vector512.Create(1L, 2, 3, 4, 5, 6, 7, 7)))
            + (ofFaster.ToVector() * Vector512.Shuffle(mass, Vector512.Create(0L, 0, 1, 2, 3, 4, 5, 6)))
            + (ofDelay.ToVector() * delay);

    /// <summary>∂ intensity / ∂ log β_b by S_b.</summary>
    public ref readonly Doubles8 OfMass => ref ofMass;

    /// <summary>∂ intensity / ∂ log β_b by D_b.</summary>
    public ref readonly Doubles8 OfDelay => ref ofDelay;

    /// <summary>∂ intensity / ∂ log β_b by S_(b+1), the next slower decay's.</summary>
    public ref readonly Doubles8 OfSlower => ref ofSlower;

    /// <summary>∂ intensity / ∂ log β_b by S_(b-1), the next faster decay's.</summary>
    public ref readonly Doubles8 OfFaster => ref ofFaster;

    /// <summary>gradient_b += scale · ∂ compensator / ∂ log β_b.</summary>
    /// <param name="triggers">Triggers so far.</param>
    /// <param name="mass">Their decayed mass. [8]</param>
    /// <param name="delay">Their decayed delays. [8]</param>
    /// <param name="scale">Factor.</param>
    /// <param name="gradient">Added to. [8]</param>
    public void AddCompensator(
        double triggers, in Doubles8 mass, in Doubles8 delay, double scale, ref Doubles8 gradient)
    {
        ref readonly Doubles8 beta = ref grid.DecaysPerTick;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            gradient[b] += scale * weights[b] * beta[b] * delay[b];
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            double x = beta[b], y = beta[b + 1];
            double hump = scale * weights[Doubles8.Count + b] * grid.HumpsPerTick[b];
            double fast = (triggers - mass[b]) / x, slow = (triggers - mass[b + 1]) / y;
            gradient[b] += hump * ((-y / (x - y) * (slow - fast)) + fast - delay[b]);
            gradient[b + 1] += hump * ((x / (x - y) * (slow - fast)) - slow + delay[b + 1]);
        }
    }
}
