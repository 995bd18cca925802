using HawkesNet.Service.Ingest;
using HawkesNet.Storage.Tests;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>The n-th write of a run fails, for n = 1, 2, 3 …: a trigger in the real database refuses that
/// row.</summary>
public class FailedWriteTests
{
    private const int Bodies = 6;

    [Theory]
    [OnSqlite(1)]
    [OnPostgres(1)]
    [OnSqlite(2)]
    [OnPostgres(2)]
    [OnSqlite(3)]
    [OnPostgres(3)]
    [OnSqlite(4)]
    [OnPostgres(4)]
    [OnSqlite(5)]
    [OnPostgres(5)]
    [OnSqlite(6)]
    [OnPostgres(6)]
    public async Task A_failed_write_acknowledges_nothing_and_the_retry_stores_it_once(StoreKind kind, int failing)
    {
        List<TestEvent> events = TestEvent.Stream(Bodies * 100, 11);
        using var expected = new TestNetwork(kind);
        await expected.AppendInBodiesAsync(events, 100);
        using var network = new TestNetwork(kind);
        await network.DigestAsync();
        int unavailable = 0;
        for (int body = 1; body <= Bodies; body++)
        {
            TestEvent[] rows = [.. events.Skip((body - 1) * 100).Take(100)];
            if (body == failing)
            {
                network.Refuse("event_batch");
                AppendResult refused = await network.AppendAsync(How(key: "k" + body), rows);
                Assert.Equal(AppendOutcome.StoreUnavailable, refused.Outcome);
                Assert.Equal((body - 1) * 100, network.Network.Status.LastPosition);
                network.Allow("event_batch");
                unavailable++;
            }
            AppendResult result = await network.AppendAsync(How(key: "k" + body), rows);
            Assert.Equal(AppendOutcome.Committed, result.Outcome);
            Assert.Equal(100, result.Accepted);
        }
        Assert.Equal(1, unavailable);
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
        network.Crash();
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
        Assert.Equal(expected.Network.Status, network.Network.Status);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_failed_answer_takes_its_rows_back_too(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.DigestAsync();
        network.Refuse("kept_answer");
        var one = new TestEvent(Second, "a", "b", "t", "id");
        Assert.Equal(AppendOutcome.StoreUnavailable, (await network.AppendAsync(How(key: "k"), one)).Outcome);
        Assert.Null(network.Network.FindEvent("id"u8));
        network.Allow("kept_answer");
        TestEvent[] taken = [one with { Source = "c" }, .. TestEvent.Stream(200, 17)];
        AppendResult result = await network.AppendAsync(How(), taken);
        Assert.Equal((201, 1L), (result.Accepted, result.FirstPosition));
        using var expected = new TestNetwork(kind);
        await expected.AppendAsync(How(), taken);
        network.Crash();
        Assert.Equal(await expected.FlushedDigestAsync(), await network.FlushedDigestAsync());
        Assert.Equal(expected.Network.Status, network.Network.Status);
        Assert.Equal("c", network.Network.Model.ActorName(0));
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_commit_that_fails_at_its_very_end_is_taken_back(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.DigestAsync();
        network.Refuse("event_batch", atCommit: true);
        var one = new TestEvent(Second, "a", Id: "id");
        Assert.Equal(AppendOutcome.StoreUnavailable, (await network.AppendAsync(How(), one)).Outcome);
        network.Allow("event_batch");
        Assert.Equal(1, (await network.AppendAsync(How(), one)).Accepted);
        Assert.Equal(1, network.Network.Status.LastPosition);
    }

    [Fact]
    public async Task A_commit_that_took_place_but_was_reported_as_failed_is_found_before_the_next_one()
    {
        TestEvent[] events = [.. TestEvent.Stream(300, 13).Select((one, i) => one with { Id = "id" + i })];
        using var whole = new TestNetwork();
        await whole.AppendInBodiesAsync(events, 100);
        using var network = new TestNetwork();
        await network.AppendAsync(How(), events[..100]);
        network.Execute("CREATE TRIGGER refuse BEFORE INSERT ON event_batch BEGIN SELECT RAISE(ABORT, 'lost'); END");
        Assert.Equal(AppendOutcome.StoreUnavailable, (await network.AppendAsync(How(), events[100..200])).Outcome);
        network.Execute($"""
            DROP TRIGGER refuse;
            ATTACH '{Path.Combine(whole.Folder, "hawkesnet.db")}' AS whole;
            INSERT INTO event_batch SELECT * FROM whole.event_batch WHERE sequence = 2;
            """);
        Assert.Equal(100, (await network.AppendAsync(How(), events[100..200])).Duplicates);
        Assert.Equal(100, (await network.AppendAsync(How(), events[200..])).Accepted);
        Assert.Equal(await whole.DigestAsync(), await network.DigestAsync());
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_snapshot_that_cannot_be_stored_is_reported_and_the_older_one_stays(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.AppendAsync(How(), new TestEvent(Second, "a"));
        await network.Network.TakeSnapshotAsync(CancellationToken.None);
        network.Refuse("snapshot");
        await network.AppendAsync(How(), new TestEvent(9 * Second, "b"));
        await Assert.ThrowsAsync<HawkesNet.Storage.StoreUnavailableException>(
            () => network.Network.TakeSnapshotAsync(CancellationToken.None));
        Assert.Equal(1, Assert.Single(network.Network.ListSnapshots()).Version);
        Assert.Null(network.Network.Status.LearnerError);
        string before = await network.DigestAsync();
        network.Restart();
        Assert.Equal(before, await network.DigestAsync());
    }
}
