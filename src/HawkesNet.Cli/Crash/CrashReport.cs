namespace HawkesNet.Cli.Crash;

/// <summary>What `crashtest` found.</summary>
internal sealed record CrashReport
{
    /// <summary>sqlite or postgres.</summary>
    public required string Store { get; init; }

    /// <summary>Times the service was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Times the database was taken away, by the way it was.</summary>
    public required IReadOnlyDictionary<string, int> DatabaseFaults { get; init; }

    /// <summary>Events acknowledged.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Posts without an answer, or with one to try again later; they were sent again.</summary>
    public required int SentAgain { get; init; }

    /// <summary>Of the bodies sent again, those that had been committed all the same.</summary>
    public required int KnownWhenSentAgain { get; init; }

    /// <summary>The log after all kills.</summary>
    public required LogAudit Log { get; init; }

    /// <summary>Digest of the model after all of it.</summary>
    public required string RecoveredDigest { get; init; }

    /// <summary>Digest of the model that a service never killed learns from the same log.</summary>
    public required string UninterruptedDigest { get; init; }

    /// <summary>Median of the times from the start of the process to readiness, or from the end of a fault of the
    /// database to the next acknowledgement, in seconds.</summary>
    public required double RecoverySecondsMedian { get; init; }

    /// <summary>Longest of these times, in seconds.</summary>
    public required double RecoverySecondsMax { get; init; }

    /// <summary>Whole time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Answers that break a promise.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Whether every promise was kept.</summary>
    public bool Passed => Faults.Count == 0 && Log.Lost == 0 && Log.Doubled == 0 && Log.Unknown == 0
        && Log.Events == Acknowledged && RecoveredDigest == UninterruptedDigest;
}
