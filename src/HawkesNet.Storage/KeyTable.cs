using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>A key as it is stored: never its secret.</summary>
public sealed record StoredKey
{
    /// <summary>Names the key in lists and logs.</summary>
    public required string KeyId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret.</summary>
    public required byte[] SecretSha256 { get; init; }

    /// <summary>Scopes, separated by commas.</summary>
    public required string Scopes { get; init; }

    /// <summary>Networks, or prefixes with an asterisk, separated by commas.</summary>
    public required string Networks { get; init; }

    /// <summary>When it was made, in milliseconds since 1970.</summary>
    public required long CreatedUnixMs { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public long? ExpiresUnixMs { get; init; }

    /// <summary>When it was revoked; null: it is in force.</summary>
    public long? RevokedUnixMs { get; init; }
}

/// <summary>The keys of a store. Thread-safe. Every method throws
/// <see cref="StoreUnavailableException"/>.</summary>
public sealed class KeyTable(Store store)
{
    /// <summary>All keys, revoked ones too, in the order they were made.</summary>
    public IReadOnlyList<StoredKey> List()
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.Query<StoredKey>(
            """
            SELECT key_id AS KeyId, name AS Name, secret_sha256 AS SecretSha256, scopes AS Scopes,
                networks AS Networks, created_unix_ms AS CreatedUnixMs, expires_unix_ms AS ExpiresUnixMs,
                revoked_unix_ms AS RevokedUnixMs
            FROM api_key ORDER BY created_unix_ms, key_id
            """).AsList());
    }

    /// <summary>Adds a key; durable on return.</summary>
    public void Add(StoredKey key)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction => connection.Execute(
            """
            INSERT INTO api_key VALUES (@KeyId, @Name, @SecretSha256, @Scopes, @Networks, @CreatedUnixMs,
                @ExpiresUnixMs, @RevokedUnixMs)
            """,
            key, transaction));
    }

    /// <summary>Revokes a key for ever; durable on return. False: there is none in force with this id.</summary>
    public bool Revoke(string keyId, DateTimeOffset now)
    {
        using DbConnection connection = store.Connect();
        int changed = 0;
        store.Transact(connection, transaction => changed = connection.Execute(
            "UPDATE api_key SET revoked_unix_ms = @now WHERE key_id = @keyId AND revoked_unix_ms IS NULL",
            new { keyId, now = now.ToUnixTimeMilliseconds() }, transaction));
        return changed == 1;
    }
}
