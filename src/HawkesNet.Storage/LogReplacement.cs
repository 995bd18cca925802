using System.Data.Common;
using Dapper;

namespace HawkesNet.Storage;

/// <summary>Puts another log in the place of a network's: it is written beside the old one, then takes its name in one
/// transaction, in which the old log and its snapshots are deleted. What a crash leaves of it is deleted by
/// <see cref="Abandon"/>. Not thread-safe.</summary>
/// <param name="store">The store.</param>
/// <param name="network">The network; its log has no writer meanwhile.</param>
/// <param name="lease">The right to write it; null: the store has one process.</param>
public sealed class LogReplacement(Store store, StoredNetwork network, NetworkLease? lease)
{
    /// <summary>Ends the name of a network that is being written; no name given by people has a space.</summary>
    internal const string UnfinishedEnding = " (unfinished)";

    private const int RowsTogether = 64;

    /// <summary>Writes each row as <paramref name="rewrite"/> gives it, and puts these in place of the old.</summary>
    /// <param name="rewrite">Gives a row of the same number; called in order.</param>
    /// <param name="now">The wall clock.</param>
    /// <returns>The network as it is stored now, under a new number.</returns>
    /// <exception cref="StoreUnavailableException">The database refused: the old log is still there.</exception>
    /// <exception cref="CorruptLogException">A row of the old log cannot be trusted: it is still there.</exception>
    /// <exception cref="LeaseLostException">Another process writes the network.</exception>
    public StoredNetwork Run(Func<LogBatch, LogBatch> rewrite, DateTimeOffset now)
    {
        Abandon();
        StoredNetwork next = new NetworkTable(store).Create(network.Name + UnfinishedEnding, network.Settings, now)
            ?? throw new StoreUnavailableException("The network is being rewritten by another process.");
        using var from = new EventLog(store, network.NetworkId);
        using var to = new EventLog(store, next.NetworkId);
        foreach (LogBatch[] rows in from.ReadFrom(1).Chunk(RowsTogether))
        {
            to.Append([.. rows.Select(rewrite)], []);
        }
        Swap(next.NetworkId);
        return next with { Name = network.Name };
    }

    /// <summary>Deletes what an earlier replacement left unfinished.</summary>
    /// <exception cref="StoreUnavailableException">The database refused.</exception>
    public void Abandon() => new NetworkTable(store).Delete(network.Name + UnfinishedEnding);

    /// <summary>How the network is stored, once no commit that replaces its log is under way.</summary>
    /// <exception cref="StoreUnavailableException">The database refused, or the commit took too long.</exception>
    public StoredNetwork Settled()
    {
        if (store.IsPostgres)
        {
            using DbConnection connection = store.Connect();
            Store.Guarded(() => WaitForSwap(connection));
        }
        return new NetworkTable(store).Find(network.Name) ?? network;
    }

    // A connection may break long before the database is done with its commit, which has the row locked.
    private int WaitForSwap(DbConnection connection)
    {
        using DbTransaction transaction = connection.BeginTransaction();
        return connection.Execute(
            "SELECT 1 FROM network WHERE network_id = @NetworkId FOR SHARE", new { network.NetworkId }, transaction);
    }

    private void Swap(long next)
    {
        using DbConnection connection = store.Connect();
        if (!store.IsPostgres)
        {
            // What is deleted is overwritten in the file, too.
            Store.Guarded(() => connection.Execute("PRAGMA secure_delete=ON"));
        }
        store.Transact(connection, transaction =>
        {
            lease?.Check(connection, transaction);
            var numbers = new { old = network.NetworkId, next, network.Name };
            connection.Execute(
                """
                UPDATE kept_answer SET network_id = @next WHERE network_id = @old;
                UPDATE pseudonym_secret SET network_id = @next WHERE network_id = @old;
                UPDATE actor_name SET network_id = @next WHERE network_id = @old;
                UPDATE network SET created_unix_ms = (SELECT created_unix_ms FROM network WHERE network_id = @old)
                WHERE network_id = @next;
                """,
                numbers, transaction);
            NetworkTable.DeleteRows(store, connection, transaction, network.NetworkId);
            connection.Execute("UPDATE network SET name = @Name WHERE network_id = @next", numbers, transaction);
        });
        if (!store.IsPostgres)
        {
            Store.Guarded(() => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
    }
}
