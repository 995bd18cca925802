using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>A stored network.</summary>
/// <param name="NetworkId">Its number in the store.</param>
/// <param name="Name">Its name.</param>
/// <param name="Settings">Its settings, as JSON.</param>
public sealed record StoredNetwork(long NetworkId, string Name, string Settings);

/// <summary>The networks of a store. Thread-safe. Every method throws
/// <see cref="StoreUnavailableException"/>.</summary>
public sealed class NetworkTable(Store store)
{
    /// <summary>All networks, by name; without those that are being written by a
    /// <see cref="LogReplacement"/>.</summary>
    public IReadOnlyList<StoredNetwork> List()
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.Query<StoredNetwork>(
            """
            SELECT network_id AS NetworkId, name AS Name, settings AS Settings FROM network
            WHERE name NOT LIKE @unfinished ORDER BY name
            """,
            new { unfinished = "%" + LogReplacement.UnfinishedEnding }).AsList());
    }

    /// <summary>The network of a name, or null.</summary>
    public StoredNetwork? Find(string name)
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.QuerySingleOrDefault<StoredNetwork>(
            "SELECT network_id AS NetworkId, name AS Name, settings AS Settings FROM network WHERE name = @name",
            new { name }));
    }

    /// <summary>Makes a network; durable on return. Null: there is one of that name.</summary>
    public StoredNetwork? Create(string name, string settings, DateTimeOffset now)
    {
        using DbConnection connection = store.Connect();
        long? id = null;
        store.Transact(connection, transaction => id = connection.ExecuteScalar<long?>(
            """
            INSERT INTO network (name, settings, created_unix_ms) VALUES (@name, @settings, @now)
            ON CONFLICT (name) DO NOTHING RETURNING network_id
            """,
            new { name, settings, now = now.ToUnixTimeMilliseconds() }, transaction));
        return id is { } networkId ? new StoredNetwork(networkId, name, settings) : null;
    }

    /// <summary>Deletes a network with everything stored for it.</summary>
    /// <param name="networkId">Its number.</param>
    /// <param name="lease">The right to write it; null: the store has one process.</param>
    /// <exception cref="LeaseLostException">Another process writes it.</exception>
    public void Delete(long networkId, NetworkLease? lease = null)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction =>
        {
            lease?.Check(connection, transaction);
            DeleteRows(store, connection, transaction, networkId);
        });
    }

    /// <summary>Deletes the network of a name, if there is one, with everything stored for it.</summary>
    public void Delete(string name)
    {
        if (Find(name) is null)
        {
            return;
        }
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction =>
        {
            // The lock waits for whoever is about to give it another name, and then does not find it.
            string locked = store.IsPostgres ? " FOR UPDATE" : "";
            long? networkId = connection.QuerySingleOrDefault<long?>(
                "SELECT network_id FROM network WHERE name = @name" + locked, new { name }, transaction);
            if (networkId is { } found)
            {
                DeleteRows(store, connection, transaction, found);
            }
        });
    }

    /// <summary>Deletes everything stored for a network, as part of a transaction.</summary>
    internal static void DeleteRows(
        Store store, DbConnection connection, DbTransaction transaction, long networkId)
    {
        string[] onPostgres = store.IsPostgres ? [.. PosteriorTables.Names, "network_lease"] : [];
        string[] tables = [.. onPostgres, "kept_answer", "snapshot_part", "snapshot", "event_batch", "network"];
        foreach (string table in tables)
        {
            string sql = $"DELETE FROM {table} WHERE network_id = @networkId";
            connection.Execute(sql, new { networkId }, transaction);
        }
    }
}
