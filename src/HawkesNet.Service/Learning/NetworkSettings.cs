using HawkesNet.Model;

namespace HawkesNet.Service.Learning;

/// <summary>A network's settings, in nanoseconds; null resolution and memory: settled from the stream.</summary>
public sealed record NetworkSettings
{
    private const long DayLength = 86_400_000_000_000;
    private const int ModelActorsMax = 100_000_000;
    private const int ModelTypesMax = 100_000;

    /// <summary>Shortest delay resolved.</summary>
    public long? ResolutionTicks { get; init; }

    /// <summary>Longest delay remembered.</summary>
    public long? MemoryTicks { get; init; }

    /// <summary>Most clusters.</summary>
    public int ClustersMax { get; init; } = 16;

    /// <summary>Whether latent ties are estimated.</summary>
    public bool Ties { get; init; } = true;

    /// <summary>Whether a rhythm of the day or week is looked for.</summary>
    public bool Rhythm { get; init; } = true;

    /// <summary>Half-life of evidence; null: nothing is forgotten.</summary>
    public long? ForgettingHalfLifeTicks { get; init; }

    /// <summary>Width of the reorder window in event time.</summary>
    public long AllowedLatenessTicks { get; init; } = 5_000_000_000;

    /// <summary>Most actors with a place of their own; all that come later are one, "(other)".</summary>
    public int ActorsMax { get; init; } = 1_000_000;

    /// <summary>Most types with a place of their own; all that come later are one, "(other)".</summary>
    public int TypesMax { get; init; } = 1_000;

    /// <summary>Whether actors stand in the log and in answers by pseudonyms, and their names apart.</summary>
    public bool Pseudonyms { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> naming the first setting that is out of range.</summary>
    public void Validate()
    {
        (ToSpec() with { ActorsMax = ActorsMax, TypesMax = TypesMax }).Validate();
        if (AllowedLatenessTicks is < 0 or > 31_557_600_000_000_000)
        {
            throw new ArgumentException("must be 0..1 year", nameof(AllowedLatenessTicks));
        }
    }

    /// <summary>The model's part of the settings.</summary>
    public ModelSpec ToSpec() => new()
    {
        ResolutionTicks = ResolutionTicks,
        MemoryTicks = MemoryTicks,
        ClustersMax = ClustersMax,
        Ties = Ties,
        Rhythm = Rhythm,
        DayTicks = [DayLength],
        ForgettingHalfLifeTicks = ForgettingHalfLifeTicks,
        ActorsMax = ActorsOwn + 1,
        TypesMax = TypesOwn + 1,
    };

    /// <summary>Actors with a place of their own; at the model's own limit one place less than asked for.</summary>
    internal int ActorsOwn => Math.Min(ActorsMax, ModelActorsMax - 1);

    /// <summary>Types with a place of their own; at the model's own limit one place less than asked for.</summary>
    internal int TypesOwn => Math.Min(TypesMax, ModelTypesMax - 1);
}
