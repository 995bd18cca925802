using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Simulation;

/// <summary>Log-normal event weights w, and offspring scaled by w^κ relative to its mean, so that marks average
/// one.</summary>
public sealed record MarkSpec
{
    /// <summary>Median weight.</summary>
    public double Median { get; init; } = 1;

    /// <summary>Standard deviation of log w; 0: all weights equal.</summary>
    public double LogDeviation { get; init; } = 1;

    /// <summary>κ; 0: the weights do nothing.</summary>
    public double Exponent { get; init; }

    internal void Validate()
    {
        SimulationSpec.Require(Median is > 0 and <= 1e12, nameof(Median), "must be positive, at most 10^12");
        SimulationSpec.Require(LogDeviation is >= 0 and <= 10, nameof(LogDeviation), "must be 0..10");
        SimulationSpec.Require(Exponent is >= 0 and <= 2, nameof(Exponent), "must be 0..2");
    }

    internal double DrawWeight(CounterRng rng) => Median * Math.Exp(LogDeviation * rng.Normal());

    internal double Mark(double weight) => Exponent == 0 ? 1
        : Math.Exp((Exponent * Math.Log(weight / Median)) - (0.5 * Exponent * Exponent * LogDeviation * LogDeviation));
}
