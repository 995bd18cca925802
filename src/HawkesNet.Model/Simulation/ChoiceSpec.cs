namespace HawkesNet.Model.Simulation;

/// <summary>How a free target is chosen: with probability n / (n + strength) one of the actor's n past targets at
/// random (its habit), else a new draw by popularity.</summary>
public sealed record ChoiceSpec
{
    /// <summary>Strength of the base against the habit; null: no habit, every target is a new draw.</summary>
    public double? HabitStrength { get; init; }

    /// <summary>Gamma shape of the actors' popularities; 0: all equal (uniform).</summary>
    public double PopularityShape { get; init; }

    internal void Validate()
    {
        SimulationSpec.Require(HabitStrength is null or (> 0 and <= 1e9), nameof(HabitStrength), "must be positive");
        SimulationSpec.Require(PopularityShape is >= 0 and <= 1e6, nameof(PopularityShape), "must be 0..10^6");
    }
}
