using System.Reflection;
using HawkesNet.Cli.Crash;
using Xunit.Sdk;

namespace HawkesNet.Storage.Tests;

/// <summary>The stores every test of durability runs on.</summary>
public enum StoreKind
{
    /// <summary>The embedded store.</summary>
    Sqlite,

    /// <summary>A real PostgreSQL server.</summary>
    Postgres,
}

/// <summary>The PostgreSQL server that the tests of one assembly share: started by <c>initdb</c> when it is first asked
/// for, ended with the process.</summary>
internal static class TestServer
{
    private static readonly Lazy<PostgresServer> shared = new(() =>
    {
        PostgresServer server = PostgresServer.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    });

    /// <summary>The server.</summary>
    public static PostgresServer Shared => shared.Value;

    /// <summary>Why tests that need the server are skipped; null: they run. Where CI promises a server they run, and
    /// fail without one.</summary>
    public static string? Missing =>
        PostgresServer.ProgramFolder is null && Environment.GetEnvironmentVariable("CI") != "true"
            ? "PostgreSQL is not installed here: no initdb was found"
            : null;
}

/// <summary>Runs a theory on SQLite, with further arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnSqliteAttribute(params object[] arguments) : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StoreKind.Sqlite, .. arguments]];
}

/// <summary>Runs a theory on PostgreSQL, with further arguments; skipped where there is no server.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnPostgresAttribute : DataAttribute
{
    private readonly object[] arguments;

    /// <summary>With further arguments of the test.</summary>
    public OnPostgresAttribute(params object[] arguments)
    {
        this.arguments = arguments;
        Skip = TestServer.Missing;
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StoreKind.Postgres, .. arguments]];
}

/// <summary>A test that needs a PostgreSQL server; skipped where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <summary>Looks for the server.</summary>
    public PostgresFactAttribute() => Skip = TestServer.Missing;
}
