using System.Data.Common;
using HawkesNet.Cli.Bench;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace HawkesNet.Cli.Crash;

/// <summary>Cuts and changes the newest rows of a store at every byte, and opens it each time: what is read must be
/// what was written, or refused.</summary>
/// <param name="place">An empty store.</param>
/// <param name="every">Only each of so many bytes is tried.</param>
internal sealed class DamageTest(StorePlace place, int every)
{
    private const int Bodies = 4;
    private const int RowsPerBody = 40;
    private const int NewestRows = 2;
    private const int BitsOfByte = 8;

    // A snapshot is some hundred times as long as a log row; a checksum over all of it sees every byte alike.
    private const int SnapshotStride = 101;

    private string truth = "";

    /// <summary>Runs it; a report for the log and one for snapshots.</summary>
    public async Task<IReadOnlyList<DamageReport>> RunAsync(CancellationToken cancel)
    {
        await FillAsync();
        truth = await OpenAsync() is (string digest, null)
            ? digest
            : throw new InvalidOperationException("the store is damaged before anything was done to it");
        var log = new DamageReport { Of = "log rows" };
        foreach (long row in Enumerable.Range(0, NewestRows).Select(i => (long)Bodies - i))
        {
            await DamageAsync($"event_batch WHERE sequence = {row}", every, mayBeRead: false, log, cancel);
        }
        var snapshots = new DamageReport { Of = "snapshots" };
        string newest = "snapshot_part WHERE version = (SELECT MAX(version) FROM snapshot)";
        await DamageAsync(newest, every * SnapshotStride, mayBeRead: true, snapshots, cancel);
        var missing = new DamageReport { Of = "missing rows" };
        await RemoveAsync(missing);
        return [log, snapshots, missing];
    }

    private async Task FillAsync()
    {
        using NetworkRegistry registry = await StartAsync();
        (Network network, _) = await registry.GetOrCreateAsync(
            CrashTest.Network, new NetworkSettings(), CancellationToken.None);
        for (int body = 0; body < Bodies; body++)
        {
            byte[] text = IngestBench.Body(
                BodyFormat.NdJson, (long)body * RowsPerBody, RowsPerBody, actors: 20, gapNanoseconds: 10_000_000);
            EventRows rows = new EventReader(new ServiceOptions())
                .Read(text, BodyFormat.NdJson, TimeUnit.Nanoseconds).Rows;
            await network.AppendAsync(rows, new AppendOptions(false, false, false, null, null, 0), default);
            if (body % 2 == 1)
            {
                await network.TakeSnapshotAsync(default);
            }
        }
    }

    /// <summary>Tears a value at bytes of it, and flips each of their bits.</summary>
    private async Task DamageAsync(
        string where, int stride, bool mayBeRead, DamageReport report, CancellationToken cancel)
    {
        byte[] good = Read(where);
        for (int at = 0; at < good.Length; at += stride)
        {
            cancel.ThrowIfCancellationRequested();
            await TryAsync(where, good[..at], $"torn at byte {at}", mayBeRead, report);
            for (int bit = 0; bit < BitsOfByte; bit++)
            {
                byte[] changed = [.. good];
                changed[at] ^= (byte)(1 << bit);
                await TryAsync(where, changed, $"bit {bit} of byte {at} flipped", mayBeRead, report);
            }
        }
        Write(where, good);
        (string? digest, string? refusal) = await OpenAsync();
        if (digest != truth)
        {
            report.Wrong.Add($"{where}: put back, and still not as before: {refusal}");
        }
    }

    private async Task TryAsync(string where, byte[] content, string what, bool mayBeRead, DamageReport report)
    {
        Write(where, content);
        (string? digest, string? refusal) = await OpenAsync();
        report.Tried++;
        report.Refused += refusal is null ? 0 : 1;
        report.ReadFromElsewhere += digest == truth ? 1 : 0;
        bool isClear = refusal?.Contains("restore a backup", StringComparison.Ordinal) == true;
        bool isRight = mayBeRead ? digest == truth : isClear;
        if (!isRight)
        {
            report.Wrong.Add($"{where}: {what}: {refusal ?? "read as something else"}");
        }
    }

    /// <summary>Takes the newest log row away: the snapshot that includes it must give it away.</summary>
    private async Task RemoveAsync(DamageReport report)
    {
        string where = $"event_batch WHERE sequence = {Bodies}";
        using (Store store = place.Open())
        {
            Execute(store, "DELETE FROM " + where, null);
        }
        (_, string? refusal) = await OpenAsync();
        report.Tried++;
        report.Refused += refusal is null ? 0 : 1;
        if (refusal?.Contains("it is missing", StringComparison.Ordinal) != true)
        {
            report.Wrong.Add($"{where}: removed: {refusal ?? "read without it"}");
        }
    }

    /// <summary>Opens the store as a service does: the digest of its model, or why the network is refused.</summary>
    private async Task<(string? Digest, string? Refusal)> OpenAsync()
    {
        using NetworkRegistry registry = await StartAsync();
        Network network = registry.Find(CrashTest.Network)!;
        await network.Recovered;
        try
        {
            string digest = await network.ModelDigest(default);
            return network.Status.LearnerError is { } error ? (null, error) : (digest, null);
        }
        catch (LearnerStoppedException e)
        {
            return (null, e.Message);
        }
    }

    private async Task<NetworkRegistry> StartAsync()
    {
        var registry = new NetworkRegistry(place.Options, TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(default);
        return registry;
    }

    private byte[] Read(string where)
    {
        using Store store = place.Open();
        using DbConnection connection = store.Connect();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT content FROM " + where;
        return (byte[])command.ExecuteScalar()!;
    }

    private void Write(string where, byte[] content)
    {
        using Store store = place.Open();
        Execute(store, $"UPDATE {where.Replace(" WHERE", " SET content = @content WHERE", StringComparison.Ordinal)}",
            content);
    }

    private static void Execute(Store store, string sql, byte[]? content)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction =>
        {
            using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            if (content is not null)
            {
                DbParameter parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ("content", content);
                command.Parameters.Add(parameter);
            }
            command.ExecuteNonQuery();
        });
    }
}

/// <summary>What came of damage to one kind of row.</summary>
internal sealed record DamageReport
{
    /// <summary>The kind.</summary>
    public required string Of { get; init; }

    /// <summary>Damages tried.</summary>
    public int Tried { get; set; }

    /// <summary>Of these, those after which the network was refused.</summary>
    public int Refused { get; set; }

    /// <summary>Of these, those after which the same model was had from an older snapshot and the log.</summary>
    public int ReadFromElsewhere { get; set; }

    /// <summary>Wrong reads, and refusals that do not say what to do.</summary>
    public List<string> Wrong { get; } = [];
}
