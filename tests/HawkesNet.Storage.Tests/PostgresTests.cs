using System.Data.Common;
using Dapper;
using HawkesNet.Model.Prediction;
using Npgsql;
using Xunit;

namespace HawkesNet.Storage.Tests;

/// <summary>What only PostgreSQL has: several processes on one database, leases, tables of the posterior.</summary>
public class PostgresTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Over = TimeSpan.FromMilliseconds(1);

    [PostgresFact]
    public async Task Many_services_that_start_at_once_make_the_schema_once()
    {
        string connection = TestServer.Shared.CreateDatabase();
        Store[] stores = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => Store.OpenPostgres(connection))));
        using DbConnection opened = stores[0].Connect();
        long migrations = opened.ExecuteScalar<long>("SELECT count(*) FROM schema_migration");
        int scripts = typeof(Store).Assembly.GetManifestResourceNames()
            .Count(name => name.Contains(".db.postgres.", StringComparison.Ordinal));
        Assert.Equal(scripts, migrations);
        // Other tests hold locks in databases of their own on the same server.
        Assert.Equal(0, opened.ExecuteScalar<long>(
            """
            SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """));
        Array.ForEach(stores, store => store.Dispose());
    }

    [PostgresFact]
    public void A_database_that_is_not_there_or_a_string_that_is_none_is_told_apart_from_one_that_does_not_answer()
    {
        string connection = TestServer.Shared.ConnectionTo("not_there");
        Assert.False(Assert.Throws<StoreUnavailableException>(() => Store.OpenPostgres(connection)).IsPassing);
        Assert.True(Assert.Throws<StoreUnavailableException>(
            () => Store.OpenPostgres("Host=127.0.0.1;Port=1;Database=x")).IsPassing);
        Assert.Throws<StoreSettingsException>(() => Store.OpenPostgres("Hots=127.0.0.1"));
    }

    [Fact]
    public void What_the_operator_says_of_a_connection_stays()
    {
        var silent = new NpgsqlConnectionStringBuilder(PostgresConnection.Complete("Host=h"));
        Assert.Equal((5, 15, "hawkesnet"), (silent.Timeout, silent.CommandTimeout, silent.ApplicationName));
        var said = new NpgsqlConnectionStringBuilder(PostgresConnection.Complete(
            "Host=h;Timeout=15;Command Timeout=30;Application Name=a;Options=-c work_mem=8MB"));
        Assert.Equal((15, 30, "a"), (said.Timeout, said.CommandTimeout, said.ApplicationName));
        Assert.EndsWith("-c work_mem=8MB", said.Options, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_lease_is_held_by_one_and_a_holder_that_was_replaced_can_write_nothing()
    {
        using var place = new TestStore(StoreKind.Postgres);
        using Store store = place.Open();
        long network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
        using var firstLeases = new LeaseTable(store, Long);
        using var secondLeases = new LeaseTable(store, Long);
        var first = new NetworkLease(firstLeases, network);
        var second = new NetworkLease(secondLeases, network);
        using var firstLog = new EventLog(store, network, first);
        using var secondLog = new EventLog(store, network, second);
        Assert.Throws<LeaseLostException>(() => firstLog.Append([TestFolder.Batch(1, 2)], []));
        Assert.True(first.TryTake());
        Assert.False(second.TryTake());
        firstLog.Append([TestFolder.Batch(1, 2)], []);
        TestStore.Execute(store, "UPDATE network_lease SET expires = clock_timestamp() - interval '1 second'");
        Assert.True(second.TryTake());
        Assert.True(first.IsHeld);
        Assert.Throws<LeaseLostException>(() => firstLog.Append([TestFolder.Batch(2, 2, 3)], []));
        Assert.False(first.IsHeld);
        Assert.Equal((1, 2), secondLog.End());
        secondLog.Append([TestFolder.Batch(2, 2, 3)], []);
        var snapshots = new SnapshotStore(store, network, first);
        Assert.Throws<LeaseLostException>(() => snapshots.Save(Content(), new SnapshotRetention(1, 0), Now));
        Assert.Throws<LeaseLostException>(() => new NetworkTable(store).Delete(network, first));
        Assert.Empty(snapshots.List());
        second.Release();
        Assert.True(first.TryTake());
        Assert.Throws<LeaseLostException>(() => secondLog.Append([TestFolder.Batch(3, 2, 5)], []));
    }

    [PostgresFact]
    public void A_lease_that_is_renewed_in_time_is_kept_and_one_that_was_taken_is_told_as_lost()
    {
        using var place = new TestStore(StoreKind.Postgres);
        using Store store = place.Open();
        long network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
        using var firstLeases = new LeaseTable(store, Over);
        using var secondLeases = new LeaseTable(store, Long);
        var first = new NetworkLease(firstLeases, network);
        var second = new NetworkLease(secondLeases, network);
        Assert.True(first.TryTake());
        first.Note(first.Token, firstLeases.Renew());
        Assert.True(first.IsHeld);
        Assert.True(second.TryTake());
        first.Note(first.Token, firstLeases.Renew());
        second.Note(second.Token, secondLeases.Renew());
        Assert.False(first.IsHeld);
        Assert.True(second.IsHeld);
    }

    [PostgresFact]
    public void The_lease_of_a_holder_whose_session_is_gone_is_taken_at_the_second_look()
    {
        using var place = new TestStore(StoreKind.Postgres);
        using Store store = place.Open();
        long network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
        var firstLeases = new LeaseTable(store, Long);
        using var secondLeases = new LeaseTable(store, Long);
        var first = new NetworkLease(firstLeases, network);
        var second = new NetworkLease(secondLeases, network);
        Assert.True(first.TryTake());
        firstLeases.Dispose();
        Assert.False(second.TryTake());
        first.Note(first.Token, firstLeases.Renew());
        Assert.False(second.TryTake());
        firstLeases.Dispose();
        Assert.False(second.TryTake());
        Assert.True(second.TryTake());
    }

    [PostgresFact]
    public async Task One_who_takes_over_waits_for_the_commit_that_is_under_way()
    {
        using var place = new TestStore(StoreKind.Postgres);
        using Store store = place.Open();
        long network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
        using var firstLeases = new LeaseTable(store, Over);
        using var secondLeases = new LeaseTable(store, Long);
        var first = new NetworkLease(firstLeases, network);
        var second = new NetworkLease(secondLeases, network);
        using var log = new EventLog(store, network, first);
        Assert.True(first.TryTake());
        TestStore.Execute(store, """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON event_batch DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait();
            """);
        Task append = Task.Run(() => log.Append([TestFolder.Batch(1, 2)], []));
        using DbConnection watch = store.Connect();
        while (watch.ExecuteScalar<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 0)
        {
            Assert.False(append.IsCompleted, "the commit was not under way");
        }
        Assert.True(second.TryTake());
        Assert.Equal((1, 2), log.End());
        await append;
    }

    [PostgresFact]
    public void Tables_of_the_posterior_come_and_go_with_their_snapshot()
    {
        using var place = new TestStore(StoreKind.Postgres);
        using Store store = place.Open();
        long network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
        var snapshots = new SnapshotStore(store, network);
        for (int i = 1; i <= 3; i++)
        {
            snapshots.Save(Content(), new SnapshotRetention(2, 0), Now, Rows("a" + i));
        }
        using DbConnection connection = store.Connect();
        Assert.Equal([2L, 3L], connection.Query<long>(
            "SELECT version FROM posterior_membership WHERE cluster = 1 ORDER BY version"));
        Assert.Equal("a3\u2400|0.75", connection.ExecuteScalar<string>(
            "SELECT actor || '|' || probability FROM current_membership WHERE network = 'n' AND cluster = 1"));
        Assert.Equal(1, connection.ExecuteScalar<long>(
            "SELECT count(*) FROM current_tie WHERE weight = 0.5 AND low IS NULL AND high = 1"));
        Assert.Equal(7, connection.ExecuteScalar<long>("SELECT late FROM current_diagnostics"));
        new NetworkTable(store).Delete(network);
        Assert.Equal(0, connection.ExecuteScalar<long>("SELECT count(*) FROM posterior_membership"));
    }

    private static SnapshotContent Content() => new(17, 1234, "1.2.3", new Dictionary<uint, byte[]> { [1] = [1, 2] });

    private static PosteriorRows Rows(string actor) => new(
        [new ClusterRow(1, true, 2, 1, 3, 4)],
        [new MembershipRow(actor + "\0", 1, 0.75), new MembershipRow(actor, 2, 0.25)],
        [new BaselineRow(1, "", new Estimate(1, 0.5, 2))],
        [new ExcitationRow("reply", 1, 1, "", "call", new Estimate(0.1, 0, 0.2))],
        [new TieRow(actor, "b", new Estimate(0.5, double.NaN, 1))],
        new DiagnosticsRow(9, -1, -2, -3, 0.1, 0.2, 0.5, 1, 0, 2, 3, 1, 9, 7, 1));
}
