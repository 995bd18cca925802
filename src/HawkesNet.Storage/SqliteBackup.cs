using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace HawkesNet.Storage;

/// <summary>Copies of a SQLite store, made while a service writes it.</summary>
public static class SqliteBackup
{
    /// <summary>Copies the store in a folder as it is at one instant between two commits, and checks the
    /// copy.</summary>
    /// <param name="directory">The store's folder; a service may use it meanwhile.</param>
    /// <param name="copy">The file to be made; it appears only once it is whole and on the disk.</param>
    /// <returns>Bytes of the copy.</returns>
    /// <exception cref="StoreUnavailableException">There is no store, the file exists, the disk is full, or the copy
    /// is damaged.</exception>
    public static long Make(string directory, string copy)
    {
        string source = Store.FileIn(directory);
        string unfinished = copy + ".unfinished";
        if (!File.Exists(source) || File.Exists(copy))
        {
            throw new StoreUnavailableException(
                File.Exists(copy) ? $"{copy} exists already" : $"there is no store at {source}");
        }
        try
        {
            File.Delete(unfinished);
            Copy(source, unfinished);
            Check(unfinished);
            using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, copy);
            return new FileInfo(copy).Length;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new StoreUnavailableException($"The copy was not made: {e.Message}", e);
        }
    }

    /// <summary>Reads a whole database file and holds its pages and references against one another.</summary>
    /// <exception cref="StoreUnavailableException">It is damaged, or no database.</exception>
    public static void Check(string file) => Store.Guarded(() =>
    {
        using SqliteConnection connection = Open(file);
        foreach ((string check, string good) in (ReadOnlySpan<(string, string)>)
            [("PRAGMA integrity_check", "ok"), ("SELECT count(*) FROM pragma_foreign_key_check", "0")])
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = check;
            string? found = command.ExecuteScalar()?.ToString();
            if (found != good)
            {
                throw new IOException($"{file} is damaged: {found}");
            }
        }
        return true;
    });

    // All pages in one step: a copy in several would start again at every commit of the service.
    private static void Copy(string source, string target)
    {
        using SqliteConnection from = Open(source);
        using SqliteConnection to = Open(target);
        from.BackupDatabase(to);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
