using HawkesNet.Service;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Crash;

/// <summary>Where a store is: a folder, or a PostgreSQL database.</summary>
/// <param name="Folder">Folder of a SQLite store; unused with <paramref name="Postgres"/>.</param>
/// <param name="Postgres">Connection string of a PostgreSQL database, or null.</param>
internal sealed record StorePlace(string Folder, string? Postgres = null)
{
    /// <summary>Settings of a service on it.</summary>
    public ServiceOptions Options => new() { DataDirectory = Folder, PostgresConnection = Postgres };

    /// <summary>Opens it.</summary>
    public Store Open() => Postgres is null ? Store.OpenSqlite(Folder) : Store.OpenPostgres(Postgres);
}
