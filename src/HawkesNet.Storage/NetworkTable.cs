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
    /// <summary>All networks, by name.</summary>
    public IReadOnlyList<StoredNetwork> List()
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.Query<StoredNetwork>(
            "SELECT network_id AS NetworkId, name AS Name, settings AS Settings FROM network ORDER BY name").AsList());
    }

    /// <summary>Makes a network; durable on return. The name must be free.</summary>
    public StoredNetwork Create(string name, string settings, DateTimeOffset now)
    {
        using DbConnection connection = store.Connect();
        long id = 0;
        store.Transact(connection, transaction => id = connection.ExecuteScalar<long>(
            """
            INSERT INTO network (name, settings, created_unix_ms) VALUES (@name, @settings, @now)
            RETURNING network_id
            """,
            new { name, settings, now = now.ToUnixTimeMilliseconds() }, transaction));
        return new StoredNetwork(id, name, settings);
    }

    /// <summary>Deletes a network with everything stored for it.</summary>
    public void Delete(long networkId)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction =>
        {
            foreach (string table in (string[])["kept_answer", "snapshot_part", "snapshot", "event_batch", "network"])
            {
                string sql = $"DELETE FROM {table} WHERE network_id = @networkId";
                connection.Execute(sql, new { networkId }, transaction);
            }
        });
    }
}
