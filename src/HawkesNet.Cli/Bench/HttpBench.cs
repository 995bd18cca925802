using HawkesNet.Cli.Http;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Bench;

/// <summary>The whole way: bodies of 1,000 events over HTTP, parsed, made durable, acknowledged and learned.</summary>
internal static class HttpBench
{
    private const int RowsPerBody = 1000;
    private const int WarmBodies = 20;

    // Bodies that overtake one another stay well inside the default reorder window of 5 s.
    private const long GapNanoseconds = 100_000;

    /// <summary>Posts bodies over several connections to a service in this process; client and service share the
    /// cores.</summary>
    public static async Task<BenchResult> RunAsync(string name, BodyFormat format, int bodies, int connections)
    {
        await using LocalService service = await LocalService.StartAsync();
        using var client = new ServiceClient(service.Address);
        byte[][] texts = [.. Enumerable.Range(0, bodies + WarmBodies)
            .Select(i => IngestBench.Body(format, (long)i * RowsPerBody, RowsPerBody, gapNanoseconds: GapNanoseconds))];
        int next = -1;
        Task PostUntil(int end) => Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < end; i = Interlocked.Increment(ref next))
            {
                await PostAsync(client, texts[i], format, "");
            }
        }));
        await PostUntil(WarmBodies);
        next = WarmBodies - 1;
        var meter = new Meter();
        await PostUntil(bodies + WarmBodies - 1);
        await PostAsync(client, texts[^1], format, "&ack=applied");
        return meter.Stop(name, (long)bodies * RowsPerBody,
            $"{connections} connections, durable and learned; client's processor time included");
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
