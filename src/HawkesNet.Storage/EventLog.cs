using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>An answer to be kept under a client's idempotency key.</summary>
public sealed record KeptAnswer(string Key, byte[] BodySha256, byte[] Answer);

/// <summary>The log of one network: rows are appended in one transaction, and read back in order.</summary>
/// <remarks>One writer, which may be another thread than the readers.</remarks>
/// <param name="store">The store.</param>
/// <param name="networkId">The network.</param>
/// <param name="lease">The right to write it; null: the store has one process.</param>
public sealed class EventLog(Store store, long networkId, NetworkLease? lease = null) : IDisposable
{
    private const int ReadRows = 64;
    private DbConnection? writer;

    /// <summary>Appends rows and kept answers; all durable on return, or none.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known to be appended: read the log's end
    /// again.</exception>
    /// <exception cref="LeaseLostException">Another process writes the log; nothing was appended.</exception>
    public void Append(IReadOnlyList<LogBatch> batches, IReadOnlyList<KeptAnswer> answers)
    {
        try
        {
            writer ??= store.Connect();
            store.Transact(writer, transaction =>
            {
                foreach (LogBatch batch in batches)
                {
                    InsertBatch(batch, transaction);
                }
                foreach (KeptAnswer answer in answers)
                {
                    InsertAnswer(answer, transaction);
                }
                lease?.Check(writer, transaction);
            });
        }
        catch
        {
            CloseWriter();
            throw;
        }
    }

    /// <summary>The answer kept under a key, or null.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public KeptAnswer? FindAnswer(string key)
    {
        try
        {
            writer ??= store.Connect();
            return Store.Guarded(() => writer.QuerySingleOrDefault<KeptAnswer>(
                """
                SELECT key AS Key, body_sha256 AS BodySha256, answer AS Answer FROM kept_answer
                WHERE network_id = @networkId AND key = @key
                """,
                new { networkId, key }));
        }
        catch
        {
            CloseWriter();
            throw;
        }
    }

    /// <summary>Forgets answers kept when the log ended before a row.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public void ForgetAnswersBefore(long sequence)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction => connection.Execute(
            "DELETE FROM kept_answer WHERE network_id = @networkId AND sequence < @sequence",
            new { networkId, sequence }, transaction));
    }

    /// <summary>Number of the row that holds a position, or of the last row before it; 0: there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public long FindSequence(long position)
    {
        using DbConnection connection = store.Connect();
        long low = 0;
        long high = LastSequence(connection);
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            long first = Store.Guarded(() => connection.ExecuteScalar<long>(
                "SELECT first_position FROM event_batch WHERE network_id = @networkId AND sequence = @middle",
                new { networkId, middle }));
            (low, high) = first <= position ? (middle, high) : (low, middle - 1);
        }
        return low;
    }

    /// <summary>Number of the last row and log position of the last event; 0: there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public (long Sequence, long Position) End()
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.QuerySingleOrDefault<(long, long)>(
            """
            SELECT sequence, first_position + event_count - 1 FROM event_batch
            WHERE network_id = @networkId ORDER BY sequence DESC LIMIT 1
            """,
            new { networkId }));
    }

    /// <summary>Rows from a number on, in order, each a new batch.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    /// <exception cref="CorruptLogException">A row is missing, torn or corrupted; those before it were
    /// given.</exception>
    public IEnumerable<LogBatch> ReadFrom(long sequence)
    {
        using DbConnection connection = store.Connect();
        while (true)
        {
            List<StoredRow> rows = Read(connection, sequence);
            foreach (StoredRow row in rows)
            {
                if (row.Sequence != sequence)
                {
                    throw new CorruptLogException(sequence, "it is missing");
                }
                var batch = new LogBatch();
                LogBatchCodec.Decode(row.Content, networkId, sequence, batch);
                sequence++;
                yield return batch;
            }
            if (rows.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CloseWriter();

    /// <summary>The next write opens a new connection: this one may be broken.</summary>
    private void CloseWriter()
    {
        writer?.Dispose();
        writer = null;
    }

    private List<StoredRow> Read(DbConnection connection, long sequence) =>
        Store.Guarded(() => connection.Query<StoredRow>(
            """
            SELECT sequence AS Sequence, content AS Content FROM event_batch
            WHERE network_id = @networkId AND sequence >= @sequence ORDER BY sequence LIMIT @ReadRows
            """,
            new { networkId, sequence, ReadRows }).AsList());

    private long LastSequence(DbConnection connection) =>
        Store.Guarded(() => connection.ExecuteScalar<long>(
            "SELECT COALESCE(MAX(sequence), 0) FROM event_batch WHERE network_id = @networkId", new { networkId }));

    private void InsertBatch(LogBatch batch, DbTransaction transaction) =>
        writer!.Execute(
            "INSERT INTO event_batch VALUES (@networkId, @Sequence, @FirstPosition, @Count, @content)",
            new
            {
                networkId,
                batch.Sequence,
                batch.FirstPosition,
                batch.Count,
                content = LogBatchCodec.Encode(batch, networkId),
            },
            transaction);

    private void InsertAnswer(KeptAnswer answer, DbTransaction transaction) =>
        writer!.Execute(
            """
            INSERT INTO kept_answer (network_id, key, body_sha256, answer, sequence)
            VALUES (@networkId, @Key, @BodySha256, @Answer,
                (SELECT COALESCE(MAX(sequence), 0) FROM event_batch WHERE network_id = @networkId))
            """,
            new { networkId, answer.Key, answer.BodySha256, answer.Answer }, transaction);

    private sealed record StoredRow(long Sequence, byte[] Content);
}
