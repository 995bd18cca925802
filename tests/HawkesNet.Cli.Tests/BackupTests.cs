using System.Diagnostics;
using System.Runtime.CompilerServices;
using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;
using HawkesNet.Storage;
using Npgsql;

namespace HawkesNet.Cli.Tests;

/// <summary>The scripts of <c>deploy/</c>: backed up while a service is under load, restored, and learned
/// again.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_SQLite_backup_under_load_restores_to_the_same_bits()
    {
        var place = new StorePlace(InFolder("live"));
        var restored = new StorePlace(InFolder("restored"));
        (string file, long acknowledged) = await BackUpUnderLoadAsync(place, ("HAWKESNET_DATA", place.Folder));
        await ScriptAsync("restore.sh", file, ("HAWKESNET_DATA", restored.Folder));
        await AssertWholeAsync(place, restored, acknowledged);
        (int code, string messages) = await RunAsync("restore.sh", file, ("HAWKESNET_DATA", restored.Folder));
        Assert.Equal(1, code);
        Assert.Contains("holds a store already", messages, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_PostgreSQL_backup_under_load_restores_to_the_same_bits()
    {
        using var server = PostgresServer.Start();
        var place = new StorePlace("", server.CreateDatabase());
        var restored = new StorePlace("", server.CreateDatabase());
        (string file, long acknowledged) = await BackUpUnderLoadAsync(place, Libpq(place));
        await ScriptAsync("restore.sh", file, Libpq(restored));
        await AssertWholeAsync(place, restored, acknowledged);
        (int code, string messages) = await RunAsync("restore.sh", file, Libpq(restored));
        Assert.Equal(1, code);
        Assert.Contains("is not empty", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_backups_are_kept()
    {
        var place = new StorePlace(InFolder("live"));
        place.Open().Dispose();
        List<string> made = [];
        for (int i = 0; i < 4; i++)
        {
            made.Add(await ScriptAsync(
                "backup.sh", InFolder("backups"), ("HAWKESNET_DATA", place.Folder), ("KEEP", "2")));
        }
        Assert.Equal(made[2..], Directory.GetFiles(InFolder("backups")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        var place = new StorePlace(InFolder("live"));
        place.Open().Dispose();
        string file = await ScriptAsync("backup.sh", InFolder("backups"), ("HAWKESNET_DATA", place.Folder));
        byte[] bytes = File.ReadAllBytes(file);
        bytes.AsSpan(4096, 4096).Fill(0xEE);
        File.WriteAllBytes(file, bytes);
        (int code, string messages) = await RunAsync("restore.sh", file, ("HAWKESNET_DATA", InFolder("restored")));
        Assert.NotEqual(0, code);
        Assert.Contains("hawkesnet:", messages, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(InFolder("restored"), "hawkesnet.db")));
    }

    private async Task<(string File, long Acknowledged)> BackUpUnderLoadAsync(
        StorePlace place, params (string Name, string Value)[] environment)
    {
        using var service = new ChildService(place, snapshotEvents: 300);
        using var client = new ServiceClient(service.Address);
        await service.StartAsync(client, CancellationToken.None);
        var load = new CrashLoad(client, CrashTest.Network, connections: 3);
        Task posting = load.RunAsync(CancellationToken.None);
        await PassAsync(load, 600);
        // One snapshot is surely in the backup, however late those come that the service takes by itself.
        using var http = new HttpClient { BaseAddress = service.Address };
        using HttpResponseMessage snapshot = await http.PostAsync(
            new Uri($"v1/networks/{CrashTest.Network}/snapshots", UriKind.Relative), null);
        Assert.Equal(System.Net.HttpStatusCode.Created, snapshot.StatusCode);
        long before = load.Acknowledged;
        string file = await ScriptAsync("backup.sh", InFolder("backups"), environment);
        await PassAsync(load, before + 100);
        load.Stop();
        await posting;
        Assert.Empty(load.Faults);
        return (file, before);
    }

    private static async Task PassAsync(CrashLoad load, long events)
    {
        while (load.Acknowledged < events)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>The copy has all that was acknowledged before it was begun, row for row as in the live store, and its
    /// snapshots say what its log says.</summary>
    private async Task AssertWholeAsync(StorePlace live, StorePlace restored, long acknowledged)
    {
        List<byte[]> copied = Rows(restored);
        Assert.Equal(Rows(live).Take(copied.Count), copied);
        LogAudit audit = LogAudit.Read(restored, acknowledged);
        Assert.Equal((0, 0), (audit.Lost, audit.Doubled));
        var relearned = new StorePlace(InFolder("relearned"));
        LogAudit.CopyLog(restored, relearned);
        Assert.NotEqual(0, Snapshots(restored));
        Assert.Equal(0, Snapshots(relearned));
        Assert.Equal(
            await CrashTest.DigestAsync(relearned, CancellationToken.None),
            await CrashTest.DigestAsync(restored, CancellationToken.None));
    }

    private static List<byte[]> Rows(StorePlace place)
    {
        using Store store = place.Open();
        using var log = new HawkesNet.Storage.EventLog(store, new NetworkTable(store).List().Single().NetworkId);
        return [.. log.ReadFrom(1).Select(batch => LogBatchCodec.Encode(batch, networkId: 1))];
    }

    private static int Snapshots(StorePlace place)
    {
        using Store store = place.Open();
        return new SnapshotStore(store, new NetworkTable(store).List().Single().NetworkId).List().Count;
    }

    private static (string Name, string Value)[] Libpq(StorePlace place)
    {
        var connection = new NpgsqlConnectionStringBuilder(place.Postgres);
        return
        [
            ("PGHOST", connection.Host!), ("PGPORT", $"{connection.Port}"), ("PGUSER", connection.Username!),
            ("PGDATABASE", connection.Database!),
        ];
    }

    private string InFolder(string name) => Path.Combine(folder.FullName, name);

    private static async Task<string> ScriptAsync(
        string script, string argument, params (string Name, string Value)[] environment)
    {
        (int code, string text) = await RunAsync(script, argument, environment);
        Assert.True(code == 0, $"{script} ended with {code}: {text}");
        return text.TrimEnd().Split('\n')[^1];
    }

    /// <summary>Runs a script; gives its messages, then its output.</summary>
    private static async Task<(int Code, string Text)> RunAsync(
        string script, string argument, params (string Name, string Value)[] environment)
    {
        var command = new ProcessStartInfo("bash", [Path.Combine(Deploy(), script), argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Environment["HAWKESNET"] = Path.Combine(AppContext.BaseDirectory, "hawkesnet");
        command.Environment["PATH"] += ":" + PostgresServer.ProgramFolder;
        foreach ((string name, string value) in environment)
        {
            command.Environment[name] = value;
        }
        using Process process = Process.Start(command)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string messages = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, messages + await output);
    }

    private static string Deploy([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "deploy"));
}
