using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>Brings a database to the schema of this build: the numbered scripts in <c>db/</c>, each once, in
/// order.</summary>
/// <remarks>Scripts are append-only: the checksum of each applied one is kept, and a script that was changed after
/// it had been applied, or that this build does not know, is refused.</remarks>
public static class Migrator
{
    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number bigint PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_unix_ms bigint NOT NULL)
        """;

    // Any number will do, as long as every build uses the same.
    private const long MigrationLock = 0x4841574B45534D47;
    private const int LockSeconds = 120;
    private const int MigrationSeconds = 3600;

    /// <summary>Applies what is missing. Several processes may call it at once: on PostgreSQL each waits for the one
    /// before, at most two minutes.</summary>
    /// <exception cref="SchemaMismatchException">The database has a script this build lacks or has
    /// otherwise.</exception>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public static void Migrate(Store store)
    {
        using DbConnection connection = store.Connect();
        if (store.IsPostgres)
        {
            Store.Guarded(() => connection.Execute(
                "SELECT pg_advisory_lock(@MigrationLock)", new { MigrationLock }, commandTimeout: LockSeconds));
        }
        try
        {
            Migrate(store, connection);
        }
        finally
        {
            if (store.IsPostgres)
            {
                // Closing the session would give it back too, but the session goes back to a pool.
                TryUnlock(connection);
            }
        }
    }

    private static void Migrate(Store store, DbConnection connection)
    {
        store.Transact(connection, transaction => connection.Execute(CreateTable, transaction: transaction));
        List<Migration> known = Scripts(store.IsPostgres ? "postgres" : "sqlite");
        Dictionary<long, Applied> applied = Store.Guarded(() => connection
            .Query<Applied>("SELECT number AS Number, name AS Name, sha256 AS Sha256 FROM schema_migration")
            .ToDictionary(row => row.Number));
        foreach (Applied row in applied.Values)
        {
            Check(row, known);
        }
        foreach (Migration migration in known.Where(script => !applied.ContainsKey(script.Number)))
        {
            Apply(store, connection, migration);
        }
    }

    private static void TryUnlock(DbConnection connection)
    {
        try
        {
            connection.Execute("SELECT pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            // The session is broken, and its locks went with it.
        }
    }

    private static void Check(Applied row, List<Migration> known)
    {
        Migration? script = known.Find(candidate => candidate.Number == row.Number);
        if (script is null)
        {
            throw new SchemaMismatchException(
                $"The database has migration {row.Number} ({row.Name}), which this build lacks: it is of a newer "
                + "build.");
        }
        if (script.Sha256 != row.Sha256)
        {
            throw new SchemaMismatchException(
                $"Migration {row.Number} ({row.Name}) was applied with other contents than this build has.");
        }
    }

    private static void Apply(Store store, DbConnection connection, Migration migration) =>
        store.Transact(connection, transaction =>
        {
            connection.Execute(migration.Sql, transaction: transaction, commandTimeout: MigrationSeconds);
            connection.Execute(
                "INSERT INTO schema_migration VALUES (@Number, @Name, @Sha256, @now)",
                new
                {
                    migration.Number,
                    migration.Name,
                    migration.Sha256,
                    now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                },
                transaction);
        });

    private static List<Migration> Scripts(string database)
    {
        Assembly assembly = typeof(Migrator).Assembly;
        string folder = $".db.{database}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.Contains(folder, StringComparison.Ordinal))
            .Select(resource => Read(assembly, resource, folder))
            .OrderBy(script => script.Number)];
    }

    private static Migration Read(Assembly assembly, string resource, string folder)
    {
        string name = resource[(resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..];
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        string sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        string digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sql)));
        return new Migration(long.Parse(name.AsSpan(0, 3)), name, sql, digest);
    }

    private sealed record Migration(long Number, string Name, string Sql, string Sha256);

    private sealed record Applied(long Number, string Name, string Sha256);
}
