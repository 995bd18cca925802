using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>A process of its own writes to a network and is killed, again and again.</summary>
public class KillTests
{
    private const string FolderVariable = "HAWKESNET_TEST_WRITER_FOLDER";
    private const string PostgresVariable = "HAWKESNET_TEST_WRITER_POSTGRES";
    private const int Events = 40_000;
    private const int BodySize = 50;
    private const string Elsewhere = "elsewhere";
    private static readonly ServiceOptions Options =
        new() { SnapshotEvents = 1000, LeaseLength = TimeSpan.FromSeconds(2) };

    [Theory]
    [OnSqlite(6)]
    [OnPostgres(12)]
    public async Task A_killed_process_loses_nothing_acknowledged_and_recovers_to_the_same_bits(
        StoreKind kind, int kills)
    {
        using var network = new TestNetwork(kind, Options);
        var random = new Random(1);
        for (int kill = 0; kill < kills; kill++)
        {
            network.Stop();
            long acknowledged = await WriteUntilKilledAsync(network, random.Next(1, 60));
            network.Start();
            await network.HoldAsync();
            string digest = await network.DigestAsync();
            long position = network.Network.Status.LastPosition;
            Assert.InRange(position, acknowledged, Events);
            Assert.Equal(0, position % BodySize);
            using var expected = new TestNetwork();
            await expected.AppendInBodiesAsync(Stream()[..(int)position], 1000);
            Assert.Equal(await expected.DigestAsync(), digest);
        }
        Assert.NotEqual(0, network.Network.Status.LastPosition);
    }

    [PostgresFact]
    public async Task A_writer_paused_past_its_lease_writes_nothing_when_it_wakes_and_the_other_goes_on()
    {
        using var network = new TestNetwork(StoreKind.Postgres, Options);
        network.Stop();
        using Process writer = StartWriter(network);
        long acknowledged = await ReadAsync(writer, 20);
        Signal(writer, "STOP");
        network.Start();
        Assert.Equal(AppendOutcome.HeldElsewhere, (await network.AppendAsync(TestNetwork.How())).Outcome);
        await network.HoldAsync();
        await network.DigestAsync();
        long position = network.Network.Status.LastPosition;
        Assert.InRange(position, acknowledged, 4000);
        Signal(writer, "CONT");
        string? last = "";
        while (last != Elsewhere)
        {
            last = await writer.StandardOutput.ReadLineAsync();
            Assert.NotNull(last);
            Assert.True(last is "" or Elsewhere || long.Parse(last, CultureInfo.InvariantCulture) <= position);
        }
        await network.AppendInBodiesAsync(Stream()[(int)position..5000], BodySize);
        writer.Kill();
        Assert.Equal(5000, network.Network.Status.LastPosition);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(Stream()[..5000], 1000);
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
        network.Crash();
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
    }

    /// <summary>The other process: the same assembly, started with a folder in its environment.</summary>
    [ModuleInitializer]
    internal static void WriteWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is string folder)
        {
            // A foreground thread: it goes on when the empty main method of the test project has returned, and other
            // threads may not enter this module before its initializer has ended.
            new Thread(() => WriteAsync(folder).GetAwaiter().GetResult()).Start();
        }
    }

    private static List<TestEvent> Stream() => TestEvent.Stream(Events, 20);

    private static async Task<long> WriteUntilKilledAsync(TestNetwork network, int bodies)
    {
        using Process process = StartWriter(network);
        long acknowledged = await ReadAsync(process, bodies);
        process.Kill();
        await process.WaitForExitAsync();
        return acknowledged;
    }

    private static Process StartWriter(TestNetwork network) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [typeof(KillTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                [FolderVariable] = network.Folder,
                [PostgresVariable] = network.Options.PostgresConnection,
            },
        })!;

    /// <summary>Reads so many lines of the writer, and gives the last position it was acknowledged.</summary>
    private static async Task<long> ReadAsync(Process writer, int lines)
    {
        long acknowledged = 0;
        for (int i = 0; i < lines; i++)
        {
            string? line = await writer.StandardOutput.ReadLineAsync();
            Assert.NotNull(line);
            acknowledged = line == Elsewhere ? acknowledged : long.Parse(line, CultureInfo.InvariantCulture);
        }
        return acknowledged;
    }

    private static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static async Task WriteAsync(string folder)
    {
        string? postgres = Environment.GetEnvironmentVariable(PostgresVariable);
        using var registry = new NetworkRegistry(
            Options with { DataDirectory = folder, PostgresConnection = postgres }, TimeProvider.System,
            NullLoggerFactory.Instance);
        await registry.StartAsync(default);
        Network network = registry.Find("test")!;
        do
        {
            await Task.Delay(20);
            await network.Recovered;
        }
        while (network.IsHeldElsewhere);
        foreach (TestEvent[] body in Stream().Skip((int)network.Status.LastPosition).Chunk(BodySize))
        {
            AppendResult result = await network.AppendAsync(TestNetwork.Rows(body), TestNetwork.How(), default);
            Console.WriteLine(result.LastPosition?.ToString(CultureInfo.InvariantCulture) ?? Elsewhere);
            // Slow enough that the stream outlasts every kill, on a fast machine too.
            await Task.Delay(2);
        }
    }
}
