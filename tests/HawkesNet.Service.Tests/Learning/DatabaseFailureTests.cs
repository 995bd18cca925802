using HawkesNet.Cli.Crash;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Privacy;
using HawkesNet.Storage;
using HawkesNet.Storage.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>The database ends, is killed, refuses or waits while the service runs; the service goes on without a
/// restart.</summary>
public sealed class DatabaseFailureTests(DatabaseFailureTests.OwnServer server)
    : IClassFixture<DatabaseFailureTests.OwnServer>
{
    [OnServerEnd("fast")]
    [OnServerEnd("immediate")]
    [OnServerEnd("kill")]
    [Theory]
    public async Task A_server_that_ends_under_load_and_comes_back_loses_and_doubles_nothing(string end)
    {
        TestEvent[] events = WithIds(3000);
        using TestNetwork network = Open();
        await network.AppendInBodiesAsync(events[..500], 50);
        Task writing = Task.Run(async () =>
        {
            foreach (TestEvent[] body in events[500..].Chunk(50))
            {
                AppendResult result = await network.AppendAgainAsync(body);
                Assert.Equal(50, result.Accepted + result.Duplicates);
            }
        });
        await Task.Delay(100);
        End(end);
        if (end == "kill")
        {
            await SessionsEndAsync(network, events[0]);
        }
        AppendResult refused = await network.AppendAsync(How(), new TestEvent(0, "a", Id: "never"));
        Assert.Equal(AppendOutcome.StoreUnavailable, refused.Outcome);
        server.Value.Launch();
        await writing;
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(events, 50);
        Assert.Equal(3000, network.Network.Status.LastPosition);
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
        Assert.Null(network.Network.Status.LearnerError);
        network.Crash();
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
    }

    // After a kill a session that is at work ends only when it notices: until then it commits. What it commits here is
    // a key, with an event that is known.
    private static async Task SessionsEndAsync(TestNetwork network, TestEvent known)
    {
        AppendResult result;
        int next = 0;
        do
        {
            result = await network.AppendAsync(How(key: $"after{next++}"), known);
        }
        while (result.Outcome == AppendOutcome.Committed && next < 10_000);
        Assert.Equal(AppendOutcome.StoreUnavailable, result.Outcome);
    }

    [PostgresFact]
    public async Task A_database_made_read_only_refuses_and_later_takes_events_again()
    {
        TestEvent[] events = WithIds(200);
        using TestNetwork network = Open();
        await network.AppendInBodiesAsync(events[..100], 50);
        AppendResult result;
        server.Value.Set("default_transaction_read_only", "on");
        try
        {
            // The server takes its new settings in a moment: until then bodies are still committed.
            int next = 100;
            do
            {
                result = await network.AppendAsync(How(key: $"k{next}"), events[next..(next + 1)]);
                next += result.Outcome == AppendOutcome.Committed ? 1 : 0;
            }
            while (result.Outcome == AppendOutcome.Committed && next < 150);
        }
        finally
        {
            server.Value.Set("default_transaction_read_only", "off");
        }
        Assert.Equal(AppendOutcome.StoreUnavailable, result.Outcome);
        AppendResult later = await network.AppendAgainAsync(events[100..]);
        Assert.Equal(100, later.Accepted + later.Duplicates);
        Assert.Equal(200, network.Network.Status.LastPosition);
    }

    [PostgresFact]
    public async Task A_commit_that_takes_too_long_is_refused_in_time_and_stored_once_later()
    {
        TestEvent[] events = WithIds(200);
        using TestNetwork network = Open("Command Timeout=8");
        await network.AppendInBodiesAsync(events[..100], 50);
        network.Execute("""
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON event_batch DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait();
            """);
        AppendResult refused = await network.AppendAsync(How(), events[100..]);
        Assert.Equal(AppendOutcome.StoreUnavailable, refused.Outcome);
        network.Execute("DROP TRIGGER wait ON event_batch");
        Assert.Equal(100, (await network.AppendAgainAsync(events[100..])).Accepted);
        Assert.Equal(200, network.Network.Status.LastPosition);
    }

    [PostgresFact]
    public async Task A_commit_in_doubt_that_took_place_is_found_and_not_repeated()
    {
        TestEvent[] events = WithIds(300);
        using TestNetwork network = Open();
        await network.AppendInBodiesAsync(events[..100], 50);
        // From now on, or a moment later, a commit waits for a second server that is not there, after it is on the disk
        // of this one.
        server.Value.Set("synchronous_standby_names", "nobody");
        int next = 100;
        AppendResult? doubtful = null;
        for (; doubtful is null; next += 10)
        {
            AppendResult result = await EndWaitingSessionsAsync(network.AppendAsync(How(), events[next..(next + 10)]));
            doubtful = result.Outcome == AppendOutcome.StoreUnavailable ? result : null;
        }
        server.Value.Set("synchronous_standby_names", "");
        Assert.Equal(10, (await network.AppendAgainAsync(events[(next - 10)..next])).Duplicates);
        Assert.Equal(300 - next, (await network.AppendAgainAsync(events[next..])).Accepted);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(events, 100);
        Assert.Equal(await expected.DigestAsync(), await network.DigestAsync());
    }

    [PostgresFact]
    public async Task A_log_replaced_by_a_commit_in_doubt_that_took_place_is_gone_on_with()
    {
        TestEvent[] events = WithIds(200);
        using TestNetwork network = Open();
        await network.AppendInBodiesAsync(events, 50);
        long before = network.Network.NetworkId;
        Task<Network> rewriting = await RewriteIntoDoubtAsync(network);
        Network relearned = await EndWaitingSessionsAsync(rewriting);
        server.Value.Set("synchronous_standby_names", "");
        await AssertWithoutA1Async(events, before, relearned);
    }

    [PostgresFact]
    public async Task A_log_replaced_by_a_commit_in_doubt_is_found_whenever_the_database_comes_back()
    {
        TestEvent[] events = WithIds(200);
        using TestNetwork network = Open();
        await network.AppendInBodiesAsync(events, 50);
        Network old = network.Network;
        Task<Network> rewriting = await RewriteIntoDoubtAsync(network);
        End("kill");
        while (network.Registry.Find("test") == old)
        {
            Assert.False(rewriting.IsCompleted, "it did not wait for the database");
            await Task.Delay(20);
        }
        // Others can be made, or are refused at once, while the doubt lasts.
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => network.Registry.GetOrCreateAsync("other", new NetworkSettings(), default));
        server.Value.Launch();
        server.Value.Set("synchronous_standby_names", "");
        await AssertWithoutA1Async(events, old.NetworkId, await rewriting);
    }

    /// <summary>Takes actor a1 out of the log, with a commit that is on the disk and not answered.</summary>
    private async Task<Task<Network>> RewriteIntoDoubtAsync(TestNetwork network)
    {
        // Of all commits only the one that gives the new log its name waits for a second server that is not there.
        using (var connection = new NpgsqlConnection(network.Options.PostgresConnection))
        {
            connection.Open();
            using var command = new NpgsqlCommand(
                """
                CREATE FUNCTION commit_as() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM set_config('synchronous_commit', TG_ARGV[0], true); RETURN NEW; END $$;
                CREATE TRIGGER a BEFORE INSERT ON network FOR EACH ROW EXECUTE FUNCTION commit_as('local');
                CREATE TRIGGER b BEFORE INSERT ON event_batch FOR EACH ROW EXECUTE FUNCTION commit_as('local');
                CREATE TRIGGER c BEFORE INSERT OR UPDATE ON network_lease
                    FOR EACH ROW EXECUTE FUNCTION commit_as('local');
                CREATE TRIGGER d BEFORE UPDATE OF name ON network FOR EACH ROW EXECUTE FUNCTION commit_as('on');
                """, connection);
            command.ExecuteNonQuery();
        }
        server.Value.Set("synchronous_standby_names", "nobody");
        await UntilCommitsWaitAsync();
        var rest = new LogWithoutActor("a1"u8.ToArray());
        Task<Network> rewriting = Task.Run(() => network.Registry.RewriteAsync("test", rest.Next));
        while (Waiting() == 0)
        {
            Assert.False(rewriting.IsCompleted, "no commit was in doubt");
            await Task.Delay(10);
        }
        return rewriting;
    }

    private static async Task AssertWithoutA1Async(TestEvent[] events, long before, Network relearned)
    {
        Assert.NotEqual(before, relearned.NetworkId);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync([.. events.Where(one => one.Source != "a1" && one.Target != "a1")], 50);
        Assert.Equal(await expected.DigestAsync(), await relearned.ModelDigest(default));
        Assert.Equal(AppendOutcome.Committed,
            (await relearned.AppendAsync(Rows(new TestEvent(1L << 60, "after")), How(), default)).Outcome);
    }

    [PostgresFact]
    public async Task A_key_is_found_again_over_a_new_connection()
    {
        using TestNetwork network = Open();
        await network.AppendAsync(How(key: "k"), new TestEvent(Second, "a"));
        Count("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname LIKE 'test%'");
        await network.AppendAsync(How(key: "k"), new TestEvent(Second, "a"));
        Assert.Equal(AppendOutcome.Repeated,
            (await network.AppendAsync(How(key: "k"), new TestEvent(Second, "a"))).Outcome);
    }

    [PostgresFact]
    public async Task A_start_waits_for_a_database_that_is_down_and_gives_up_in_time()
    {
        string connection = server.Value.CreateDatabase();
        server.Value.StopFast();
        var options = new ServiceOptions { PostgresConnection = connection, StoreWaitMax = TimeSpan.Zero };
        using var impatient = new NetworkRegistry(options, TimeProvider.System, NullLoggerFactory.Instance);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => impatient.StartAsync(default));
        using var patient = new NetworkRegistry(
            options with { StoreWaitMax = TimeSpan.FromMinutes(2) }, TimeProvider.System, NullLoggerFactory.Instance);
        Task start = patient.StartAsync(default);
        await Task.Delay(200);
        Assert.False(start.IsCompleted);
        server.Value.Launch();
        await start;
        Assert.True(patient.IsRecovered);
    }

    /// <summary>Ends every session whose commit waits, until the work is done.</summary>
    private async Task<T> EndWaitingSessionsAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            Count("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            await Task.Delay(50);
        }
        return await work;
    }

    /// <summary>The server takes its new settings in a moment: commits until one waits for the second server.</summary>
    private async Task UntilCommitsWaitAsync()
    {
        Task<long> probe;
        do
        {
            // A large object of no bytes: a commit that has to be on the disk.
            probe = Task.Run(() => Count("SELECT lo_create(0)::bigint"));
            while (!probe.IsCompleted && Waiting() == 0)
            {
                await Task.Delay(10);
            }
        }
        while (probe.IsCompleted);
        await EndWaitingSessionsAsync(probe.ContinueWith(ended => ended.IsFaulted));
    }

    private long Waiting() => Count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

    private static TestEvent[] WithIds(int count) =>
        [.. TestEvent.Stream(count, 13).Select((one, i) => one with { Id = "id" + i })];

    private TestNetwork Open(string? settings = null) => new(StoreKind.Postgres, new ServiceOptions
    {
        PostgresConnection = $"{server.Value.CreateDatabase()};{settings}",
    });

    private long Count(string sql)
    {
        using var connection = new NpgsqlConnection(server.Value.ConnectionTo("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return (long)command.ExecuteScalar()!;
    }

    private void End(string how)
    {
        switch (how)
        {
            case "fast":
                server.Value.StopFast();
                break;
            case "immediate":
                server.Value.StopImmediately();
                break;
            default:
                server.Value.Kill();
                break;
        }
    }

    /// <summary>A server for these tests alone, since they end it; whole again for each of them.</summary>
    public sealed class OwnServer : IDisposable
    {
        private PostgresServer? started;

        internal PostgresServer Value
        {
            get
            {
                started ??= PostgresServer.Start();
                return started;
            }
        }

        public void Dispose() => started?.Dispose();
    }

    /// <summary>A way for the server to end; skipped where there is no server.</summary>
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    private sealed class OnServerEndAttribute : Xunit.Sdk.DataAttribute
    {
        private readonly string end;

        public OnServerEndAttribute(string end)
        {
            this.end = end;
            Skip = TestServer.Missing;
        }

        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[end]];
    }
}
