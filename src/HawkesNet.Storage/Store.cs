using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HawkesNet.Storage;

/// <summary>The database: an embedded SQLite file, or PostgreSQL. Opens connections and runs transactions.
/// Thread-safe.</summary>
/// <remarks>SQLite: write-ahead log with an fsync at every commit; writers wait for one another here, in memory,
/// instead of polling the file's lock. A folder is used by one process at a time. PostgreSQL: any number of processes;
/// each network has one writer, told by its <see cref="NetworkLease"/>.</remarks>
public sealed class Store : IDisposable
{
    private const int PageBytes = 4096;
    private const long MostPages = 4_294_967_294;
    private const string FileName = "hawkesnet.db";
    private readonly Lock writing = new();
    private readonly FileStream? folderLock;
    private readonly NpgsqlDataSource? postgres;
    private readonly string? sqliteConnection;
    private long pagesMax = MostPages;

    private Store(NpgsqlDataSource? postgres, string? sqliteConnection, FileStream? folderLock)
    {
        this.postgres = postgres;
        this.sqliteConnection = sqliteConnection;
        this.folderLock = folderLock;
    }

    /// <summary>Whether this is PostgreSQL.</summary>
    public bool IsPostgres => postgres is not null;

    /// <summary>Opens the SQLite store in a folder, made if it is not there, and brings its schema up to
    /// date.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="bytesMax">Most bytes of the database file; beyond, nothing more is committed.</param>
    /// <exception cref="StoreUnavailableException">The folder is in use by another process, or cannot be
    /// used.</exception>
    public static Store OpenSqlite(string directory, long bytesMax = long.MaxValue)
    {
        FileStream folderLock;
        try
        {
            Directory.CreateDirectory(directory);
            folderLock = new FileStream(
                Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The data folder cannot be used, or another process uses it: {e.Message}", e);
        }
        return Migrated(new Store(null, AddressOf(directory), folderLock)
        {
            pagesMax = Math.Min(bytesMax / PageBytes, MostPages),
        });
    }

    /// <summary>Opens the SQLite store in a folder for a few small changes, also while a service uses it: then its
    /// schema must be up to date already.</summary>
    /// <exception cref="StoreUnavailableException">The folder cannot be used.</exception>
    public static Store OpenSqliteBeside(string directory)
    {
        try
        {
            return OpenSqlite(directory);
        }
        catch (StoreUnavailableException) when (File.Exists(FileIn(directory)))
        {
            return new Store(null, AddressOf(directory), null);
        }
    }

    /// <summary>Opens a PostgreSQL store and brings its schema up to date; where several do so at once, one after
    /// another.</summary>
    /// <exception cref="StoreSettingsException">The connection string cannot be read.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached or refused.</exception>
    /// <exception cref="SchemaMismatchException">Its schema is of another build.</exception>
    public static Store OpenPostgres(string connectionString) =>
        Migrated(new Store(PostgresConnection.Open(connectionString), null, null));

    /// <summary>Settings of the server that are off and must be on for a commit to survive a power cut; empty: none.
    /// Connections of this store commit durably whatever the server's <c>synchronous_commit</c> says.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public string UnsafeSettings()
    {
        if (!IsPostgres)
        {
            return "";
        }
        using DbConnection connection = Connect();
        return Guarded(() => connection.ExecuteScalar<string>(
            """
            SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'
            """))!;
    }

    /// <summary>A new open connection; the caller disposes it.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public DbConnection Connect() => Guarded(() =>
    {
        if (postgres is not null)
        {
            return postgres.OpenConnection();
        }
        var connection = new SqliteConnection(sqliteConnection);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            PRAGMA page_size={PageBytes}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=ON; PRAGMA max_page_count={pagesMax};
            """;
        command.ExecuteNonQuery();
        return (DbConnection)connection;
    });

    /// <summary>Runs <paramref name="work"/> in one transaction; all of it is durable on return, or none.</summary>
    /// <exception cref="StoreUnavailableException">It failed. When the connection broke during the commit itself it
    /// may still have taken place: look before writing the same again.</exception>
    public void Transact(DbConnection connection, Action<DbTransaction> work)
    {
        if (IsPostgres)
        {
            Guarded(() => Commit(connection, work));
            return;
        }
        lock (writing)
        {
            Guarded(() => Commit(connection, work));
        }
    }

    /// <summary>Runs database work and turns its errors into <see cref="StoreUnavailableException"/>.</summary>
    public static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or InvalidOperationException)
        {
            throw new StoreUnavailableException($"The store refused: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        postgres?.Dispose();
        folderLock?.Dispose();
    }

    /// <summary>The database file of a folder.</summary>
    internal static string FileIn(string directory) => Path.Combine(directory, FileName);

    private static string AddressOf(string directory) => new SqliteConnectionStringBuilder
    {
        DataSource = FileIn(directory),
        Pooling = false,
    }.ToString();

    private static Store Migrated(Store store)
    {
        try
        {
            Migrator.Migrate(store);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static bool Commit(DbConnection connection, Action<DbTransaction> work)
    {
        using DbTransaction transaction = connection.BeginTransaction();
        work(transaction);
        transaction.Commit();
        return true;
    }
}
