using System.Text;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>A network on a real SQLite file in a folder of its own, which can be closed and opened again.</summary>
internal sealed class TestNetwork : IDisposable
{
    public const long Second = 1_000_000_000;
    private readonly ServiceOptions options;
    private readonly NetworkSettings settings;
    private readonly TimeProvider clock;
    private readonly TimeSpan silence;
    private NetworkRegistry registry;

    public TestNetwork(
        ServiceOptions? options = null, NetworkSettings? settings = null, TimeProvider? clock = null,
        TimeSpan? silence = null)
    {
        Folder = Path.Combine(Path.GetTempPath(), "hawkesnet-test-" + Guid.NewGuid().ToString("N"));
        this.options = (options ?? new ServiceOptions()) with { DataDirectory = Folder };
        this.settings = settings ?? new NetworkSettings();
        this.clock = clock ?? TimeProvider.System;
        this.silence = silence ?? TimeSpan.FromHours(1);
        registry = Open();
    }

    public string Folder { get; }

    public Network Network { get; private set; } = null!;

    public static EventRows Rows(params TestEvent[] events)
    {
        var rows = new EventRows();
        for (int i = 0; i < events.Length; i++)
        {
            TestEvent one = events[i];
            rows.Add(i + 1, one.TimeTicks, Utf8(one.Source), Utf8(one.Target), Utf8(one.Type), Utf8(one.Id),
                one.Weight);
        }
        return rows;
    }

    public static AppendOptions How(
        bool atomic = false, bool applied = false, bool backfill = false, string? key = null, int badRows = 0,
        byte digest = 1) =>
        new(atomic, applied, backfill, key, key is null ? null : [digest], badRows)
        {
            ComposeAnswer = result => Encoding.UTF8.GetBytes("accepted " + result.Accepted),
        };

    public async Task<AppendResult> AppendAsync(AppendOptions how, params TestEvent[] events) =>
        await Network.AppendAsync(Rows(events), how, CancellationToken.None);

    /// <summary>Posts the events in bodies of one size, and waits for each.</summary>
    public async Task AppendInBodiesAsync(IReadOnlyList<TestEvent> events, int bodySize, AppendOptions? how = null)
    {
        foreach (TestEvent[] body in events.Chunk(bodySize))
        {
            AppendResult result = await AppendAsync(how ?? How(), body);
            Assert.Equal(AppendOutcome.Committed, result.Outcome);
        }
    }

    /// <summary>Releases everything held back, and gives the digest of the model.</summary>
    public async Task<string> FlushedDigestAsync()
    {
        await AppendAsync(How(applied: true));
        return await DigestAsync();
    }

    public Task<string> DigestAsync() => Network.ModelDigest(CancellationToken.None);

    /// <summary>Closes without a snapshot and opens again: what a crash leaves.</summary>
    public void Crash()
    {
        registry.Close(false);
        registry = Open();
    }

    /// <summary>Closes with a last snapshot and opens again.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    public void Stop() => registry.Close(true);

    public void Start() => registry = Open();

    public void Dispose()
    {
        registry.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static byte[] Utf8(string? text) => Encoding.UTF8.GetBytes(text ?? "");

    private NetworkRegistry Open()
    {
        var opened = new NetworkRegistry(options, clock, NullLoggerFactory.Instance) { SilenceBeforeFlush = silence };
        opened.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        Network = opened.GetOrCreateAsync("test", settings, CancellationToken.None).GetAwaiter().GetResult().Network;
        return opened;
    }
}

/// <summary>An event as a client names it.</summary>
internal sealed record TestEvent(
    long TimeTicks, string Source, string? Target = null, string? Type = null, string? Id = null, double Weight = 1)
{
    /// <summary>A stream in order of time, with ties, targets, types, weights and ids here and there.</summary>
    public static List<TestEvent> Stream(int count, int seed, int actors = 50)
    {
        var random = new Random(seed);
        long time = 1_700_000_000 * TestNetwork.Second;
        var events = new List<TestEvent>(count);
        for (int i = 0; i < count; i++)
        {
            time += random.Next(3) * TestNetwork.Second / 10;
            events.Add(new TestEvent(
                time, "a" + random.Next(actors), random.Next(4) == 0 ? null : "a" + random.Next(actors),
                random.Next(2) == 0 ? "call" : null, random.Next(2) == 0 ? "id" + i : null, 1 + random.Next(2)));
        }
        return events;
    }
}
