using System.Data.Common;
using System.Text;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>A network on a real store of its own, a SQLite file or a PostgreSQL database, which can be closed and
/// opened again.</summary>
internal sealed class TestNetwork : IDisposable
{
    public const long Second = 1_000_000_000;
    private readonly ServiceOptions options;
    private readonly NetworkSettings settings;
    private readonly TimeProvider clock;
    private readonly TimeSpan silence;
    private NetworkRegistry registry;

    public TestNetwork(
        StoreKind kind = StoreKind.Sqlite, ServiceOptions? options = null, NetworkSettings? settings = null,
        TimeProvider? clock = null, TimeSpan? silence = null)
    {
        Folder = Path.Combine(Path.GetTempPath(), "hawkesnet-test-" + Guid.NewGuid().ToString("N"));
        this.options = (options ?? new ServiceOptions()) with
        {
            DataDirectory = Folder,
            PostgresConnection = kind == StoreKind.Postgres
                ? options?.PostgresConnection ?? TestServer.Shared.CreateDatabase()
                : null,
        };
        this.settings = settings ?? new NetworkSettings();
        this.clock = clock ?? TimeProvider.System;
        this.silence = silence ?? TimeSpan.FromHours(1);
        registry = Open();
    }

    /// <summary>A network in a SQLite store that is there; the folder is deleted at the end.</summary>
    public TestNetwork(string folder)
    {
        Folder = folder;
        options = new ServiceOptions { DataDirectory = folder };
        settings = new NetworkSettings();
        clock = TimeProvider.System;
        silence = TimeSpan.FromHours(1);
        registry = Open();
    }

    public string Folder { get; }

    public ServiceOptions Options => options;

    public NetworkRegistry Registry => registry;

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

    /// <summary>Appends until the store takes it, and says what became of it then.</summary>
    public async Task<AppendResult> AppendAgainAsync(params TestEvent[] events)
    {
        for (int tries = 1; ; tries++)
        {
            AppendResult result = await AppendAsync(How(), events);
            if (result.Outcome is not (AppendOutcome.StoreUnavailable or AppendOutcome.HeldElsewhere))
            {
                return result;
            }
            Assert.True(tries < 600, $"still {result.Outcome}");
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until this service holds the network.</summary>
    public async Task HoldAsync()
    {
        for (int tries = 1; Network.IsHeldElsewhere || !Network.Recovered.IsCompleted; tries++)
        {
            Assert.True(tries < 6000, "another service still holds the network");
            await Task.Delay(10);
        }
    }

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
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Runs statements on the database, beside the service.</summary>
    public void Execute(string sql)
    {
        using DbConnection database = options.PostgresConnection is { } connection
            ? new NpgsqlConnection(connection + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(Folder, "hawkesnet.db")};Pooling=False");
        database.Open();
        using DbCommand command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>From now on the database refuses every row of a table, at once or only at the commit.</summary>
    public void Refuse(string table, bool atCommit = false) => Execute(options.PostgresConnection is null
        ? $"""
            CREATE TABLE parent (n INTEGER PRIMARY KEY);
            CREATE TABLE child (n INTEGER REFERENCES parent (n) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER refuse AFTER INSERT ON {table} BEGIN
                {(atCommit ? "INSERT INTO child VALUES (1)" : "SELECT RAISE(ABORT, 'disk')")}; END
            """
        : $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''disk''; END';
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON {table} DEFERRABLE
                INITIALLY {(atCommit ? "DEFERRED" : "IMMEDIATE")} FOR EACH ROW EXECUTE FUNCTION refuse();
            """);

    /// <summary>Takes <see cref="Refuse"/> back.</summary>
    public void Allow(string table) => Execute(options.PostgresConnection is null
        ? "DROP TRIGGER refuse; DROP TABLE child; DROP TABLE parent"
        : $"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse");

    /// <summary>Changes one byte of a stored snapshot.</summary>
    public void Damage(long version) => Execute(options.PostgresConnection is null
        ? $"""
            UPDATE snapshot_part SET content =
                CAST(substr(content, 1, 100) || x'00' || substr(content, 102) AS BLOB) WHERE version = {version}
            """
        : $"""
            UPDATE snapshot_part SET content = set_byte(content, 100, 255 - get_byte(content, 100))
            WHERE version = {version}
            """);

    private static byte[] Utf8(string? text) => Encoding.UTF8.GetBytes(text ?? "");

    private NetworkRegistry Open()
    {
        var opened = new NetworkRegistry(options, clock, NullLoggerFactory.Instance)
        {
            SilenceBeforeFlush = silence,
            DoubtAwaited = TimeSpan.FromSeconds(1),
        };
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
