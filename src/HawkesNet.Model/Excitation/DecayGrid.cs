using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Excitation;

/// <summary>The eight decays all kernels are built on, fastest first, and what follows from them. Immutable.</summary>
/// <remarks>Decays are per tick. Component j of a kernel is, for j &lt; 8, the exponential density β e^(-βd) and,
/// for 8 ≤ j &lt; 15, the hump of two neighbouring decays x &gt; y, xy/(x-y) (e^(-yd) - e^(-xd)): the density of the
/// sum of two exponential delays, zero at d = 0 (docs/model.md, equations 4 and 5).</remarks>
public sealed class DecayGrid
{
    /// <summary>Kernel components: eight exponentials, seven humps, and one unused slot that fills the
    /// vector.</summary>
    public const int ComponentCount = 16;

    /// <summary>Least ratio of neighbouring decays; closer ones would make the hump degenerate.</summary>
    public const double RatioMin = 1.2;

    private readonly Doubles8 decays;
    private readonly Doubles8 humps;

    /// <summary>A grid of given decays, per tick, strictly falling by at least <see cref="RatioMin"/>.</summary>
    /// <exception cref="ArgumentException">Not positive, not finite, or not falling.</exception>
    public DecayGrid(in Doubles8 decaysPerTick)
    {
        decays = decaysPerTick;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            if (!(decays[b] > 0) || !double.IsFinite(decays[b]))
            {
                throw new ArgumentException("decays must be positive and finite", nameof(decaysPerTick));
            }
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            if (decays[b] < decays[b + 1] * RatioMin * (1 - 1e-9))
            {
                throw new ArgumentException("decays must fall", nameof(decaysPerTick));
            }
            humps[b] = decays[b] * decays[b + 1] / (decays[b] - decays[b + 1]);
        }
    }

    /// <summary>The decays, per tick, fastest first. [8]</summary>
    public ref readonly Doubles8 DecaysPerTick => ref decays;

    /// <summary>The hump factors xy/(x-y) of neighbouring decays, per tick; the last lane is zero. [8]</summary>
    public ref readonly Doubles8 HumpsPerTick => ref humps;

    /// <summary>A log-spaced grid between a shortest and a longest delay in ticks.</summary>
    public static DecayGrid LogSpaced(double shortestTicks, double longestTicks)
    {
        double ratio = Math.Pow(longestTicks / shortestTicks, 1.0 / (Doubles8.Count - 1));
        ratio = Math.Max(ratio, 1.5);
        Doubles8 decays = default;
        double delay = shortestTicks;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            decays[b] = 1 / delay;
            delay *= ratio;
        }
        return new DecayGrid(decays);
    }

    /// <summary>Folds component weights into one weight per decay, so that the intensity is Σ_b w_b · mass_b
    /// (equation 6).</summary>
    /// <param name="weights">Component weights. [16]</param>
    public Doubles8 IntensityWeights(ReadOnlySpan<double> weights)
    {
        Doubles8 folded = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            folded[b] += weights[b] * decays[b];
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            double hump = weights[Doubles8.Count + b] * humps[b];
            folded[b + 1] += hump;
            folded[b] -= hump;
        }
        return folded;
    }

    /// <summary>Intensity weights divided by the decays: Σ_b v_b · (mass before - mass after) is the
    /// compensator.</summary>
    public Doubles8 CompensatorWeights(ReadOnlySpan<double> weights)
    {
        Doubles8 folded = IntensityWeights(weights);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            folded[b] /= decays[b];
        }
        return folded;
    }

    /// <summary>Intensity of every component of unit weight, from a decayed mass (equation 5).</summary>
    /// <param name="mass">Decayed mass. [8]</param>
    /// <param name="into">Intensities per tick, added to. [16]</param>
    public void AddIntensities(in Doubles8 mass, Span<double> into)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            into[b] += decays[b] * mass[b];
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            into[Doubles8.Count + b] += humps[b] * (mass[b + 1] - mass[b]);
        }
    }

    /// <summary>Exposure of every component from the mass that decayed away per decay (equation 8).</summary>
    /// <param name="decayed">Mass decayed away. [8]</param>
    /// <param name="into">Exposures, added to. [16]</param>
    public void AddExposures(in Doubles8 decayed, Span<double> into)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            into[b] += decayed[b];
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            into[Doubles8.Count + b] +=
                humps[b] * ((decayed[b + 1] / decays[b + 1]) - (decayed[b] / decays[b]));
        }
    }

    /// <summary>The density of component <paramref name="component"/> at a delay in ticks, per tick.</summary>
    public double Density(int component, double delayTicks)
    {
        if (component < Doubles8.Count)
        {
            return decays[component] * Math.Exp(-decays[component] * delayTicks);
        }
        int b = component - Doubles8.Count;
        return b == Doubles8.Count - 1 ? 0
            : humps[b] * (Math.Exp(-decays[b + 1] * delayTicks) - Math.Exp(-decays[b] * delayTicks));
    }
}
