using System.Data.Common;

namespace HawkesNet.Storage.Tests;

/// <summary>A place for a store of its own, of either kind: a folder, or a database of the shared server.</summary>
internal sealed class TestStore(StoreKind kind) : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string? connection = kind == StoreKind.Postgres ? TestServer.Shared.CreateDatabase() : null;

    /// <summary>Opens it.</summary>
    public Store Open() => connection is null ? Store.OpenSqlite(folder.Path) : Store.OpenPostgres(connection);

    /// <summary>Runs statements.</summary>
    public static void Execute(Store store, string sql)
    {
        using DbConnection opened = store.Connect();
        using DbCommand command = opened.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => folder.Dispose();
}
