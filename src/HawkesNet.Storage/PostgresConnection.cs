using System.Data.Common;
using Npgsql;

namespace HawkesNet.Storage;

/// <summary>What every connection to PostgreSQL is opened with, where the operator's connection string does not say
/// otherwise.</summary>
internal static class PostgresConnection
{
    /// <summary>Longest wait for a connection, in seconds.</summary>
    public const int ConnectSeconds = 5;

    /// <summary>Longest wait for one statement or commit, in seconds; then nothing is known of it.</summary>
    public const int CommandSeconds = 15;

    /// <summary>Longest wait for a statement that moves a whole snapshot, in seconds.</summary>
    public const int BulkSeconds = 300;

    // A paused process must not hold the locks of its transaction for as long as it is paused; and a commit is on the
    // disk when it returns, whatever the default of the database.
    private const string SessionSettings = "-c idle_in_transaction_session_timeout=10000 -c synchronous_commit=on";

    /// <summary>The pool of connections.</summary>
    /// <exception cref="StoreSettingsException">The connection string cannot be read.</exception>
    public static NpgsqlDataSource Open(string connectionString)
    {
        try
        {
            return NpgsqlDataSource.Create(Complete(connectionString));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new StoreSettingsException($"The PostgreSQL connection string cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The operator's settings, and ours where they are silent.</summary>
    internal static string Complete(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        HashSet<string> named = [.. given.Keys.Cast<string>()
            .Select(key => key.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant())];
        var all = new NpgsqlConnectionStringBuilder(connectionString);
        if (!named.Contains("timeout"))
        {
            all.Timeout = ConnectSeconds;
        }
        if (!named.Contains("commandtimeout"))
        {
            all.CommandTimeout = CommandSeconds;
        }
        if (!named.Contains("applicationname"))
        {
            all.ApplicationName = "hawkesnet";
        }
        if (!named.Contains("tcpkeepalive"))
        {
            all.TcpKeepAlive = true;
            all.TcpKeepAliveTime = ConnectSeconds;
            all.TcpKeepAliveInterval = ConnectSeconds;
        }
        all.Options = $"{SessionSettings} {all.Options}".Trim();
        return all.ToString();
    }
}
