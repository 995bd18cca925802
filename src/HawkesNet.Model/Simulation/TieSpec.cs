namespace HawkesNet.Model.Simulation;

/// <summary>A sparse network of latent ties, drawn at random: each ordered pair of different actors is tied or
/// not.</summary>
public sealed record TieSpec
{
    /// <summary>Share of the ordered pairs that are tied.</summary>
    public double Share { get; init; } = 0.05;

    /// <summary>Gamma shape of the ties' weights (mean 1); 0: all equal.</summary>
    public double Shape { get; init; }

    internal void Validate()
    {
        SimulationSpec.Require(Share is >= 0 and <= 1, nameof(Share), "must be 0..1");
        SimulationSpec.Require(Shape is >= 0 and <= 1e6, nameof(Shape), "must be 0..10^6");
    }
}

/// <summary>A tie of a simulation.</summary>
/// <param name="Source">The actor whose events excite.</param>
/// <param name="Target">The actor excited: the source of the offspring.</param>
/// <param name="Offspring">Expected offspring of one event, before the factors of types.</param>
public readonly record struct SimulatedTie(int Source, int Target, double Offspring);
