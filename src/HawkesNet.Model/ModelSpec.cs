namespace HawkesNet.Model;

/// <summary>The settings of one network's model. Immutable; all times are ticks of the stream's own clock.</summary>
/// <remarks>The service's tick is one nanosecond. Nothing here depends on the unit: a null resolution or memory
/// is settled from the stream itself, from its gaps and its span.</remarks>
public sealed record ModelSpec
{
    /// <summary>Shortest delay the decay grid resolves, in ticks; null: settled from the stream's gaps.</summary>
    public long? ResolutionTicks { get; init; }

    /// <summary>Longest delay the decay grid remembers, in ticks; null: settled from the stream's span.</summary>
    public long? MemoryTicks { get; init; }

    /// <summary>Most clusters of actors the model may use.</summary>
    public int ClustersMax { get; init; } = 16;

    /// <summary>Whether latent ties between actors without observed contact are estimated.</summary>
    public bool Ties { get; init; } = true;

    /// <summary>Whether a daily or weekly rhythm of the stream is looked for.</summary>
    public bool Rhythm { get; init; } = true;

    /// <summary>Length of a day in ticks, or of whatever may be one: where the stream recurs with about such a period,
    /// this is taken for the exact one; and in a long stream rhythms of this length and seven times it are watched
    /// for.</summary>
    public IReadOnlyList<long> DayTicks { get; init; } = [];

    /// <summary>Half-life of evidence in ticks; null: nothing is forgotten.</summary>
    public long? ForgettingHalfLifeTicks { get; init; }

    /// <summary>Most actors one network may hold.</summary>
    public int ActorsMax { get; init; } = 4_000_000;

    /// <summary>Most event types one network may hold.</summary>
    public int TypesMax { get; init; } = 1_000;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first setting that is out of range.</summary>
    public void Validate()
    {
        Require(ResolutionTicks is null or > 0, nameof(ResolutionTicks), "must be positive");
        Require(MemoryTicks is null or > 0, nameof(MemoryTicks), "must be positive");
        Require(ResolutionTicks is null || MemoryTicks is null || ResolutionTicks < MemoryTicks,
            nameof(MemoryTicks), "must be longer than the resolution");
        Require(ClustersMax is >= 1 and <= 64, nameof(ClustersMax), "must be 1..64");
        Require(DayTicks.All(day => day is > 0 and <= long.MaxValue / 7), nameof(DayTicks), "must be positive");
        Require(ForgettingHalfLifeTicks is null or > 0, nameof(ForgettingHalfLifeTicks), "must be positive");
        Require(ActorsMax is >= 1 and <= 100_000_000, nameof(ActorsMax), "must be 1..100,000,000");
        Require(TypesMax is >= 1 and <= 100_000, nameof(TypesMax), "must be 1..100,000");
    }

    private static void Require(bool holds, string name, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message, name);
        }
    }
}
