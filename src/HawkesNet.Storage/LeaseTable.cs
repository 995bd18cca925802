using System.Data.Common;
using System.Security.Cryptography;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>The leases of one process on the networks of a PostgreSQL store. Thread-safe.</summary>
/// <remarks>A lease ends when it was not renewed for its length by the database's clock, or when the session of its
/// holder is gone, as after a kill. Whoever takes it then raises its token, and whatever the old holder still tries to
/// write is refused by that.</remarks>
public sealed class LeaseTable : IDisposable
{
    private readonly Lock gate = new();
    private readonly long sessionKey = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly Store store;
    private DbConnection? session;
    private bool isShown;

    /// <summary>Makes the leases of this process; none is taken yet.</summary>
    /// <param name="store">A PostgreSQL store.</param>
    /// <param name="length">Time after which a lease that was not renewed may be taken by another.</param>
    public LeaseTable(Store store, TimeSpan length)
    {
        this.store = store;
        Length = length;
        Holder = $"{Environment.MachineName}/{Environment.ProcessId}";
    }

    /// <summary>Time after which a lease that was not renewed may be taken by another.</summary>
    public TimeSpan Length { get; }

    /// <summary>What this process is called in the table.</summary>
    public string Holder { get; }

    /// <summary>Renews every lease this process holds, and shows that it lives.</summary>
    /// <returns>Token by network of the leases it holds.</returns>
    /// <exception cref="StoreUnavailableException">The database refused: whether they are held is not
    /// known.</exception>
    public Dictionary<long, long> Renew()
    {
        lock (gate)
        {
            try
            {
                DbConnection live = KeepSession();
                return Store.Guarded(() => live.Query<(long Network, long Token)>(
                    """
                    UPDATE network_lease SET expires = clock_timestamp() + make_interval(secs => @seconds)
                    WHERE session_key = @sessionKey RETURNING network_id, token
                    """,
                    new { seconds = Length.TotalSeconds, sessionKey })
                    .ToDictionary(row => row.Network, row => row.Token));
            }
            catch
            {
                EndSession();
                throw;
            }
        }
    }

    /// <summary>Ends the session; leases that were not released may be taken by others.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            EndSession();
        }
    }

    /// <summary>Takes a lease that is free: never held, given back, run out, or of a holder that is gone.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="goneToken">Token of a holder that was found gone before; it is believed the second time, since a
    /// holder that lives comes back at once after it lost its session.</param>
    /// <returns>Its new token, or null; and the token of a holder that was found gone.</returns>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    internal (long? Token, long? GoneToken) TryTake(long networkId, long? goneToken)
    {
        lock (gate)
        {
            KeepSession();
        }
        long? taken = null;
        Standing? standing = null;
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction =>
        {
            standing = Read(connection, transaction, networkId);
            if (standing is null || standing.Expired || standing.SessionKey == sessionKey
                || (standing.Gone && standing.Token == goneToken))
            {
                taken = Take(connection, transaction, networkId, standing?.Token ?? 0);
            }
        });
        return (taken, standing is { Gone: true } ? standing.Token : null);
    }

    /// <summary>Gives a lease back, if it is still held.</summary>
    /// <exception cref="StoreUnavailableException">The database refused; the lease runs out by itself.</exception>
    internal void Release(long networkId, long token)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction => connection.Execute(
            """
            UPDATE network_lease SET expires = '-infinity' WHERE network_id = @networkId AND token = @token
            """,
            new { networkId, token }, transaction));
    }

    private static Standing? Read(DbConnection connection, DbTransaction transaction, long networkId) =>
        connection.QuerySingleOrDefault<Standing>(
            """
            SELECT session_key AS SessionKey, token AS Token, expires < clock_timestamp() AS Expired,
                pg_try_advisory_xact_lock(session_key) AS Gone
            FROM network_lease WHERE network_id = @networkId
            """,
            new { networkId }, transaction);

    /// <summary>Null: another was faster, or the network is not there any more.</summary>
    private long? Take(DbConnection connection, DbTransaction transaction, long networkId, long seenToken) =>
        connection.QuerySingleOrDefault<long?>(
            """
            INSERT INTO network_lease AS held (network_id, holder, session_key, token, expires)
            SELECT network_id, @Holder, @sessionKey, 1, clock_timestamp() + make_interval(secs => @seconds)
            FROM network WHERE network_id = @networkId
            ON CONFLICT (network_id) DO UPDATE SET holder = excluded.holder, session_key = excluded.session_key,
                token = held.token + 1, expires = excluded.expires
            WHERE held.token = @seenToken
            RETURNING token
            """,
            new { networkId, Holder, sessionKey, seconds = Length.TotalSeconds, seenToken }, transaction);

    /// <summary>The session whose life shows that of the process: it holds an advisory lock as long as it
    /// lives.</summary>
    private DbConnection KeepSession()
    {
        DbConnection live = session ??= store.Connect();
        if (!isShown)
        {
            // A session of ours that the database has not yet found broken may hold the lock, or one who looks.
            isShown = Store.Guarded(() => live.ExecuteScalar<bool>(
                "SELECT pg_try_advisory_lock(@sessionKey)", new { sessionKey }));
        }
        return live;
    }

    private void EndSession()
    {
        DbConnection? ended = session;
        session = null;
        isShown = false;
        try
        {
            ended?.Execute("SELECT pg_advisory_unlock_all()");
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            // It is broken, and its locks went with it.
        }
        ended?.Dispose();
    }

    private sealed record Standing(long SessionKey, long Token, bool Expired, bool Gone);
}
