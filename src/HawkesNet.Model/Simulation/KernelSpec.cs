using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Simulation;

/// <summary>A triggering kernel: a mixture of densities over the delay from an event to its offspring.</summary>
public sealed record KernelSpec
{
    /// <summary>The components; their weights are normalised to sum to one.</summary>
    public IReadOnlyList<KernelComponent> Components { get; init; } = [new(1, 1)];

    internal void Validate(string name)
    {
        SimulationSpec.Require(Components.Count > 0, name, "needs a kernel component");
        SimulationSpec.Require(
            Components.All(c => c.DecayPerUnit > 0 && double.IsFinite(c.DecayPerUnit)), name, "needs positive decays");
        SimulationSpec.Require(
            Components.All(c => c.Weight >= 0 && double.IsFinite(c.Weight)), name, "needs weights not below zero");
        SimulationSpec.Require(Components.Sum(c => c.Weight) > 0, name, "needs a weight above zero");
        SimulationSpec.Require(
            Components.All(c => c.HumpDecayPerUnit is null or > 0), name, "needs positive hump decays");
    }

    /// <summary>Mean delay in units.</summary>
    public double MeanDelay =>
        Components.Sum(c => c.Weight * ((1 / c.DecayPerUnit) + (c.HumpDecayPerUnit is { } h ? 1 / h : 0)))
        / Components.Sum(c => c.Weight);

    internal double Draw(CounterRng rng)
    {
        double left = rng.Uniform() * Components.Sum(c => c.Weight);
        KernelComponent chosen = Components[^1];
        foreach (KernelComponent component in Components)
        {
            left -= component.Weight;
            if (left < 0)
            {
                chosen = component;
                break;
            }
        }
        double delay = rng.Exponential(chosen.DecayPerUnit);
        return chosen.HumpDecayPerUnit is { } hump ? delay + rng.Exponential(hump) : delay;
    }
}

/// <summary>One component: exponential, or with a second decay a hump (the sum of two exponential delays).</summary>
/// <param name="DecayPerUnit">Decay β per time unit: density β exp(-β d).</param>
/// <param name="Weight">Its share in the mixture, not yet normalised.</param>
/// <param name="HumpDecayPerUnit">Decay of a second exponential delay added to the first; null: exponential.</param>
public sealed record KernelComponent(double DecayPerUnit, double Weight, double? HumpDecayPerUnit = null);
