using HawkesNet.Model.Numerics;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Bench;

/// <summary>The log alone: batches appended to SQLite, one durable transaction each.</summary>
internal static class LogBench
{
    private const int Actors = 1000;

    /// <summary>Appends batches of events with ids to a temporary store.</summary>
    public static BenchResult Append(int eventsPerBatch, int batches)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-");
        try
        {
            using var store = Store.OpenSqlite(folder.FullName);
            Migrator.Migrate(store);
            StoredNetwork network = new NetworkTable(store).Create("bench", "{}", DateTimeOffset.UnixEpoch)!;
            using var log = new EventLog(store, network.NetworkId);
            LogBatch[] rows = [.. Enumerable.Range(0, batches).Select(i => Batch(i, eventsPerBatch))];
            log.Append([rows[0]], []);
            var meter = new Meter();
            foreach (LogBatch row in rows.AsSpan(1))
            {
                log.Append([row], []);
            }
            double bytes = folder.EnumerateFiles().Sum(f => f.Length) / ((double)batches * eventsPerBatch);
            return meter.Stop(
                FormattableString.Invariant($"log append, batches of {eventsPerBatch:N0}"),
                (batches - 1) * (long)eventsPerBatch,
                FormattableString.Invariant($"durable commits; {bytes:F0} bytes of disk per event"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LogBatch Batch(int number, int events)
    {
        var rng = new CounterRng(8, (ulong)number);
        var batch = new LogBatch { Sequence = number + 1, FirstPosition = ((long)number * events) + 1 };
        for (int i = 0; i < events; i++)
        {
            long position = batch.FirstPosition + i;
            batch.Add(
                1_600_000_000_000_000_000 + (position * 1_000_000), rng.Below(Actors), rng.Below(Actors), 0, 1, false,
                System.Text.Encoding.UTF8.GetBytes($"event-{position}"));
        }
        return batch;
    }
}
