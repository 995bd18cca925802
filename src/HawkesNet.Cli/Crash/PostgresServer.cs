using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;

namespace HawkesNet.Cli.Crash;

/// <summary>A PostgreSQL server of its own: made with <c>initdb</c> in a temporary folder, on a free loopback port,
/// with fsync on; to be stopped, killed and started again. Not thread-safe.</summary>
/// <remarks>PostgreSQL does not run as root: under root it runs as the system user <c>postgres</c>.</remarks>
internal sealed class PostgresServer : IDisposable
{
    private const string RootName = "hawkesnet";
    private static readonly TimeSpan readyMax = TimeSpan.FromSeconds(60);
    private readonly string programs;
    private readonly string folder;
    private readonly int port;
    private Process? process;
    private int databases;

    private PostgresServer(string programs, string folder)
    {
        this.programs = programs;
        this.folder = folder;
        port = FreePort();
    }

    /// <summary>Folder of the server's programs; null: PostgreSQL is not installed here.</summary>
    public static string? ProgramFolder { get; } = FindPrograms();

    /// <summary>Whether the server runs.</summary>
    public bool IsRunning => process is { HasExited: false };

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes and starts a server.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or did not start.</exception>
    public static PostgresServer Start()
    {
        string programs = ProgramFolder
            ?? throw new InvalidOperationException("PostgreSQL is not installed: no initdb was found");
        string folder = Directory.CreateTempSubdirectory("hawkesnet-postgres-").FullName;
        var server = new PostgresServer(programs, folder);
        try
        {
            server.Initialize();
            server.Launch();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Connection string of a database of the server.</summary>
    public string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = RootName,
        Database = database,
    }.ToString();

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public string CreateDatabase()
    {
        string name = "test_" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture);
        Execute($"CREATE DATABASE {name}");
        return ConnectionTo(name);
    }

    /// <summary>Runs one statement as the superuser, outside any transaction.</summary>
    public void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Changes a setting without a restart: for new sessions on return, for the others a moment
    /// later.</summary>
    public void Set(string setting, string value)
    {
        // By file and signal: a server that is read-only, or whose commits wait, could not be told by a statement.
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"{setting} = '{value}'\n");
        Signal("HUP");
        while (Ask("SHOW " + setting) != value)
        {
            Thread.Sleep(5);
        }
    }

    /// <summary>Starts the server again after it was stopped or killed, and waits until it answers.</summary>
    public void Launch()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            process = Process.Start(Command("postgres", "-D", Data))!;
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            while (!process.HasExited)
            {
                if (Answers())
                {
                    return;
                }
                Thread.Sleep(20);
            }
            // After a kill the old sessions take a moment to notice, and hold the shared memory until then.
            if (Stopwatch.GetElapsedTime(started) > readyMax)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: exit code {process.ExitCode}");
            }
            Thread.Sleep(50);
        }
    }

    /// <summary>Stops the server: every session is ended and its transaction taken back.</summary>
    public void StopFast() => Stop("INT");

    /// <summary>Stops the server at once, without a checkpoint; the next start recovers from its log.</summary>
    public void StopImmediately() => Stop("QUIT");

    /// <summary>Kills the server's first process (SIGKILL); its sessions end when they notice.</summary>
    public void Kill() => Stop("KILL");

    /// <summary>Kills the server and deletes its folder.</summary>
    public void Dispose()
    {
        if (process is { HasExited: false })
        {
            Stop("QUIT");
        }
        process?.Dispose();
        process = null;
        DeleteFolder();
    }

    private void DeleteFolder()
    {
        // Sessions that were killed with the server may still write for a moment.
        for (int tries = 1; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 20)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static string? FindPrograms()
    {
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        IEnumerable<string> installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(one => Path.Combine(one, "bin"))
            : [];
        return path.Concat(installed).FirstOrDefault(one => File.Exists(Path.Combine(one, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [UnsupportedOSPlatform("windows")]
    private static void LetOthersIn(string folder) => File.SetUnixFileMode(
        folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    private void Initialize()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new InvalidOperationException("The server is started on Unix only.");
        }
        LetOthersIn(folder);
        Directory.CreateDirectory(Data);
        if (Environment.IsPrivilegedProcess)
        {
            Run(new ProcessStartInfo("chown", ["postgres", Data]));
        }
        Run(Command("initdb", "-D", Data, "-U", RootName, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"""

            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = ''
            fsync = on
            synchronous_commit = on
            shared_buffers = '64MB'
            max_connections = 200

            """);
    }

    private ProcessStartInfo Command(string program, params string[] arguments)
    {
        string file = Path.Combine(programs, program);
        var command = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(
                "setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        command.WorkingDirectory = folder;
        command.RedirectStandardError = true;
        command.RedirectStandardOutput = true;
        return command;
    }

    private static void Run(ProcessStartInfo command)
    {
        using Process running = Process.Start(command)!;
        string error = command.RedirectStandardError ? running.StandardError.ReadToEnd() : "";
        running.WaitForExit();
        if (running.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command.FileName} failed: {error}");
        }
    }

    private void Stop(string signal)
    {
        Signal(signal);
        process!.WaitForExit();
        process.Dispose();
        process = null;
    }

    private void Signal(string signal) => Run(new ProcessStartInfo(
        "kill", [$"-{signal}", process!.Id.ToString(CultureInfo.InvariantCulture)]));

    private string? Ask(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() as string;
    }

    private bool Answers()
    {
        try
        {
            using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false;Timeout=5");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
