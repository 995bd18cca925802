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
    private const string LeaseVariable = "HAWKESNET_TEST_WRITER_LEASE_SECONDS";
    private const string BodiesVariable = "HAWKESNET_TEST_WRITER_BODIES";
    private const int Events = 40_000;
    private const int BodySize = 50;

    /// <summary>Bodies one writer may write and then waits to be killed: so the stream outlasts every kill, however
    /// far a writer runs ahead of the test that reads its lines.</summary>
    private const int BodiesOfKilled = 60;
    private const string Elsewhere = "elsewhere";

    [Theory]
    [OnSqlite(6)]
    [OnPostgres(12)]
    public async Task A_killed_process_loses_nothing_acknowledged_and_recovers_to_the_same_bits(
        StoreKind kind, int kills)
    {
        using var network = new TestNetwork(kind, Options(leaseSeconds: 2));
        var random = new Random(1);
        for (int kill = 0; kill < kills; kill++)
        {
            network.Stop();
            long acknowledged = await WriteUntilKilledAsync(network, random.Next(1, BodiesOfKilled));
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
        // Long enough that a slow machine asks before it ends.
        using var network = new TestNetwork(StoreKind.Postgres, Options(leaseSeconds: 10));
        network.Stop();
        using Process writer = StartWriter(network, Events / BodySize);
        long acknowledged = await ReadAsync(writer, 20);
        Signal(writer, "STOP");
        network.Start();
        Assert.Equal(AppendOutcome.HeldElsewhere, (await network.AppendAsync(TestNetwork.How())).Outcome);
        await network.HoldAsync();
        await network.DigestAsync();
        long position = network.Network.Status.LastPosition;
        Assert.InRange(position, acknowledged, Events - 5000);
        Signal(writer, "CONT");
        string? last = "";
        while (last != Elsewhere)
        {
            last = await writer.StandardOutput.ReadLineAsync();
            Assert.NotNull(last);
            Assert.True(last is "" or Elsewhere || long.Parse(last, CultureInfo.InvariantCulture) <= position);
        }
        await network.AppendInBodiesAsync(Stream()[(int)position..(int)(position + 1000)], BodySize);
        writer.Kill();
        Assert.Equal(position + 1000, network.Network.Status.LastPosition);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(Stream()[..(int)(position + 1000)], 1000);
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

    private static ServiceOptions Options(double leaseSeconds) =>
        new() { SnapshotEvents = 1000, LeaseLength = TimeSpan.FromSeconds(leaseSeconds) };

    private static List<TestEvent> Stream() => TestEvent.Stream(Events, 20);

    private static async Task<long> WriteUntilKilledAsync(TestNetwork network, int bodies)
    {
        using Process process = StartWriter(network, BodiesOfKilled);
        long acknowledged = await ReadAsync(process, bodies);
        process.Kill();
        await process.WaitForExitAsync();
        return acknowledged;
    }

    private static Process StartWriter(TestNetwork network, int bodies) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [typeof(KillTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                [FolderVariable] = network.Folder,
                [PostgresVariable] = network.Options.PostgresConnection,
                [LeaseVariable] = network.Options.LeaseLength.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                [BodiesVariable] = bodies.ToString(CultureInfo.InvariantCulture),
            },
        })!;

    /// <summary>Reads so many lines of the writer, and gives the last position it was acknowledged.</summary>
    private static async Task<long> ReadAsync(Process writer, int lines)
    {
        long acknowledged = 0;
        for (int i = 0; i < lines; i++)
        {
            string? line = await writer.StandardOutput.ReadLineAsync();
            Assert.True(line is not null, $"the writer ended after position {acknowledged}");
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
            Options(Number(LeaseVariable)) with { DataDirectory = folder, PostgresConnection = postgres },
            TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(default);
        Network network = registry.Find("test")!;
        do
        {
            await Task.Delay(20);
            await network.Recovered;
        }
        while (network.IsHeldElsewhere);
        IEnumerable<TestEvent> rest = Stream().Skip((int)network.Status.LastPosition);
        foreach (TestEvent[] body in rest.Chunk(BodySize).Take((int)Number(BodiesVariable)))
        {
            AppendResult result = await network.AppendAsync(TestNetwork.Rows(body), TestNetwork.How(), default);
            Console.WriteLine(result.LastPosition?.ToString(CultureInfo.InvariantCulture) ?? Elsewhere);
            // Slow enough to be killed in the midst, on a fast machine too.
            await Task.Delay(2);
        }
        await Task.Delay(TimeSpan.FromMinutes(5));
    }

    private static double Number(string variable) =>
        double.Parse(Environment.GetEnvironmentVariable(variable)!, CultureInfo.InvariantCulture);
}
