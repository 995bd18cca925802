using HawkesNet.Service.Ingest;
using Microsoft.Data.Sqlite;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>The n-th write of a run fails, for n = 1, 2, 3 …: a trigger in the real database refuses that
/// row.</summary>
public class FailedWriteTests
{
    private const int Bodies = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_failed_write_acknowledges_nothing_and_the_retry_stores_it_once(int failing)
    {
        List<TestEvent> events = TestEvent.Stream(Bodies * 100, 11);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(events, 100);
        using var network = new TestNetwork();
        await network.DigestAsync();
        int unavailable = 0;
        for (int body = 1; body <= Bodies; body++)
        {
            TestEvent[] rows = [.. events.Skip((body - 1) * 100).Take(100)];
            if (body == failing)
            {
                Execute(network, """
                    CREATE TRIGGER refuse BEFORE INSERT ON event_batch BEGIN SELECT RAISE(ABORT, 'disk'); END
                    """);
                AppendResult refused = await network.AppendAsync(How(key: "k" + body), rows);
                Assert.Equal(AppendOutcome.StoreUnavailable, refused.Outcome);
                Assert.Equal((body - 1) * 100, network.Network.Status.LastPosition);
                Execute(network, "DROP TRIGGER refuse");
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

    [Fact]
    public async Task A_failed_answer_takes_its_rows_back_too()
    {
        using var network = new TestNetwork();
        await network.DigestAsync();
        Execute(network, "CREATE TRIGGER refuse BEFORE INSERT ON kept_answer BEGIN SELECT RAISE(ABORT, 'disk'); END");
        var one = new TestEvent(Second, "a", "b", "t", "id");
        Assert.Equal(AppendOutcome.StoreUnavailable, (await network.AppendAsync(How(key: "k"), one)).Outcome);
        Assert.Null(network.Network.FindEvent("id"u8));
        Execute(network, "DROP TRIGGER refuse");
        TestEvent[] taken = [one with { Source = "c" }, .. TestEvent.Stream(200, 17)];
        AppendResult result = await network.AppendAsync(How(), taken);
        Assert.Equal((201, 1L), (result.Accepted, result.FirstPosition));
        using var expected = new TestNetwork();
        await expected.AppendAsync(How(), taken);
        network.Crash();
        Assert.Equal(await expected.FlushedDigestAsync(), await network.FlushedDigestAsync());
        Assert.Equal(expected.Network.Status, network.Network.Status);
        Assert.Equal("c", network.Network.Model.ActorName(0));
    }

    [Fact]
    public async Task A_commit_that_fails_at_its_very_end_is_taken_back()
    {
        using var network = new TestNetwork();
        await network.DigestAsync();
        Execute(network, """
            CREATE TABLE parent (n INTEGER PRIMARY KEY);
            CREATE TABLE child (n INTEGER REFERENCES parent (n) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER refuse AFTER INSERT ON event_batch BEGIN INSERT INTO child VALUES (1); END
            """);
        var one = new TestEvent(Second, "a", Id: "id");
        Assert.Equal(AppendOutcome.StoreUnavailable, (await network.AppendAsync(How(), one)).Outcome);
        Execute(network, "DROP TRIGGER refuse");
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
        Execute(network, "CREATE TRIGGER refuse BEFORE INSERT ON event_batch BEGIN SELECT RAISE(ABORT, 'lost'); END");
        Assert.Equal(AppendOutcome.StoreUnavailable, (await network.AppendAsync(How(), events[100..200])).Outcome);
        Execute(network, $"""
            DROP TRIGGER refuse;
            ATTACH '{Path.Combine(whole.Folder, "hawkesnet.db")}' AS whole;
            INSERT INTO event_batch SELECT * FROM whole.event_batch WHERE sequence = 2;
            """);
        Assert.Equal(100, (await network.AppendAsync(How(), events[100..200])).Duplicates);
        Assert.Equal(100, (await network.AppendAsync(How(), events[200..])).Accepted);
        Assert.Equal(await whole.DigestAsync(), await network.DigestAsync());
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_stored_is_reported_and_the_older_one_stays()
    {
        using var network = new TestNetwork();
        await network.AppendAsync(How(), new TestEvent(Second, "a"));
        await network.Network.TakeSnapshotAsync(CancellationToken.None);
        Execute(network, "CREATE TRIGGER refuse BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'disk'); END");
        await network.AppendAsync(How(), new TestEvent(9 * Second, "b"));
        await Assert.ThrowsAsync<HawkesNet.Storage.StoreUnavailableException>(
            () => network.Network.TakeSnapshotAsync(CancellationToken.None));
        Assert.Equal(1, Assert.Single(network.Network.ListSnapshots()).Version);
        Assert.Null(network.Network.Status.LearnerError);
        string before = await network.DigestAsync();
        network.Restart();
        Assert.Equal(before, await network.DigestAsync());
    }

    private static void Execute(TestNetwork network, string sql)
    {
        using var database = new SqliteConnection(
            $"Data Source={Path.Combine(network.Folder, "hawkesnet.db")};Pooling=False");
        database.Open();
        using SqliteCommand command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
