using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>The right of this process to write one network, in turns: taken, perhaps lost to another process, taken
/// again. Thread-safe; one thread takes it.</summary>
public sealed class NetworkLease(LeaseTable leases, long networkId)
{
    private long token;
    private long? goneToken;

    /// <summary>Whether it is held, as far as this process knows.</summary>
    public bool IsHeld => Volatile.Read(ref token) != 0;

    /// <summary>The token it is held by; 0: it is not.</summary>
    public long Token => Volatile.Read(ref token);

    /// <summary>Takes the lease if it is free.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public bool TryTake()
    {
        (long? taken, goneToken) = leases.TryTake(networkId, goneToken);
        Volatile.Write(ref token, taken ?? 0);
        return taken is not null;
    }

    /// <summary>Notes which leases were renewed; what was held before and is not among them is lost.</summary>
    /// <param name="before">The token before the renewal began: what was taken since then was not tried.</param>
    /// <param name="renewed">Token by network.</param>
    public void Note(long before, IReadOnlyDictionary<long, long> renewed)
    {
        if (before != 0 && renewed.GetValueOrDefault(networkId) != before)
        {
            Interlocked.CompareExchange(ref token, 0, before);
        }
    }

    /// <summary>Gives it back, if it is held. Where the database refuses it runs out by itself.</summary>
    public void Release()
    {
        long held = Interlocked.Exchange(ref token, 0);
        if (held == 0)
        {
            return;
        }
        try
        {
            leases.Release(networkId, held);
        }
        catch (StoreUnavailableException)
        {
            // It runs out by itself.
        }
    }

    /// <summary>Makes sure, as the last statement of a transaction, that it is still held until the
    /// commit.</summary>
    /// <exception cref="LeaseLostException">It is not.</exception>
    internal void Check(DbConnection connection, DbTransaction transaction)
    {
        long held = Volatile.Read(ref token);
        // The lock on the row makes one who wants to take over wait for the commit.
        if (held == 0 || connection.QuerySingleOrDefault<long?>(
            "SELECT token FROM network_lease WHERE network_id = @networkId AND token = @held FOR SHARE",
            new { networkId, held }, transaction) is null)
        {
            Interlocked.CompareExchange(ref token, 0, held);
            throw new LeaseLostException($"number {networkId}");
        }
    }
}
