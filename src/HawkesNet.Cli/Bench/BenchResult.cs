namespace HawkesNet.Cli.Bench;

/// <summary>One line of `bench`.</summary>
internal sealed record BenchResult
{
    /// <summary>What was measured.</summary>
    public required string Name { get; init; }

    /// <summary>Events (or names) per second of wall-clock time.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>Processor time of the whole process per event, in nanoseconds.</summary>
    public required double CpuNanosecondsPerEvent { get; init; }

    /// <summary>Memory of the state per actor, or per name.</summary>
    public double? BytesPerActor { get; init; }

    /// <summary>Memory of the state per dyad.</summary>
    public double? BytesPerDyad { get; init; }

    /// <summary>What was done, in words.</summary>
    public string Note { get; init; } = "";
}
