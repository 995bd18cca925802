namespace HawkesNet.Service.Learning;

/// <summary>Another service on the same database holds a network.</summary>
public sealed class HeldElsewhereException(string network)
    : Exception($"Another service on the same database holds network '{network}'.")
{
    /// <summary>The network.</summary>
    public string Network { get; } = network;
}

/// <summary>What the log knows of an event.</summary>
public readonly record struct EventState(long Position, bool Applied, bool Late);

/// <summary>A network's counts and lag since it was created; times in Unix nanoseconds.</summary>
/// <param name="LastPosition">Log position of the last stored row (0: none).</param>
/// <param name="AppliedPosition">Events the learner has seen.</param>
/// <param name="HeldBack">Events stored and waiting in the reorder window.</param>
/// <param name="WatermarkTicks">Events before this time are late; null: none yet.</param>
/// <param name="Accepted">Rows accepted.</param>
/// <param name="Duplicates">Duplicate rows.</param>
/// <param name="Late">Late rows.</param>
/// <param name="QueuedEvents">Rows waiting to be committed.</param>
/// <param name="LearnerError">Why the learner, or the whole network, stopped; null: it runs.</param>
public sealed record NetworkStatus(
    long LastPosition, long AppliedPosition, long HeldBack, long? WatermarkTicks,
    long Accepted, long Duplicates, long Late, long QueuedEvents, string? LearnerError)
{
    /// <summary>Rows stored and not yet taken in by the learner.</summary>
    public long LagEvents { get; init; }
}
