using HawkesNet.Cli.Bench;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace HawkesNet.Cli.Crash;

/// <summary>One network from its first event to its last on a disk that fails once: made, posted to, with snapshots in
/// between; what was refused is posted again.</summary>
/// <param name="folder">Folder of the store; not there yet.</param>
/// <param name="fault">How the disk fails.</param>
/// <param name="at">At which of its operations.</param>
internal sealed class DiskFaultRun(string folder, DiskFault fault, long at) : IDisposable
{
    /// <summary>Events of the network.</summary>
    public const int Events = Bodies * RowsPerBody;

    private const int Bodies = 8;
    private const int RowsPerBody = 20;
    private const int TriesMax = 50;
    private const int RefusalsUntilEmptied = 3;
    private const long GapNanoseconds = 10_000_000;
    private static readonly AppendOptions how = new(false, false, false, null, null, 0);
    private static readonly EventRows[] bodies = [.. Enumerable.Range(0, Bodies).Select(Body)];
    private readonly bool[] acknowledged = new bool[Bodies];
    private NetworkRegistry? registry;

    /// <summary>Where its store is.</summary>
    public StorePlace Place { get; } = new(folder);

    /// <summary>Times something was refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Times the service had to be started again: after power cuts, and where the start itself
    /// failed.</summary>
    public int Restarts { get; private set; }

    /// <summary>What broke a promise; empty: nothing.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Runs it; false: the disk was done before the fault was due.</summary>
    public async Task<bool> RunAsync()
    {
        Directory.CreateDirectory(folder);
        FaultyDisk.Arm(folder, fault, at);
        for (int body = 0; body < Bodies; body++)
        {
            await PostAsync(body);
            if (body % 3 == 2)
            {
                await SnapshotAsync();
            }
        }
        if (registry?.Find(CrashTest.Network)?.Status.LearnerError is { } error)
        {
            Broken.Add("the learner stopped: " + error);
        }
        bool hasFailed = FaultyDisk.HasFailed;
        Close();
        FaultyDisk.Heal();
        await CheckAsync();
        return hasFailed;
    }

    /// <summary>Closes the service as a crash would.</summary>
    public void Dispose() => Close();

    private async Task PostAsync(int body)
    {
        for (int tries = 1; !acknowledged[body]; tries++)
        {
            AppendResult? result = await TryAsync(
                async network => await network.AppendAsync(bodies[body], how, default));
            if (result is { Outcome: AppendOutcome.Committed })
            {
                acknowledged[body] = true;
                bool isWhole = result.Accepted == RowsPerBody || (tries > 1 && result.Duplicates == RowsPerBody);
                if (!isWhole)
                {
                    Broken.Add($"body {body}: accepted {result.Accepted}, duplicates {result.Duplicates}");
                }
                return;
            }
            await RefusedAsync();
            if (tries == TriesMax)
            {
                throw new InvalidOperationException($"body {body} was refused {tries} times: {result?.Outcome}");
            }
        }
    }

    /// <summary>Takes a snapshot; one that fails is no loss.</summary>
    private async Task SnapshotAsync()
    {
        if (await TryAsync(async network => (long?)await network.TakeSnapshotAsync(default)) is null)
        {
            await RefusedAsync();
        }
    }

    /// <summary>Does something with the network, opening it first where it is not; null: the store refused.</summary>
    private async Task<T?> TryAsync<T>(Func<Network, Task<T>> work)
    {
        try
        {
            if (registry is null)
            {
                var opened = new NetworkRegistry(Place.Options, TimeProvider.System, NullLoggerFactory.Instance);
                registry = opened;
                await opened.StartAsync(default);
            }
            (Network network, _) = await registry.GetOrCreateAsync(
                CrashTest.Network, new NetworkSettings(), CancellationToken.None);
            return await work(network);
        }
        catch (StoreUnavailableException)
        {
            return default;
        }
    }

    /// <summary>What an operator does: nothing, empty the disk after a while, or switch the power on again.</summary>
    private async Task RefusedAsync()
    {
        Refusals++;
        bool isOpen = registry is not null && registry.IsRecovered;
        if (fault == DiskFault.Full && Refusals == RefusalsUntilEmptied)
        {
            FaultyDisk.Heal();
        }
        if (fault == DiskFault.PowerCut && FaultyDisk.HasFailed)
        {
            Close();
            FaultyDisk.LoseUnsynced((ulong)at);
            Restarts++;
            CheckAcknowledged();
        }
        else if (!isOpen)
        {
            Close();
            Restarts++;
        }
        await Task.Yield();
    }

    private void Close()
    {
        registry?.Dispose();
        registry = null;
    }

    /// <summary>After a power cut: everything acknowledged is there, and nothing twice.</summary>
    private void CheckAcknowledged()
    {
        try
        {
            CompareWithLog();
        }
        catch (Exception e) when (e is StoreUnavailableException or CorruptLogException)
        {
            Broken.Add("after the power cut: " + e.Message);
        }
    }

    private void CompareWithLog()
    {
        using Store store = Place.Open();
        if (new NetworkTable(store).Find(CrashTest.Network) is not { } network)
        {
            if (acknowledged.Any(one => one))
            {
                Broken.Add("the network is gone");
            }
            return;
        }
        using var log = new EventLog(store, network.NetworkId);
        List<string> ids = [];
        foreach (LogBatch batch in log.ReadFrom(1))
        {
            ids.AddRange(Enumerable.Range(0, batch.Count)
                .Select(i => System.Text.Encoding.UTF8.GetString(batch.Ids[i])));
        }
        HashSet<string> seen = [.. ids];
        int lost = Enumerable.Range(0, Events)
            .Count(id => acknowledged[id / RowsPerBody] && !seen.Contains($"{id}"));
        if (lost > 0 || seen.Count != ids.Count)
        {
            Broken.Add(
                $"after the power cut {lost} acknowledged events are lost, {ids.Count - seen.Count} there twice");
        }
    }

    private async Task CheckAsync()
    {
        LogAudit audit = LogAudit.Read(Place, Events);
        if (audit != new LogAudit(Events, 0, 0, 0))
        {
            Broken.Add(audit.ToString());
        }
        var relearned = new StorePlace(folder + "-relearned");
        LogAudit.CopyLog(Place, relearned);
        if (await DigestAsync(Place) != await DigestAsync(relearned))
        {
            Broken.Add("the recovered model is not that of the log");
        }
        Directory.Delete(relearned.Folder, recursive: true);
    }

    private static async Task<string> DigestAsync(StorePlace place)
    {
        using var opened = new NetworkRegistry(place.Options, TimeProvider.System, NullLoggerFactory.Instance);
        await opened.StartAsync(default);
        return await opened.Find(CrashTest.Network)!.ModelDigest(default);
    }

    private static EventRows Body(int body)
    {
        byte[] text = IngestBench.Body(
            BodyFormat.NdJson, (long)body * RowsPerBody, RowsPerBody, actors: 30, GapNanoseconds);
        return new EventReader(new ServiceOptions()).Read(text, BodyFormat.NdJson, TimeUnit.Nanoseconds).Rows;
    }
}
