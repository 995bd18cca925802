namespace HawkesNet.Cli.Crash;

/// <summary>What `crashtest` found.</summary>
internal sealed record CrashReport
{
    /// <summary>Times the service was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Events acknowledged.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Posts that got no answer and were sent again.</summary>
    public required int SentAgain { get; init; }

    /// <summary>Of the bodies sent again, those that had been committed before the kill.</summary>
    public required int KnownWhenSentAgain { get; init; }

    /// <summary>The log after all kills.</summary>
    public required LogAudit Log { get; init; }

    /// <summary>Digest of the model after the kills.</summary>
    public required string RecoveredDigest { get; init; }

    /// <summary>Digest of the model that a service never killed learns from the same log.</summary>
    public required string UninterruptedDigest { get; init; }

    /// <summary>Longest time from the start of the process to readiness, in seconds.</summary>
    public required double RecoverySecondsMax { get; init; }

    /// <summary>Whole time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Answers that break a promise.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Whether every promise was kept.</summary>
    public bool Passed => Faults.Count == 0 && Log.Lost == 0 && Log.Doubled == 0 && Log.Unknown == 0
        && Log.Events == Acknowledged && RecoveredDigest == UninterruptedDigest;
}
