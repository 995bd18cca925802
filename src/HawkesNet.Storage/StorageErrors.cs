namespace HawkesNet.Storage;

/// <summary>The store cannot do this now: nothing was changed, or it is not known to be; try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A log row cannot be trusted: torn, corrupted, missing, or of an unknown format.</summary>
public sealed class CorruptLogException(long sequence, string reason)
    : Exception($"Log row {sequence} is refused: {reason}.")
{
    /// <summary>The row.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The schema in the database is not one this build can use.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);
