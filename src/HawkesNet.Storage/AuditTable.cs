using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>Something that was done or read.</summary>
public sealed record AuditEntry
{
    /// <summary>Number of the entry; 0: not stored yet.</summary>
    public long EntryId { get; init; }

    /// <summary>When, in milliseconds since 1970.</summary>
    public required long AtUnixMs { get; init; }

    /// <summary>By whom: the id of a key or token.</summary>
    public required string Caller { get; init; }

    /// <summary>The operation.</summary>
    public required string Action { get; init; }

    /// <summary>In which network; null: in none.</summary>
    public string? Network { get; init; }

    /// <summary>What of it; null: all of it.</summary>
    public string? Subject { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required long Status { get; init; }
}

/// <summary>The audit log of a store: entries are added and, beyond a number, forgotten, the oldest first. Thread-safe.
/// Every method throws <see cref="StoreUnavailableException"/>.</summary>
public sealed class AuditTable(Store store)
{
    /// <summary>Adds entries and forgets those beyond the newest <paramref name="kept"/>; durable on return.</summary>
    public void Add(IReadOnlyList<AuditEntry> entries, long kept)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction =>
        {
            connection.Execute(
                """
                INSERT INTO audit_entry (at_unix_ms, caller, action, network, subject, status)
                VALUES (@AtUnixMs, @Caller, @Action, @Network, @Subject, @Status)
                """,
                entries, transaction);
            connection.Execute(
                "DELETE FROM audit_entry WHERE entry_id <= (SELECT MAX(entry_id) FROM audit_entry) - @kept",
                new { kept }, transaction);
        });
    }

    /// <summary>Entries, the newest first, older than one.</summary>
    /// <param name="before">Number of that entry.</param>
    /// <param name="count">Most entries.</param>
    public IReadOnlyList<AuditEntry> List(long before, int count)
    {
        using DbConnection connection = store.Connect();
        return Store.Guarded(() => connection.Query<AuditEntry>(
            """
            SELECT entry_id AS EntryId, at_unix_ms AS AtUnixMs, caller AS Caller, action AS Action,
                network AS Network, subject AS Subject, status AS Status
            FROM audit_entry WHERE entry_id < @before ORDER BY entry_id DESC LIMIT @count
            """,
            new { before, count }).AsList());
    }

    /// <summary>Takes a subject out of a network's entries; the entries stay.</summary>
    public void ForgetSubject(string network, string subject)
    {
        using DbConnection connection = store.Connect();
        store.Transact(connection, transaction => connection.Execute(
            "UPDATE audit_entry SET subject = NULL WHERE network = @network AND subject = @subject",
            new { network, subject }, transaction));
    }
}
