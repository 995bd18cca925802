using HawkesNet.Service.Ingest;
using HawkesNet.Storage.Tests;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

public class ReplayTests
{
    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Replay_after_a_crash_gives_the_same_bits(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.AppendInBodiesAsync(TestEvent.Stream(5000, 1), 137);
        string before = await network.DigestAsync();
        long position = network.Network.Status.LastPosition;
        network.Crash();
        Assert.Equal(before, await network.DigestAsync());
        Assert.Equal(5000, position);
        Assert.Equal(position, network.Network.Status.LastPosition);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_snapshot_and_the_rows_after_it_give_the_same_bits_as_an_uninterrupted_run(StoreKind kind)
    {
        List<TestEvent> events = TestEvent.Stream(6000, 2);
        using var whole = new TestNetwork(kind);
        await whole.AppendInBodiesAsync(events, 100);
        using var cut = new TestNetwork(kind);
        await cut.AppendInBodiesAsync(events[..2000], 100);
        cut.Restart();
        await cut.AppendInBodiesAsync(events[2000..4000], 100);
        await cut.Network.TakeSnapshotAsync(CancellationToken.None);
        await cut.AppendInBodiesAsync(events[4000..5000], 100);
        cut.Crash();
        await cut.AppendInBodiesAsync(events[5000..], 100);
        Assert.Equal(await whole.DigestAsync(), await cut.DigestAsync());
        Assert.Equal(whole.Network.Status, cut.Network.Status);
        Assert.Equal(2, cut.Network.ListSnapshots().Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(3000)]
    public async Task Bodies_of_any_size_give_the_same_bits(int bodySize)
    {
        List<TestEvent> events = TestEvent.Stream(3000, 3);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(events, 200);
        using var actual = new TestNetwork();
        await actual.AppendInBodiesAsync(events, bodySize);
        Assert.Equal(await expected.DigestAsync(), await actual.DigestAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Shuffles_inside_the_reorder_window_give_the_same_bits(int seed)
    {
        List<TestEvent> events = TestEvent.Stream(3000, 4);
        var random = new Random(seed);
        List<TestEvent> shuffled = [.. events
            .Select(one => (Key: one.TimeTicks + random.NextInt64(5 * TestNetwork.Second), Event: one))
            .OrderBy(pair => pair.Key).Select(pair => pair.Event)];
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(events, 200);
        using var actual = new TestNetwork();
        await actual.AppendInBodiesAsync(shuffled, 200);
        Assert.NotEqual(events, shuffled);
        Assert.Equal(0, actual.Network.Status.Late);
        Assert.Equal(await expected.FlushedDigestAsync(), await actual.FlushedDigestAsync());
        Assert.Equal(3000, actual.Network.Status.AppliedPosition);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Flush_markers_are_replayed(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        List<TestEvent> events = TestEvent.Stream(500, 5);
        await network.AppendInBodiesAsync(events[..250], 50, TestNetwork.How(applied: true));
        await network.AppendInBodiesAsync(events[250..], 50);
        string before = await network.DigestAsync();
        long late = network.Network.Status.Late;
        network.Crash();
        Assert.Equal(before, await network.DigestAsync());
        Assert.Equal(late, network.Network.Status.Late);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_damaged_snapshot_is_skipped_and_the_older_one_taken(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        List<TestEvent> events = TestEvent.Stream(900, 6);
        foreach (TestEvent[] third in events.Chunk(300))
        {
            await network.AppendAsync(TestNetwork.How(), third);
            await network.Network.TakeSnapshotAsync(CancellationToken.None);
        }
        string before = await network.DigestAsync();
        network.Stop();
        network.Damage(version: 3);
        network.Execute("DELETE FROM snapshot_part WHERE version = 2");
        network.Start();
        Assert.Equal(before, await network.DigestAsync());
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Only_the_newest_snapshots_are_kept(StoreKind kind)
    {
        using var network = new TestNetwork(kind, new ServiceOptions { SnapshotsKept = 2 });
        for (int i = 0; i < 5; i++)
        {
            await network.AppendAsync(TestNetwork.How(), new TestEvent(i * TestNetwork.Second, "a"));
            Assert.Equal(i + 1, await network.Network.TakeSnapshotAsync(CancellationToken.None));
        }
        Assert.Equal([5L, 4L], network.Network.ListSnapshots().Select(one => one.Version));
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Snapshots_are_taken_by_themselves(StoreKind kind)
    {
        using var network = new TestNetwork(kind, new ServiceOptions { SnapshotEvents = 100 });
        await network.AppendInBodiesAsync(TestEvent.Stream(1000, 7), 100);
        for (int i = 0; i < 12_000 && network.Network.ListSnapshots().Count == 0; i++)
        {
            await Task.Delay(10);
        }
        Assert.NotEmpty(network.Network.ListSnapshots());
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_recovery_ends_with_a_snapshot_so_that_the_next_one_starts_there(StoreKind kind)
    {
        using var network = new TestNetwork(kind, new ServiceOptions { SnapshotEvents = 400 });
        await network.AppendInBodiesAsync(TestEvent.Stream(1000, 7), 100);
        network.Stop();
        network.Execute("DELETE FROM snapshot");
        network.Start();
        await network.DigestAsync();
        for (int i = 0; i < 12_000 && !network.Network.ListSnapshots().Any(one => one.Position >= 800); i++)
        {
            await Task.Delay(10);
        }
        Assert.InRange(network.Network.ListSnapshots()[0].Position, 800, 1000);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_corrupted_log_row_closes_the_network_and_says_which_row(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.AppendInBodiesAsync(TestEvent.Stream(900, 8), 300);
        network.Stop();
        network.Execute("""
            DELETE FROM snapshot;
            UPDATE event_batch SET content = substr(content, 1, length(content) - 1) WHERE sequence = 2;
            """);
        network.Start();
        AppendResult result = await network.AppendAsync(TestNetwork.How(), new TestEvent(0, "a"));
        Assert.Equal(AppendOutcome.StoreUnavailable, result.Outcome);
        Assert.Contains("row 2", network.Network.Status.LearnerError, StringComparison.Ordinal);
    }
}
