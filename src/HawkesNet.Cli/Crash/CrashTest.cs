using System.Diagnostics;
using System.Globalization;
using HawkesNet.Cli.Http;
using HawkesNet.Model.Numerics;
using HawkesNet.Service.Learning;

namespace HawkesNet.Cli.Crash;

/// <summary>Kills a service under load again and again, then holds its log and model against what was
/// acknowledged.</summary>
internal sealed class CrashTest(int kills, ulong seed, string folder)
{
    // Often enough that recoveries start from snapshots of all ages, and often with a kill in the midst of one.
    private const int SnapshotEvents = 1_000;

    private const string Network = "crash";
    private const int Connections = 4;
    private const int LoadMillisecondsMax = 600;
    private static readonly TimeSpan recoveryMax = TimeSpan.FromMinutes(5);
    private readonly string store = Path.Combine(folder, "killed");
    private TimeSpan slowest;

    /// <summary>Runs it; the report says what was found.</summary>
    public async Task<CrashReport> RunAsync(CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        using var child = new ChildService(store, SnapshotEvents);
        using var client = new ServiceClient(child.Address);
        var load = new CrashLoad(client, Network, Connections);
        await KillAgainAndAgainAsync(child, client, load, cancel);
        LogAudit audit = LogAudit.Read(store, load.Acknowledged);
        Output.Say("Learning the same log without a kill ...");
        string uninterrupted = Path.Combine(folder, "uninterrupted");
        LogAudit.CopyLog(store, uninterrupted);
        return new CrashReport
        {
            Kills = kills,
            Acknowledged = load.Acknowledged,
            SentAgain = load.SentAgain,
            KnownWhenSentAgain = load.KnownWhenSentAgain,
            Log = audit,
            RecoveredDigest = await DigestAsync(store, cancel),
            UninterruptedDigest = await DigestAsync(uninterrupted, cancel),
            RecoverySecondsMax = slowest.TotalSeconds,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Faults = load.Faults,
        };
    }

    private async Task KillAgainAndAgainAsync(
        ChildService child, ServiceClient client, CrashLoad load, CancellationToken cancel)
    {
        var rng = new CounterRng(seed);
        await child.StartAsync(client, cancel);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task posting = load.RunAsync(abort.Token);
        try
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(rng.Uniform() * LoadMillisecondsMax), cancel);
                await child.KillAsync();
                TimeSpan recovery = await child.StartAsync(client, cancel);
                slowest = recovery > slowest ? recovery : slowest;
                Output.Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"kill {kill} of {kills}: {load.Acknowledged:N0} events acknowledged, "
                    + $"ready again in {recovery.TotalSeconds:F2} s"));
            }
            load.Stop();
            await posting;
            await child.KillAsync();
        }
        catch
        {
            await abort.CancelAsync();
            throw;
        }
    }

    private static async Task<string> DigestAsync(string folder, CancellationToken cancel)
    {
        await using LocalService service = await LocalService.StartAsync(folder, cancel);
        long started = Stopwatch.GetTimestamp();
        while (!service.Networks.IsRecovered)
        {
            if (Stopwatch.GetElapsedTime(started) > recoveryMax)
            {
                throw new InvalidOperationException(
                    $"the log was not learned again after {recoveryMax.TotalMinutes} minutes");
            }
            await Task.Delay(20, cancel);
        }
        Network network = service.Networks.Find(Network)
            ?? throw new InvalidOperationException("the network is not there after recovery");
        return await network.ModelDigest(cancel);
    }
}
