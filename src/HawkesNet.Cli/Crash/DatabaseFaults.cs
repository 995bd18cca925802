using System.Diagnostics;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Crash;

/// <summary>Takes the database away from a service under load, in six ways in turn, each for a random time, and waits
/// until the service acknowledges again by itself.</summary>
/// <param name="server">The server of the service's database.</param>
/// <param name="rng">Decides the instants.</param>
internal sealed class DatabaseFaults(PostgresServer server, CounterRng rng)
{
    private const int FaultMillisecondsMax = 1500;
    private const string EndSessions =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hawkesnet'";

    private static readonly TimeSpan recoveryMax = TimeSpan.FromMinutes(2);
    private static readonly string[] names =
        ["stop fast", "stop immediately", "kill -9", "read-only", "commits wait", "sessions ended"];

    /// <summary>Does the n-th fault, ends it, and gives its name and the time from its end to the next
    /// acknowledgement.</summary>
    /// <exception cref="InvalidOperationException">Nothing was acknowledged for two minutes.</exception>
    public async Task<(string Name, TimeSpan Recovery)> RunAsync(int number, CrashLoad load, CancellationToken cancel)
    {
        int fault = number % names.Length;
        Begin(fault);
        await Task.Delay(TimeSpan.FromMilliseconds(rng.Uniform() * FaultMillisecondsMax), cancel);
        End(fault);
        long ended = Stopwatch.GetTimestamp();
        long before = load.Acknowledged;
        while (load.Acknowledged == before)
        {
            if (Stopwatch.GetElapsedTime(ended) > recoveryMax)
            {
                throw new InvalidOperationException($"nothing was acknowledged after '{names[fault]}'");
            }
            await Task.Delay(5, cancel);
        }
        return (names[fault], Stopwatch.GetElapsedTime(ended));
    }

    private void Begin(int fault)
    {
        switch (fault)
        {
            case 0:
                server.StopFast();
                break;
            case 1:
                server.StopImmediately();
                break;
            case 2:
                server.Kill();
                break;
            case 3:
                server.Set("default_transaction_read_only", "on");
                break;
            case 4:
                // Every commit waits for a second server that is not there.
                server.Set("synchronous_standby_names", "nobody");
                break;
            default:
                server.Execute(EndSessions);
                break;
        }
    }

    private void End(int fault)
    {
        switch (fault)
        {
            case <= 2:
                server.Launch();
                break;
            case 3:
                server.Set("default_transaction_read_only", "off");
                break;
            case 4:
                server.Set("synchronous_standby_names", "");
                break;
            default:
                break;
        }
    }
}
