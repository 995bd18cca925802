using System.Diagnostics;
using System.Globalization;
using HawkesNet.Cli.Http;
using HawkesNet.Model.Numerics;
using HawkesNet.Service.Learning;

namespace HawkesNet.Cli.Crash;

/// <summary>Kills a service under load again and again, or takes its database away, then holds its log and model
/// against what was acknowledged.</summary>
/// <param name="rounds">Kills, or faults of the database.</param>
/// <param name="seed">Decides the instants.</param>
/// <param name="place">The store of the service.</param>
/// <param name="folder">Where the log is learned once more, without a kill, on SQLite.</param>
/// <param name="server">The server whose faults are tried; null: the service is killed.</param>
internal sealed class CrashTest(int rounds, ulong seed, StorePlace place, string folder, PostgresServer? server = null)
{
    // Often enough that recoveries start from snapshots of all ages, and often with a kill in the midst of one.
    private const int SnapshotEvents = 1_000;

    /// <summary>The network of the load.</summary>
    internal const string Network = "crash";

    private const int Connections = 4;
    private const int LoadMillisecondsMax = 600;
    private static readonly TimeSpan recoveryMax = TimeSpan.FromMinutes(5);
    private readonly List<double> recoveries = [];
    private readonly SortedDictionary<string, int> faults = [];

    /// <summary>Runs it; the report says what was found.</summary>
    public async Task<CrashReport> RunAsync(CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        using var child = new ChildService(place, SnapshotEvents);
        using var client = new ServiceClient(child.Address, triesMax: 1);
        var load = new CrashLoad(client, Network, Connections);
        await DisturbAgainAndAgainAsync(child, client, load, cancel);
        var audit = LogAudit.Read(place, load.Acknowledged);
        Output.Say("Learning the same log without a kill ...");
        var uninterrupted = new StorePlace(Path.Combine(folder, "uninterrupted"));
        LogAudit.CopyLog(place, uninterrupted);
        recoveries.Sort();
        return new CrashReport
        {
            Store = place.Postgres is null ? "sqlite" : "postgres",
            Kills = server is null ? rounds : 0,
            DatabaseFaults = faults,
            Acknowledged = load.Acknowledged,
            SentAgain = load.SentAgain,
            KnownWhenSentAgain = load.KnownWhenSentAgain,
            Log = audit,
            RecoveredDigest = await DigestAsync(place, cancel),
            UninterruptedDigest = await DigestAsync(uninterrupted, cancel),
            RecoverySecondsMedian = recoveries[recoveries.Count / 2],
            RecoverySecondsMax = recoveries[^1],
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Faults = load.Faults,
        };
    }

    private async Task DisturbAgainAndAgainAsync(
        ChildService child, ServiceClient client, CrashLoad load, CancellationToken cancel)
    {
        var rng = new CounterRng(seed);
        DatabaseFaults? database = server is null ? null : new DatabaseFaults(server, new CounterRng(seed + 1));
        await child.StartAsync(client, cancel);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task posting = load.RunAsync(abort.Token);
        try
        {
            for (int round = 1; round <= rounds; round++)
            {
                await NextAcknowledgementAsync(load, cancel);
                await Task.Delay(TimeSpan.FromMilliseconds(rng.Uniform() * LoadMillisecondsMax), cancel);
                (string what, TimeSpan recovery) = database is null
                    ? await KillAsync(child, client, cancel)
                    : await TakeAwayAsync(database, round - 1, child, load, cancel);
                recoveries.Add(recovery.TotalSeconds);
                Output.Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} ({round} of {rounds}): {load.Acknowledged:N0} events acknowledged, "
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

    /// <summary>Every round falls into work that is under way, on a slow machine too.</summary>
    private static async Task NextAcknowledgementAsync(CrashLoad load, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        long before = load.Acknowledged;
        while (load.Acknowledged == before && Stopwatch.GetElapsedTime(started) < recoveryMax)
        {
            await Task.Delay(5, cancel);
        }
    }

    private static async Task<(string What, TimeSpan Recovery)> KillAsync(
        ChildService child, ServiceClient client, CancellationToken cancel)
    {
        await child.KillAsync();
        return ("kill", await child.StartAsync(client, cancel));
    }

    private async Task<(string What, TimeSpan Recovery)> TakeAwayAsync(
        DatabaseFaults database, int number, ChildService child, CrashLoad load, CancellationToken cancel)
    {
        (string what, TimeSpan recovery) = await database.RunAsync(number, load, cancel);
        if (!child.IsRunning)
        {
            throw new InvalidOperationException($"the service ended by itself after '{what}'");
        }
        faults[what] = faults.GetValueOrDefault(what) + 1;
        return (what, recovery);
    }

    /// <summary>Digest of the model that a service on a store has once it has caught up.</summary>
    internal static async Task<string> DigestAsync(StorePlace place, CancellationToken cancel)
    {
        await using LocalService service = await LocalService.StartAsync(place.Options, cancel);
        long started = Stopwatch.GetTimestamp();
        while (!service.Networks.IsRecovered || service.Networks.All.Any(one => one.IsHeldElsewhere))
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
