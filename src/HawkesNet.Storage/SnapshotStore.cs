using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>A stored snapshot, without its bytes.</summary>
/// <param name="Version">Its number, from 1, never used twice while a newer one exists.</param>
/// <param name="Sequence">Last log row its state includes.</param>
/// <param name="Position">Last log position its state includes.</param>
/// <param name="PartCount">Parts it is stored in.</param>
/// <param name="ByteCount">Its size.</param>
/// <param name="TakenUnixMs">When it was taken, Unix milliseconds.</param>
public sealed record StoredSnapshot(
    long Version, long Sequence, long Position, long PartCount, long ByteCount, long TakenUnixMs);

/// <summary>The snapshots of one network. Thread-safe for one writer and any readers.</summary>
/// <remarks>The bytes go in parts, each its own transaction, so that a large snapshot never holds up the log's
/// commits; the snapshot exists once its own row does.</remarks>
/// <param name="store">The store.</param>
/// <param name="networkId">The network.</param>
/// <param name="lease">The right to write it; null: the store has one process.</param>
public sealed class SnapshotStore(Store store, long networkId, NetworkLease? lease = null)
{
    private const int PartBytes = 8 * 1024 * 1024;

    /// <summary>Whether what a snapshot says is stored as tables too.</summary>
    public bool TakesRows => store.IsPostgres;

    /// <summary>All snapshots, newest first.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public IReadOnlyList<StoredSnapshot> List()
    {
        using DbConnection connection = store.Connect();
        return List(connection);
    }

    /// <summary>Stores a snapshot and forgets those that need not be kept; durable on return.</summary>
    /// <param name="content">The state.</param>
    /// <param name="retention">Which older ones are kept.</param>
    /// <param name="now">When it is taken.</param>
    /// <param name="rows">What it says as tables, visible together with it; null: none. PostgreSQL only.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="StoreUnavailableException">The database refused; the older ones are still there.</exception>
    /// <exception cref="LeaseLostException">Another process writes the network.</exception>
    public long Save(
        SnapshotContent content, SnapshotRetention retention, DateTimeOffset now, PosteriorRows? rows = null)
    {
        byte[] bytes = SnapshotFormat.Write(content);
        using DbConnection connection = store.Connect();
        long version = NextVersion(connection);
        var snapshot = new StoredSnapshot(
            version, content.Sequence, content.Position, SaveParts(connection, version, bytes), bytes.Length,
            now.ToUnixTimeMilliseconds());
        Transact(connection, transaction =>
        {
            Insert(connection, snapshot, transaction);
            if (rows is not null)
            {
                PosteriorTables.Write(connection, networkId, version, rows);
            }
        });
        Prune(connection, version, retention, now);
        return version;
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="FormatException">It is damaged, incomplete or of an unknown version.</exception>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public SnapshotContent Load(StoredSnapshot snapshot)
    {
        using DbConnection connection = store.Connect();
        byte[] bytes = new byte[snapshot.ByteCount];
        int at = 0;
        for (long part = 0; part < snapshot.PartCount; part++)
        {
            byte[]? content = Store.Guarded(() => connection.ExecuteScalar<byte[]>(
                """
                SELECT content FROM snapshot_part
                WHERE network_id = @networkId AND version = @Version AND part = @part
                """,
                new { networkId, snapshot.Version, part }));
            if (content is null || content.Length > bytes.Length - at)
            {
                throw new FormatException($"its part {part} is missing or too long");
            }
            content.CopyTo(bytes, at);
            at += content.Length;
        }
        return SnapshotFormat.Read(bytes.AsSpan(0, at));
    }

    private long SaveParts(DbConnection connection, long version, byte[] bytes)
    {
        long part = 0;
        byte[] content = [];
        for (int at = 0; at < bytes.Length; at += PartBytes, part++)
        {
            int length = Math.Min(PartBytes, bytes.Length - at);
            content = content.Length == length ? content : new byte[length];
            bytes.AsSpan(at, length).CopyTo(content);
            var row = new { networkId, version, part, content };
            Transact(connection, transaction => connection.Execute(
                "INSERT INTO snapshot_part VALUES (@networkId, @version, @part, @content)", row, transaction));
        }
        return part;
    }

    private void Insert(DbConnection connection, StoredSnapshot snapshot, DbTransaction transaction) =>
        connection.Execute(
            """
            INSERT INTO snapshot
            VALUES (@networkId, @Version, @Sequence, @Position, @PartCount, @ByteCount, @TakenUnixMs)
            """,
            new
            {
                networkId,
                snapshot.Version,
                snapshot.Sequence,
                snapshot.Position,
                snapshot.PartCount,
                snapshot.ByteCount,
                snapshot.TakenUnixMs,
            },
            transaction);

    private void Transact(DbConnection connection, Action<DbTransaction> work) =>
        store.Transact(connection, transaction =>
        {
            work(transaction);
            lease?.Check(connection, transaction);
        });

    private List<StoredSnapshot> List(DbConnection connection) =>
        Store.Guarded(() => connection.Query<StoredSnapshot>(
            """
            SELECT version AS Version, sequence AS Sequence, position AS Position, part_count AS PartCount,
                byte_count AS ByteCount, taken_unix_ms AS TakenUnixMs
            FROM snapshot WHERE network_id = @networkId ORDER BY version DESC
            """,
            new { networkId }).AsList());

    /// <summary>Beyond every version seen, parts of one whose row was never written included.</summary>
    private long NextVersion(DbConnection connection) =>
        Store.Guarded(() => connection.ExecuteScalar<long>(
            """
            SELECT 1 + COALESCE(MAX(version), 0) FROM (
                SELECT version FROM snapshot WHERE network_id = @networkId
                UNION ALL SELECT version FROM snapshot_part WHERE network_id = @networkId) AS seen
            """,
            new { networkId }));

    private void Prune(DbConnection connection, long newest, SnapshotRetention retention, DateTimeOffset now)
    {
        HashSet<long> keep = retention.Kept(List(connection), now);
        long[] versions = Store.Guarded(() => connection.Query<long>(
            "SELECT DISTINCT version FROM snapshot_part WHERE network_id = @networkId AND version <= @newest",
            new { networkId, newest }).ToArray());
        foreach (long version in versions.Where(version => !keep.Contains(version)))
        {
            Transact(connection, transaction =>
            {
                string[] tables = store.IsPostgres
                    ? ["snapshot", "snapshot_part", .. PosteriorTables.Names]
                    : ["snapshot", "snapshot_part"];
                foreach (string table in tables)
                {
                    string sql = $"DELETE FROM {table} WHERE network_id = @networkId AND version = @version";
                    connection.Execute(sql, new { networkId, version }, transaction);
                }
            });
        }
    }
}
