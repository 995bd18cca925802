using System.Globalization;
using Npgsql;

namespace HawkesNet.Cli.Crash;

/// <summary>An empty PostgreSQL database for one crash test, on a server that is there or on one of its own.</summary>
internal sealed class CrashDatabase : IDisposable
{
    private readonly string? operatorConnection;
    private readonly string name;

    private CrashDatabase(string? operatorConnection)
    {
        this.operatorConnection = operatorConnection;
        name = "hawkesnet_crash_" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (operatorConnection is null)
        {
            Server = PostgresServer.Start();
            Connection = Server.CreateDatabase();
            return;
        }
        Execute($"CREATE DATABASE {name}");
        Connection = new NpgsqlConnectionStringBuilder(operatorConnection) { Database = name }.ToString();
    }

    /// <summary>Connection string of the database.</summary>
    public string Connection { get; }

    /// <summary>The server, where it was started for the test.</summary>
    public PostgresServer? Server { get; }

    /// <summary>Makes a database on the server a connection string names, or on a new server.</summary>
    public static CrashDatabase Create(string? connection) =>
        new(string.IsNullOrEmpty(connection) ? null : connection);

    /// <summary>Drops the database, and ends the server where it was started for the test.</summary>
    public void Dispose()
    {
        if (operatorConnection is null)
        {
            Server!.Dispose();
        }
        else
        {
            Execute($"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(operatorConnection + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
