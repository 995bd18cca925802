using HawkesNet.Storage;

namespace HawkesNet.Cli.Keys;

/// <summary>The store that the `keys` commands work on, also while a service uses it.</summary>
internal static class KeyStore
{
    /// <summary>Opens it; the caller disposes it.</summary>
    /// <param name="settings">Where it is.</param>
    public static Store Open(KeySettings settings) => settings.Postgres is { } connection
        ? Store.OpenPostgres(connection)
        : Store.OpenSqliteBeside(settings.Data ?? new Service.ServiceOptions().DataDirectory);

    /// <summary>Whether a key is in force, and why not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    public static string StateOf(StoredKey key, DateTimeOffset now) =>
        key.RevokedUnixMs is not null ? "revoked"
        : key.ExpiresUnixMs <= now.ToUnixTimeMilliseconds() ? "expired"
        : "in force";
}
