using HawkesNet.Service.Ingest;

namespace HawkesNet.Service.Learning;

/// <summary>One network: its log, its learner thread, and the model readers see. Thread-safe.</summary>
public sealed class Network
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its settings.</summary>
    public required NetworkSettings Settings { get; init; }

    /// <summary>The newest published model; one reference, one immutable state.</summary>
    public PublishedModel Model => throw new NotSupportedException();

    /// <summary>Counts, lag and watermark, for answers and metrics.</summary>
    public NetworkStatus Status => throw new NotSupportedException();

    /// <summary>Appends rows; completes when they are durable (or applied, where asked).</summary>
    public Task<AppendResult> AppendAsync(EventRows rows, AppendOptions options, CancellationToken cancel) =>
        throw new NotSupportedException();

    /// <summary>What the log knows of an event id: null, or its position and whether the learner has seen it.</summary>
    public EventState? FindEvent(ReadOnlySpan<byte> id) => throw new NotSupportedException();

    /// <summary>Takes a snapshot now; completes with its version when it is durable.</summary>
    public Task<long> TakeSnapshotAsync(CancellationToken cancel) => throw new NotSupportedException();
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
/// <param name="LearnerError">Why the learner stopped; null: it runs.</param>
public sealed record NetworkStatus(
    long LastPosition, long AppliedPosition, long HeldBack, long? WatermarkTicks,
    long Accepted, long Duplicates, long Late, long QueuedEvents, string? LearnerError);
