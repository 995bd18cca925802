using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Bench;

/// <summary>The whole way: bodies of 1,000 events over HTTP, parsed, made durable, acknowledged and learned.</summary>
internal static class HttpBench
{
    private const int RowsPerBody = 1000;

    // Until the service's code is compiled and its tables have their first thousands of dyads.
    private const int WarmBodies = 200;

    // Bodies that overtake one another stay well inside the default reorder window of 5 s.
    private const long GapNanoseconds = 100_000;

    /// <summary>Posts bodies over several connections to a service in a process of its own; both share the
    /// cores.</summary>
    public static async Task<BenchResult> RunAsync(string name, BodyFormat format, int bodies, int connections)
    {
        DirectoryInfo store = Directory.CreateTempSubdirectory("hawkesnet-");
        try
        {
            using var service = new ChildService(new Crash.StorePlace(store.FullName), snapshotEvents: null);
            using var client = new ServiceClient(service.Address);
            await service.StartAsync(client, default);
            return await MeasureAsync(name, format, bodies, connections, service, client);
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    private static async Task<BenchResult> MeasureAsync(
        string name, BodyFormat format, int bodies, int connections, ChildService service, ServiceClient client)
    {
        byte[][] texts = [.. Enumerable.Range(0, bodies + WarmBodies)
            .Select(i => IngestBench.Body(format, (long)i * RowsPerBody, RowsPerBody, gapNanoseconds: GapNanoseconds))];
        await PostAsync(client, texts[..WarmBodies], format, connections);
        TimeSpan before = service.ProcessorTime;
        var meter = new Meter();
        await PostAsync(client, texts[WarmBodies..], format, connections);
        long rows = (long)bodies * RowsPerBody;
        double nanoseconds = (service.ProcessorTime - before).TotalNanoseconds / rows;
        BenchResult result = meter.Stop(name, rows);
        string clientShare = FormattableString.Invariant($"the client took {result.CpuNanosecondsPerEvent:N0} ns more");
        return result with
        {
            CpuNanosecondsPerEvent = nanoseconds,
            Note = $"{connections} connections, durable and learned; {clientShare}",
        };
    }

    /// <summary>Posts all bodies; the last alone, answered when everything is learned.</summary>
    private static async Task PostAsync(ServiceClient client, byte[][] bodies, BodyFormat format, int connections)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < bodies.Length - 1; i = Interlocked.Increment(ref next))
            {
                await PostAsync(client, bodies[i], format, "");
            }
        }));
        await PostAsync(client, bodies[^1], format, "&ack=applied");
    }

    private static async Task PostAsync(ServiceClient client, byte[] body, BodyFormat format, string ack)
    {
        string type = format == BodyFormat.Csv ? "text/csv" : "application/x-ndjson";
        PostAnswer answer = await client.PostEventsAsync("bench", body, type, "unit=ns" + ack);
        if (answer.Accepted != RowsPerBody)
        {
            throw new InvalidOperationException($"only {answer.Accepted} of {RowsPerBody} rows were accepted");
        }
    }
}
