using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using HawkesNet.Cli.Http;
using HawkesNet.Cli.Keys;

namespace HawkesNet.Cli.Crash;

/// <summary>The service as a process of its own on a free loopback port, to be killed without warning.</summary>
/// <param name="store">Its store.</param>
/// <param name="snapshotEvents">Events between its automatic snapshots; null: the service's default.</param>
internal sealed class ChildService(StorePlace store, int? snapshotEvents) : IDisposable
{
    private static readonly TimeSpan readyMax = TimeSpan.FromSeconds(120);
    private readonly int port = FreePort();
    private Process? process;

    /// <summary>Further arguments of <c>serve</c>.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>A key with all rights; null: it asks for none.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Where it listens; the same after every restart.</summary>
    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>Whether the process still runs.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Processor time the running process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Memory the running process holds now.</summary>
    public long MemoryBytes
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts the process and waits until it has caught up with its log; gives the time that took.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time.</exception>
    public async Task<TimeSpan> StartAsync(ServiceClient client, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        process = Process.Start(Command()) ?? throw new InvalidOperationException("the service did not start");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await client.IsReadyAsync(cancel))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"the service ended by itself with code {process.ExitCode}");
            }
            if (Stopwatch.GetElapsedTime(started) > readyMax)
            {
                throw new InvalidOperationException($"the service was not ready after {readyMax.TotalSeconds} s");
            }
            await Task.Delay(10, cancel);
        }
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Ends the process at once (SIGKILL): no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (process is { } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
            process = null;
        }
    }

    /// <summary>Ends the process where it still runs.</summary>
    public void Dispose()
    {
        if (process is { HasExited: false } running)
        {
            running.Kill();
            running.WaitForExit();
        }
        process?.Dispose();
        process = null;
    }

    private ProcessStartInfo Command()
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("the program has no path");
        var command = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet" || !IsThisProgram(program))
        {
            command.FileName = "dotnet";
            command.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }
        string[] arguments = ["serve", "--urls", Address.ToString()];
        if (store.Postgres is null)
        {
            arguments = [.. arguments, "--data", store.Folder];
        }
        else
        {
            command.Environment[ServeCommand.PostgresVariable] = store.Postgres;
        }
        if (snapshotEvents is { } events)
        {
            arguments = [.. arguments, "--snapshot-events", events.ToString(CultureInfo.InvariantCulture)];
        }
        if (AdminKey is not null)
        {
            command.Environment[AccessSettings.Variable] = AdminKey;
        }
        foreach (string argument in arguments.Concat(More))
        {
            command.ArgumentList.Add(argument);
        }
        return command;
    }

    private static bool IsThisProgram(string program) =>
        Path.GetFileNameWithoutExtension(program) == Assembly.GetExecutingAssembly().GetName().Name;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
