using System.Globalization;
using System.Text;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Crash;

/// <summary>What stands in the log of a network after all kills. Events should be those with the ids
/// "0".."n-1".</summary>
/// <param name="Events">Events in the log.</param>
/// <param name="Lost">Acknowledged events that are not there.</param>
/// <param name="Doubled">Events that are there more than once.</param>
/// <param name="Unknown">Events that were never sent.</param>
internal sealed record LogAudit(long Events, long Lost, long Doubled, long Unknown)
{
    /// <summary>Reads the whole log of the store's only network.</summary>
    public static LogAudit Read(StorePlace place, long acknowledged)
    {
        using Store store = place.Open();
        StoredNetwork network = new NetworkTable(store).List().Single();
        using var log = new EventLog(store, network.NetworkId);
        int[] seen = new int[acknowledged];
        long events = 0;
        long unknown = 0;
        foreach (LogBatch batch in log.ReadFrom(1))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                events++;
                bool sent = long.TryParse(
                    Encoding.UTF8.GetString(batch.Ids[i]), CultureInfo.InvariantCulture, out long id)
                    && id >= 0 && id < acknowledged;
                unknown += sent ? 0 : 1;
                seen[sent ? id : 0] += sent ? 1 : 0;
            }
        }
        return new LogAudit(events, seen.Count(n => n == 0), seen.Count(n => n > 1), unknown);
    }

    /// <summary>Copies the log, without any snapshot, to a new store: what a service never killed would have learned
    /// from.</summary>
    public static void CopyLog(StorePlace from, StorePlace to)
    {
        using Store source = from.Open();
        using Store target = to.Open();
        StoredNetwork network = new NetworkTable(source).List().Single();
        StoredNetwork copy = new NetworkTable(target).Create(network.Name, network.Settings, DateTimeOffset.UnixEpoch)!;
        using var sourceLog = new EventLog(source, network.NetworkId);
        using var targetLog = new EventLog(target, copy.NetworkId);
        foreach (LogBatch[] batches in sourceLog.ReadFrom(1).Chunk(64))
        {
            targetLog.Append(batches, []);
        }
    }
}
