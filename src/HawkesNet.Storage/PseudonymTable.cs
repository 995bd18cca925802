using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>The names behind the pseudonyms of one network, and the secret that makes these. Thread-safe. Every method
/// throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>What is deleted here is overwritten in SQLite's file (secure_delete) and leaves the write-ahead log with
/// the next checkpoint, which <see cref="Forget"/> asks for. Copies and backups keep it.</remarks>
public sealed class PseudonymTable(Store store, long networkId)
{
    /// <summary>The network's secret; <paramref name="proposed"/> becomes it when there is none.</summary>
    public byte[] Secret(byte[] proposed)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction => connection.Execute(
            "INSERT INTO pseudonym_secret VALUES (@networkId, @proposed) ON CONFLICT DO NOTHING",
            new { networkId, proposed }, transaction));
        return Store.Guarded(() => connection.ExecuteScalar<byte[]>(
            "SELECT secret FROM pseudonym_secret WHERE network_id = @networkId", new { networkId })!);
    }

    /// <summary>Keeps names under their pseudonyms, those kept already aside; durable on return.</summary>
    public void Keep(IReadOnlyCollection<KeyValuePair<string, string>> names)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction => connection.Execute(
            "INSERT INTO actor_name VALUES (@networkId, @Key, @Value) ON CONFLICT DO NOTHING",
            names.Select(one => new { networkId, one.Key, one.Value }), transaction));
    }

    /// <summary>The name behind a pseudonym; null: none is kept.</summary>
    public string? Find(string pseudonym)
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.ExecuteScalar<string?>(
            "SELECT name FROM actor_name WHERE network_id = @networkId AND pseudonym = @pseudonym",
            new { networkId, pseudonym }));
    }

    /// <summary>Deletes the name behind a pseudonym; durable on return. False: none was kept.</summary>
    public bool Forget(string pseudonym)
    {
        using DbConnection connection = store.Connect();
        if (!store.IsPostgres)
        {
            Store.Guarded(() => connection.Execute("PRAGMA secure_delete=ON"));
        }
        int deleted = 0;
        store.Transact(connection, transaction => deleted = connection.Execute(
            "DELETE FROM actor_name WHERE network_id = @networkId AND pseudonym = @pseudonym",
            new { networkId, pseudonym }, transaction));
        if (!store.IsPostgres)
        {
            Store.Guarded(() => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        return deleted == 1;
    }
}
