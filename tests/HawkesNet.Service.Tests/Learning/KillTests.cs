using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>A process of its own writes to a network and is killed, again and again.</summary>
public class KillTests
{
    private const string FolderVariable = "HAWKESNET_TEST_WRITER_FOLDER";
    private const int Events = 40_000;
    private const int BodySize = 50;
    private static readonly ServiceOptions Options = new() { SnapshotEvents = 1000 };

    [Fact]
    public async Task A_killed_process_loses_nothing_acknowledged_and_recovers_to_the_same_bits()
    {
        using var network = new TestNetwork(Options);
        var random = new Random(1);
        for (int kill = 0; kill < 6; kill++)
        {
            network.Stop();
            long acknowledged = await WriteUntilKilledAsync(network.Folder, random.Next(1, 60));
            network.Start();
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

    private static async Task<long> WriteUntilKilledAsync(string folder, int bodies)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(KillTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = folder },
        };
        using Process process = Process.Start(start)!;
        long acknowledged = 0;
        for (int i = 0; i < bodies; i++)
        {
            string? line = await process.StandardOutput.ReadLineAsync();
            Assert.NotNull(line);
            acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
        }
        process.Kill();
        await process.WaitForExitAsync();
        return acknowledged;
    }

    private static async Task WriteAsync(string folder)
    {
        using var registry = new NetworkRegistry(
            Options with { DataDirectory = folder }, TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(default);
        Network network = registry.Find("test")!;
        await network.Recovered;
        foreach (TestEvent[] body in Stream().Skip((int)network.Status.LastPosition).Chunk(BodySize))
        {
            AppendResult result = await network.AppendAsync(TestNetwork.Rows(body), TestNetwork.How(), default);
            Console.WriteLine(result.LastPosition!.Value.ToString(CultureInfo.InvariantCulture));
            // Slow enough that the stream outlasts every kill, on a fast machine too.
            await Task.Delay(2);
        }
    }
}
