using System.Text;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage.Tests;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

public class AppendTests
{
    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task An_event_id_is_learned_once_in_a_body_between_bodies_and_across_a_crash(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        var one = new TestEvent(Second, "a", "b", null, "x");
        AppendResult first = await network.AppendAsync(How(), one, one with { TimeTicks = 2 * Second });
        AppendResult second = await network.AppendAsync(How(), one, one with { Id = "y" });
        network.Crash();
        AppendResult third = await network.AppendAsync(How(), one, one with { Id = "z" });
        Assert.Equal((1, 1), (first.Accepted, first.Duplicates));
        Assert.Equal((1, 1), (second.Accepted, second.Duplicates));
        Assert.Equal((1, 1), (third.Accepted, third.Duplicates));
        Assert.Equal(3, network.Network.Status.LastPosition);
        Assert.Equal(3, (await network.AppendAsync(How(), one with { Id = "w" }, one)).Duplicates + 2);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Concurrent_bodies_with_the_same_ids_store_each_event_once(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        TestEvent[] events = [.. Enumerable.Range(0, 200)
            .Select(i => new TestEvent(i * Second / 100, "a" + i, Id: "id" + i))];
        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(_ => Task.Run(() => network.AppendAsync(How(), events))));
        Assert.Equal(200, results.Sum(result => result.Accepted));
        Assert.Equal(15 * 200, results.Sum(result => result.Duplicates));
        Assert.Equal(200, network.Network.Status.LastPosition);
        Assert.Equal(3000, network.Network.Status.Duplicates);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Concurrent_bodies_are_all_stored_and_replay_to_the_same_bits(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        List<TestEvent> events = TestEvent.Stream(4000, 9);
        AppendResult[] results = await Task.WhenAll(events.Chunk(50)
            .Select(body => Task.Run(() => network.AppendAsync(How(), body))));
        Assert.Equal(4000, results.Sum(result => result.Accepted + result.Late));
        Assert.Equal(4000, results.Max(result => result.LastPosition));
        string before = await network.DigestAsync();
        network.Crash();
        Assert.Equal(before, await network.DigestAsync());
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task The_oldest_ids_are_forgotten_beyond_the_limit(StoreKind kind)
    {
        using var network = new TestNetwork(kind, new ServiceOptions { EventIdsKept = 10 });
        TestEvent[] events = [.. Enumerable.Range(0, 25).Select(i => new TestEvent(i * Second, "a", Id: "id" + i))];
        await network.AppendAsync(How(), events);
        network.Crash();
        Assert.Equal(10, (await network.AppendAsync(How(), events[15..])).Duplicates);
        Assert.Null(network.Network.FindEvent("id14"u8));
        Assert.Equal(16, network.Network.FindEvent("id15"u8)?.Position);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_key_with_the_same_body_is_answered_as_before_and_with_another_body_refused(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        var one = new TestEvent(Second, "a");
        AppendResult first = await network.AppendAsync(How(key: "k"), one);
        network.Crash();
        AppendResult again = await network.AppendAsync(How(key: "k"), one);
        AppendResult other = await network.AppendAsync(How(key: "k", digest: 2), one);
        Assert.Equal(AppendOutcome.Committed, first.Outcome);
        Assert.Equal(AppendOutcome.Repeated, again.Outcome);
        Assert.Equal("accepted 1", Encoding.UTF8.GetString(again.StoredAnswer!));
        Assert.Equal(AppendOutcome.KeyConflict, other.Outcome);
        Assert.Equal(1, network.Network.Status.LastPosition);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_key_sent_many_times_at_once_stores_its_body_once(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Task.Run(() => network.AppendAsync(How(key: "k"), new TestEvent(Second, "a")))));
        Assert.Equal(1, results.Count(result => result.Outcome == AppendOutcome.Committed));
        Assert.Equal(19, results.Count(result => result.Outcome == AppendOutcome.Repeated));
        Assert.Equal(1, network.Network.Status.LastPosition);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Events_behind_the_watermark_are_stored_and_counted_but_not_learned(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        AppendResult result = await network.AppendAsync(How(applied: true),
            new TestEvent(100 * Second, "a"), new TestEvent(95 * Second, "b"),
            new TestEvent((95 * Second) - 1, "c", Id: "late"));
        Assert.Equal((2, 1), (result.Accepted, result.Late));
        Assert.Equal(3, result.LastPosition);
        Assert.Equal(2, network.Network.Status.AppliedPosition);
        Assert.Equal(new EventState(3, false, true), network.Network.FindEvent("late"u8));
        Assert.Null(network.Network.Model.FindActor("c"));
        Assert.Equal(0, network.Network.Model.FindActor("b"));
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Applied_means_published_and_says_so_of_the_event(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.AppendAsync(How(), new TestEvent(Second, "a", "b", "call", "id"));
        Assert.Equal(new EventState(1, false, false), network.Network.FindEvent("id"u8));
        await network.AppendAsync(How(applied: true), new TestEvent(2 * Second, "b"));
        PublishedModel model = network.Network.Model;
        Assert.Equal(new EventState(1, true, false), network.Network.FindEvent("id"u8));
        Assert.Equal(2, model.View.Position);
        Assert.Equal(["a", "b"], Enumerable.Range(0, model.View.ActorCount).Select(model.ActorName));
        Assert.Equal(["call", ""], Enumerable.Range(0, model.View.TypeCount).Select(model.TypeName));
        Assert.Equal(1, model.FindActor("b"));
        Assert.Null(network.Network.FindEvent("none"u8));
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Silence_releases_what_is_held_back(StoreKind kind)
    {
        using var network = new TestNetwork(kind, silence: TimeSpan.FromMilliseconds(50));
        await network.AppendAsync(How(), new TestEvent(Second, "a"), new TestEvent(Second, "b"));
        for (int i = 0; i < 12_000 && network.Network.Status.AppliedPosition < 2; i++)
        {
            await Task.Delay(10);
        }
        Assert.Equal(2, network.Network.Status.AppliedPosition);
        Assert.Equal(0, network.Network.Status.HeldBack);
        Assert.Equal(1, (await network.AppendAsync(How(), new TestEvent(Second, "c"))).Late);
    }

    [Fact]
    public async Task Rows_beyond_the_clock_are_refused_but_not_in_a_backfill()
    {
        using var network = new TestNetwork(clock: new FixedClock());
        var beyond = new TestEvent(FixedClock.NowTicks + (300 * Second) + 1000, "a");
        AppendResult result = await network.AppendAsync(How(), beyond, beyond with { TimeTicks = FixedClock.NowTicks });
        Assert.Equal(1, result.Accepted);
        Assert.Equal((0, "future"), (result.Refused[0].Row, result.Refused[0].Code));
        Assert.Equal(1, (await network.AppendAsync(How(backfill: true), beyond)).Accepted);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_backfill_refuses_rows_out_of_order_and_settles_up_to_its_last_time(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        AppendResult result = await network.AppendAsync(How(backfill: true),
            new TestEvent(10 * Second, "a"), new TestEvent(9 * Second, "b"), new TestEvent(11 * Second, "c"),
            new TestEvent(11 * Second, "d"));
        Assert.Equal(3, result.Accepted);
        Assert.Equal((1, "outOfOrder"), (result.Refused[0].Row, result.Refused[0].Code));
        await network.DigestAsync();
        Assert.Equal(1, network.Network.Status.AppliedPosition);
        Assert.Equal(11 * Second, network.Network.Status.WatermarkTicks);
        AppendResult next = await network.AppendAsync(How(backfill: true),
            new TestEvent(10 * Second, "late"), new TestEvent(11 * Second, "b"), new TestEvent(12 * Second, "e"));
        Assert.Equal((2, 1), (next.Accepted, next.Late));
        await network.DigestAsync();
        Assert.Equal(4, network.Network.Status.AppliedPosition);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task An_atomic_body_with_a_bad_row_leaves_nothing(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.AppendAsync(How(), new TestEvent(Second, "a"));
        AppendResult refused = await network.AppendAsync(How(atomic: true),
            new TestEvent(2 * Second, "b", "c", "new type", "id"), new TestEvent(long.MaxValue, "d"));
        AppendResult badRow = await network.AppendAsync(How(atomic: true, badRows: 1), new TestEvent(2 * Second, "a"));
        Assert.Equal(AppendOutcome.RefusedWhole, refused.Outcome);
        Assert.Equal("future", refused.Refused[0].Code);
        Assert.Equal(AppendOutcome.RefusedWhole, badRow.Outcome);
        Assert.Equal(1, network.Network.Status.LastPosition);
        Assert.Null(network.Network.FindEvent("id"u8));
        AppendResult after = await network.AppendAsync(
            How(atomic: true), new TestEvent(2 * Second, "x", "y", Id: "id"));
        Assert.Equal((1, 0), (after.Accepted, after.Late));
        network.Crash();
        Assert.Equal(2, (await network.AppendAsync(How(), new TestEvent(2 * Second, "x", "y"))).LastPosition - 1);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_full_queue_refuses_at_once_and_later_takes_bodies_again(StoreKind kind)
    {
        using var network = new TestNetwork(kind, new ServiceOptions { QueueEventsMax = 100 });
        TestEvent[] body = [.. Enumerable.Range(0, 60).Select(i => new TestEvent(i, "a"))];
        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 400)
            .Select(_ => network.AppendAsync(How(), body)));
        int committed = results.Count(result => result.Outcome == AppendOutcome.Committed);
        Assert.Equal(400, committed + results.Count(result => result.Outcome == AppendOutcome.QueueFull));
        Assert.InRange(committed, 1, 399);
        Assert.Equal(committed * 60, network.Network.Status.LastPosition);
        Assert.Equal(AppendOutcome.Committed, (await network.AppendAsync(How(), body)).Outcome);
    }

    [Fact]
    public async Task A_deleted_network_is_gone_and_its_name_free()
    {
        string folder = Path.Combine(Path.GetTempPath(), "hawkesnet-test-" + Guid.NewGuid().ToString("N"));
        var options = new ServiceOptions { DataDirectory = folder, NetworksMax = 2 };
        using (var registry = new NetworkRegistry(
            options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance))
        {
            await registry.StartAsync(CancellationToken.None);
            (Network network, bool created) = await registry.GetOrCreateAsync("n", new NetworkSettings(), default);
            Assert.True(created);
            await network.AppendAsync(Rows(new TestEvent(1, "a")), How(key: "k"), default);
            await network.TakeSnapshotAsync(default);
            await registry.GetOrCreateAsync("m", new NetworkSettings(), default);
            await Assert.ThrowsAsync<NetworkLimitException>(
                () => registry.GetOrCreateAsync("l", new NetworkSettings(), default));
            Assert.True(await registry.DeleteAsync("n", default));
            Assert.False(await registry.DeleteAsync("n", default));
            (network, created) = await registry.GetOrCreateAsync("n", new NetworkSettings { Ties = false }, default);
            Assert.True(created);
            await network.ModelDigest(default);
            Assert.Equal(0, network.Status.LastPosition);
            Assert.Empty(network.ListSnapshots());
            await registry.StopAsync(default);
            Assert.Equal(AppendOutcome.StoreUnavailable,
                (await network.AppendAsync(Rows(new TestEvent(1, "a")), How(), default)).Outcome);
        }
        Directory.Delete(folder, recursive: true);
    }

    private sealed class FixedClock : TimeProvider
    {
        public const long NowTicks = 1_700_000_000 * Second;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(NowTicks / Second);
    }
}
