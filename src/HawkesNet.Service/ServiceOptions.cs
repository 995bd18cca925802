using HawkesNet.Model.Inference;
using HawkesNet.Service.Access;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Service;

/// <summary>Every limit and setting of the service, with unit and default.</summary>
public sealed record ServiceOptions
{
    /// <summary>Folder of the embedded SQLite store.</summary>
    public string DataDirectory { get; init; } = "./data";

    /// <summary>PostgreSQL connection string; null: SQLite in <see cref="DataDirectory"/>.</summary>
    public string? PostgresConnection { get; init; }

    /// <summary>How long a start waits for a PostgreSQL server that does not answer yet.</summary>
    public TimeSpan StoreWaitMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which another service on the same PostgreSQL database may take over a network whose
    /// lease was not renewed. It is renewed three times in that time.</summary>
    public TimeSpan LeaseLength { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether anyone may come without a key, also from other machines, as long as there is none.</summary>
    public bool IsInsecureOpen { get; init; }

    /// <summary>SHA-256 of a key with all rights that is not in the store; null: none.</summary>
    public byte[]? AdminKeySha256 { get; init; }

    /// <summary>Whose tokens are taken beside keys; null: nobody's.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>Where the learners' dense work is done. The caller disposes of it, after the service.</summary>
    public LearningDevice Device { get; init; } = LearningDevice.Cpu;

    /// <summary>Keys in force.</summary>
    public int KeysMax { get; init; } = 1_000;

    /// <summary>Requests of a key in a second, saved up for two; null: any number.</summary>
    public double? RequestsPerSecondMax { get; init; } = 1_000;

    /// <summary>Rows of a key in a second, saved up for two; null: any number.</summary>
    public double? EventsPerSecondMax { get; init; } = 200_000;

    /// <summary>Requests of a key at once.</summary>
    public int RequestsAtOnceMax { get; init; } = 256;

    /// <summary>Entries of the audit log; beyond, the oldest are forgotten.</summary>
    public long AuditEntriesKept { get; init; } = 1_000_000;

    /// <summary>Bytes of a body after decompression.</summary>
    public int BodyBytesMax { get; init; } = 20 * 1024 * 1024;

    /// <summary>Bytes of memory that all bodies together may take, from their first byte until their rows are
    /// committed; one client holds at most half of it; beyond: 503. Null: an eighth of the memory that the process may
    /// have.</summary>
    public long? BodyMemoryBytesMax { get; init; }

    /// <summary>The least <see cref="BodyMemoryBytesMax"/>: with it the largest body fits into half.</summary>
    public long BodyMemoryBytesLeast => 2 * BodyCost.OfLargest(this);

    /// <summary>Rows of a body.</summary>
    public int RowsMax { get; init; } = 50_000;

    /// <summary>Bytes of one row.</summary>
    public int RowBytesMax { get; init; } = 8 * 1024;

    /// <summary>Bytes of an id, name or type.</summary>
    public int NameBytesMax { get; init; } = 256;

    /// <summary>Rows waiting to be committed, per network; beyond: 429.</summary>
    public int QueueEventsMax { get; init; } = 500_000;

    /// <summary>How far an event may lie ahead of the wall clock.</summary>
    public TimeSpan FutureMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Networks of the service.</summary>
    public int NetworksMax { get; init; } = 256;

    /// <summary>Open connections.</summary>
    public int ConnectionsMax { get; init; } = 10_240;

    /// <summary>Open streams of server-sent events; beyond: 503.</summary>
    public int StreamsMax { get; init; } = 200;

    /// <summary>Whether ingest creates a network that does not exist.</summary>
    public bool CreateNetworksOnIngest { get; init; } = true;

    /// <summary>Events between automatic snapshots.</summary>
    public int SnapshotEvents { get; init; } = 200_000;

    /// <summary>Snapshots kept per network, newest first.</summary>
    public int SnapshotsKept { get; init; } = 5;

    /// <summary>Days (UTC), the present one included, of which the last snapshot is kept beyond these.</summary>
    public int SnapshotDaysKept { get; init; } = 7;

    /// <summary>Event ids remembered per network, newest first.</summary>
    public int EventIdsKept { get; init; } = 5_000_000;

    /// <summary>Events of the log that are read again, at most, to find what caused one of them.</summary>
    public int CauseHistoryEventsMax { get; init; } = 5_000_000;

    /// <summary>Shortest time between publications of a changed model.</summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromMilliseconds(200);
}
