using System.Text;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage.Tests;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>Actors and types beyond a network's most are one: counted, bounded, and the same after a replay.</summary>
[Collection("alone")]
public sealed class PoolingTests
{
    [Fact]
    public async Task Actors_and_types_beyond_the_most_are_pooled_and_counted()
    {
        using var network = new TestNetwork(settings: new NetworkSettings { ActorsMax = 2, TypesMax = 2 });
        AppendResult result = await network.AppendAsync(How(applied: true),
            new TestEvent(1, "a"), new TestEvent(2, "b", "c"), new TestEvent(3, "a", "b", "t"),
            new TestEvent(4, "a", "b", "u"), new TestEvent(5, "d", "c"), new TestEvent(6, "b", "a", "t"));
        Assert.Equal((6, 3), (result.Accepted, result.Pooled));
        Assert.Empty(result.Refused);
        PublishedModel model = network.Network.Model;
        Assert.Equal(["a", "b", "(other)"], Enumerable.Range(0, model.View.ActorCount).Select(model.ActorName));
        Assert.Equal(["", "t", "(other)"], Enumerable.Range(0, model.View.TypeCount).Select(model.TypeName));
    }

    [Fact]
    public async Task A_pooled_stream_is_learned_as_the_stream_with_the_pooled_name_and_a_replay_repeats_it()
    {
        List<TestEvent> events = TestEvent.Stream(3_000, seed: 5);
        NetworkSettings settings = new() { ActorsMax = 10 };
        using var pooled = new TestNetwork(settings: settings);
        await pooled.AppendInBodiesAsync(events, bodySize: 170);
        string digest = await pooled.FlushedDigestAsync();
        pooled.Crash();
        Assert.Equal(digest, await pooled.DigestAsync());

        HashSet<string> own = [];
        string Name(string name) => own.Contains(name) || own.Count < settings.ActorsMax && own.Add(name)
            ? name
            : "(other)";
        using var named = new TestNetwork(settings: new NetworkSettings { ActorsMax = 1_000 });
        await named.AppendInBodiesAsync(
            [.. events.Select(one => one with
            {
                Source = Name(one.Source),
                Target = one.Target is null ? null : Name(one.Target),
            })],
            bodySize: 31);
        Assert.Equal(digest, await named.FlushedDigestAsync());
    }

    [Fact]
    public async Task Half_a_million_new_actors_take_no_more_memory_than_the_most()
    {
        using var network = new TestNetwork(
            StoreKind.Sqlite, new ServiceOptions { EventIdsKept = 1_000 },
            new NetworkSettings { ActorsMax = 100, ClustersMax = 1 });
        await PostNewActorsAsync(network, first: 0, count: 100_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await PostNewActorsAsync(network, first: 100_000, count: 400_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(101, network.Network.Model.View.ActorCount);
        // As many records of actors alone, without their names, would be 131 MB; published twice, 262 MB.
        Assert.True(grown < 16_000_000, $"{grown} bytes more");
    }

    [Fact]
    public async Task Bodies_refused_whole_leave_no_names_in_memory()
    {
        using var network = new TestNetwork();
        await network.AppendAsync(How(), new TestEvent(Second, "a"));
        await RefuseAsync(network, first: 0, bodies: 5);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await RefuseAsync(network, first: 5, bodies: 40);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // Their names are 16 MB.
        Assert.True(grown < 4_000_000, $"{grown} bytes more");
        AppendResult after = await network.AppendAsync(How(applied: true), new TestEvent(2 * Second, "z", "a"));
        Assert.Equal(1, after.Accepted);
        Assert.Equal("z", network.Network.Model.ActorName(1));
    }

    private static async Task PostNewActorsAsync(TestNetwork network, int first, int count)
    {
        for (int start = first; start < first + count; start += 50_000)
        {
            TestEvent[] body = [.. Enumerable.Range(start, 50_000)
                .Select(i => new TestEvent(i * Second, "actor-" + i, Id: "event-" + i))];
            AppendResult result = await network.AppendAsync(How(applied: true, backfill: true), body);
            Assert.Equal(50_000, result.Accepted);
        }
    }

    private static async Task RefuseAsync(TestNetwork network, int first, int bodies)
    {
        for (int body = first; body < first + bodies; body++)
        {
            EventRows rows = new();
            for (int i = 0; i < 2_000; i++)
            {
                byte[] name = Encoding.UTF8.GetBytes($"{body}-{i}-".PadRight(200, 'x'));
                rows.Add(i + 1, 2 * Second, name, [], [], [], 1);
            }
            rows.Add(2_001, long.MaxValue, "late"u8, [], [], [], 1);
            AppendResult result = await network.Network.AppendAsync(rows, How(atomic: true), CancellationToken.None);
            Assert.Equal(AppendOutcome.RefusedWhole, result.Outcome);
        }
    }
}

/// <summary>Tests that measure the memory of the whole process run beside no others: after all that may run beside one
/// another have ended.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
