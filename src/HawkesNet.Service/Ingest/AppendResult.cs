namespace HawkesNet.Service.Ingest;

/// <summary>How a body is to be appended.</summary>
/// <param name="Atomic">All rows or none.</param>
/// <param name="AwaitApplied">Answer only after the learner has seen the rows.</param>
/// <param name="Backfill">History in time order: no test against the wall clock, the watermark moves to its last
/// time.</param>
/// <param name="IdempotencyKey">The client's key, or null.</param>
/// <param name="BodySha256">Digest of the body as received, kept with the key.</param>
/// <param name="BadRows">Rows of the body the reader refused; they are counted and reported by the HTTP side.</param>
public sealed record AppendOptions(
    bool Atomic, bool AwaitApplied, bool Backfill, string? IdempotencyKey, byte[]? BodySha256, int BadRows)
{
    /// <summary>Writes the answer that is kept under <see cref="IdempotencyKey"/>, in the same transaction as the
    /// rows, and
    /// given back as <see cref="AppendResult.StoredAnswer"/> to a retry; null: an empty answer is kept. Called on the
    /// log writer's thread, before the commit.</summary>
    public Func<AppendResult, byte[]>? ComposeAnswer { get; init; }
}

/// <summary>A row the log refused, with its number in <see cref="EventRows"/>. Code: future,
/// outOfOrder.</summary>
public readonly record struct RefusedRow(int Row, string Code, string Detail);

/// <summary>What became of a body.</summary>
/// <param name="Outcome">Committed, or why nothing was.</param>
/// <param name="Accepted">Rows stored and to be learned.</param>
/// <param name="Duplicates">Rows whose id is known already; unchanged.</param>
/// <param name="Late">Rows stored but behind the watermark: counted, not learned.</param>
/// <param name="FirstPosition">Log position of the first stored row; null: none stored.</param>
/// <param name="LastPosition">Log position of the last stored row; null: none stored.</param>
/// <param name="Refused">Rows refused by the log (not those refused by the reader).</param>
/// <param name="StoredAnswer">The answer body kept under the same idempotency key, when this is a retry; may be
/// empty.</param>
/// <param name="Pooled">Stored rows with an actor or type beyond the network's most, pooled as "(other)".</param>
public sealed record AppendResult(
    AppendOutcome Outcome, int Accepted, int Duplicates, int Late,
    long? FirstPosition, long? LastPosition, IReadOnlyList<RefusedRow> Refused, byte[]? StoredAnswer = null,
    int Pooled = 0);

/// <summary>Why a body was or was not committed.</summary>
public enum AppendOutcome
{
    /// <summary>Committed and durable.</summary>
    Committed,

    /// <summary>Nothing stored: atomic, and at least one row was refused.</summary>
    RefusedWhole,

    /// <summary>The same idempotency key and body came before: nothing changed.</summary>
    Repeated,

    /// <summary>The same idempotency key came with another body.</summary>
    KeyConflict,

    /// <summary>The queue is full; try again later.</summary>
    QueueFull,

    /// <summary>The store cannot commit now; nothing was acknowledged.</summary>
    StoreUnavailable,

    /// <summary>Another service on the same database holds the network; nothing was stored.</summary>
    HeldElsewhere,
}
