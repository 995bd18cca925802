using Npgsql;

namespace HawkesNet.Storage;

/// <summary>The store cannot do this now: nothing was changed, or it is not known to be; try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether waiting may help: the database could not be reached, is starting, or is busy.</summary>
    public bool IsPassing => InnerException is NpgsqlException { IsTransient: true } or TimeoutException
        or PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown };
}

/// <summary>The store's settings cannot be used.</summary>
public sealed class StoreSettingsException(string message, Exception inner) : Exception(message, inner);

/// <summary>This process may not write a network any more, since another one has taken it over; nothing was
/// changed.</summary>
public sealed class LeaseLostException(string network)
    : Exception($"Another service has taken over network {network}.");

/// <summary>A log row cannot be trusted: torn, corrupted, missing, or of an unknown format. The message says what to
/// do.</summary>
public sealed class CorruptLogException(long sequence, string reason)
    : Exception($"Log row {sequence} is refused: {reason}. The rows before it are whole; restore a backup of the "
        + "store, or delete the network and post its events again.")
{
    /// <summary>The row.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The schema in the database is not one this build can use.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);
