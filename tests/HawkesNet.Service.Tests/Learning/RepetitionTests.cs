using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage.Tests;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>Every event sent one to five times, by clients at once, in any order inside the reorder window.</summary>
public class RepetitionTests
{
    private const int Clients = 6;
    private const int TimesMax = 5;

    [Theory]
    [OnSqlite(1)]
    [OnSqlite(2)]
    [OnPostgres(3)]
    [OnPostgres(4)]
    public async Task Repeated_and_shuffled_events_give_the_bits_of_the_plain_run(StoreKind kind, int seed)
    {
        // The whole stream, some 200 s, lies inside the window.
        var settings = new NetworkSettings { AllowedLatenessTicks = 600 * Second };
        TestEvent[] events = [.. TestEvent.Stream(2000, seed).Select((one, i) => one with { Id = "e" + i })];
        using var plain = new TestNetwork(kind, settings: settings);
        await plain.AppendInBodiesAsync(events, 100);

        var random = new Random(seed);
        TestEvent[] sent = [.. events.SelectMany(one => Enumerable.Repeat(one, 1 + random.Next(TimesMax)))];
        random.Shuffle(sent);
        TestEvent[][] bodies = [.. sent.Chunk(37)];
        using var network = new TestNetwork(kind, settings: settings);
        int next = -1;
        AppendResult[][] results = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            List<AppendResult> mine = [];
            for (int i = Interlocked.Increment(ref next); i < bodies.Length; i = Interlocked.Increment(ref next))
            {
                mine.Add(await network.AppendAsync(How(), bodies[i]));
            }
            return mine.ToArray();
        }));
        AppendResult[] all = [.. results.SelectMany(mine => mine)];
        Assert.Equal(events.Length, all.Sum(result => result.Accepted));
        Assert.Equal(sent.Length - events.Length, all.Sum(result => result.Duplicates));
        string expected = await plain.FlushedDigestAsync();
        Assert.Equal(expected, await network.FlushedDigestAsync());
        network.Crash();
        Assert.Equal(expected, await network.DigestAsync());
    }
}
