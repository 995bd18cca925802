using System.Diagnostics;
using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;

namespace HawkesNet.Cli.Bench;

/// <summary>The layers with a service in a process of its own; client and service share the processors.</summary>
/// <param name="clusters">Most clusters of the network.</param>
/// <param name="ties">Whether latent ties are estimated.</param>
/// <param name="events">Events of the stream.</param>
/// <param name="found">Takes each figure.</param>
internal sealed class HttpLayer(int clusters, bool ties, int events, Action<LayerFigure> found)
{
    private const int Connections = 4;
    private const int SingleConnections = 32;
    private const int SinglesMax = 50_000;
    private const string Network = "bench";
    private const string SingleNetwork = "single";
    private const string MediaType = "application/x-ndjson";
    private static readonly TimeSpan pacedLength = TimeSpan.FromSeconds(10);

    /// <summary>Measures bodies flat out, bodies at half that load, single events, and reading the log again.</summary>
    public async Task RunAsync(LayerBodies stream, byte[][] warm, byte[][] bodies, CancellationToken cancel)
    {
        DirectoryInfo store = Directory.CreateTempSubdirectory("hawkesnet-");
        try
        {
            using var service = new ChildService(new StorePlace(store.FullName), snapshotEvents: int.MaxValue);
            using var client = new ServiceClient(service.Address);
            (TimeSpan Time, TimeSpan Cpu) start = await StartAsync(service, client, cancel);
            await CreateAsync(service.Address, Network, cancel);
            await PostAllAsync(client, warm, cancel);
            double rate = await FlatOutAsync(service, client, bodies, cancel);
            int paced = (int)Math.Clamp(
                rate / 2 * pacedLength.TotalSeconds / LayerBodies.RowsPerBody, 1, bodies.Length);
            byte[][] more = [.. Enumerable.Range(0, paced).Select(_ => stream.NextBody())];
            await PacedAsync(service, client, more, rate / 2, cancel);
            long rows = ((long)warm.Length + bodies.Length + paced) * LayerBodies.RowsPerBody;
            await ReplayAsync(service, client, rows, start, cancel);
            await CreateAsync(service.Address, SingleNetwork, cancel);
            await SinglesAsync(service);
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    private async Task<double> FlatOutAsync(
        ChildService service, ServiceClient client, byte[][] bodies, CancellationToken cancel)
    {
        var meter = new TwoMeters(service);
        await PostAllAsync(client, bodies, cancel);
        LayerFigure figure = meter.Stop(
            "HTTP, 1,000 a body, durable and learned", clusters, (long)bodies.Length * LayerBodies.RowsPerBody);
        found(figure);
        return figure.PerSecond;
    }

    private async Task PacedAsync(
        ChildService service, ServiceClient client, byte[][] bodies, double rate, CancellationToken cancel)
    {
        var totals = new PostTotals();
        var meter = new TwoMeters(service);
        long started = Stopwatch.GetTimestamp();
        var open = new List<Task>();
        for (int i = 0; i < bodies.Length; i++)
        {
            TimeSpan early = TimeSpan.FromSeconds(i * LayerBodies.RowsPerBody / rate)
                - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early, cancel);
            }
            open.Add(PostAsync(bodies[i]));
        }
        await Task.WhenAll(open);
        LayerFigure figure = meter.Stop(
            "HTTP, acknowledged at half that load", clusters, (long)bodies.Length * LayerBodies.RowsPerBody);
        found(figure with { MedianMs = totals.LatencyMilliseconds(0.5), P99Ms = totals.LatencyMilliseconds(0.99) });

        async Task PostAsync(byte[] body)
        {
            long sent = Stopwatch.GetTimestamp();
            PostAnswer answer = await client.PostEventsAsync(Network, body, MediaType, "unit=ns", cancel);
            totals.Add(LayerBodies.RowsPerBody, answer, Stopwatch.GetElapsedTime(sent));
        }
    }

    /// <summary>Starts the service anew: with the start of the process, and without what the first start took, of which
    /// the store was empty.</summary>
    private async Task ReplayAsync(
        ChildService service, ServiceClient client, long rows, (TimeSpan Time, TimeSpan Cpu) empty,
        CancellationToken cancel)
    {
        await service.KillAsync();
        (TimeSpan time, TimeSpan cpu) = await StartAsync(service, client, cancel);
        Found("replay of the log, with the start", time, cpu);
        TimeSpan least = TimeSpan.FromMilliseconds(1);
        Found("replay of the log, without a start's time", Most(time - empty.Time), Most(cpu - empty.Cpu));

        TimeSpan Most(TimeSpan span) => span > least ? span : least;

        void Found(string layer, TimeSpan span, TimeSpan processor) => found(new LayerFigure(
            layer, clusters, rows / span.TotalSeconds, processor.TotalNanoseconds / rows));
    }

    private async Task SinglesAsync(ChildService service)
    {
        int requests = Math.Min(SinglesMax, events);
        var stream = new LayerBodies(new StreamShape(1_000));
        byte[][] bodies = [.. Enumerable.Range(0, requests).Select(_ => stream.NextBody(1))];
        PlainConnection[] connections = [.. Enumerable.Range(0, SingleConnections)
            .Select(_ => new PlainConnection(service.Address, $"/v1/networks/{SingleNetwork}/events?unit=ns"))];
        int warm = requests / 10;
        await AtOnce.RunAsync(SingleConnections, warm, (lane, i) => connections[lane].PostAsync(bodies[i]));
        var meter = new TwoMeters(service);
        await AtOnce.RunAsync(
            SingleConnections, requests - warm, (lane, i) => connections[lane].PostAsync(bodies[warm + i]));
        found(meter.Stop("HTTP, one event a request, durable", clusters, requests - warm));
        Array.ForEach(connections, one => one.Dispose());
    }

    private static async Task<(TimeSpan Time, TimeSpan Cpu)> StartAsync(
        ChildService service, ServiceClient client, CancellationToken cancel)
    {
        TimeSpan time = await service.StartAsync(client, cancel);
        return (time, service.ProcessorTime);
    }

    private async Task CreateAsync(Uri service, string network, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = service };
        using HttpResponseMessage made = await http.PutAsync(
            new Uri($"v1/networks/{network}", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { maxClusters = clusters, ties }), cancel);
        made.EnsureSuccessStatusCode();
    }

    /// <summary>Posts all bodies; the last alone, answered when everything is learned.</summary>
    private static async Task PostAllAsync(ServiceClient client, byte[][] bodies, CancellationToken cancel)
    {
        await AtOnce.RunAsync(Connections, bodies.Length - 1, i => PostAsync(bodies[i], ""));
        await PostAsync(bodies[^1], "&ack=applied");

        async Task PostAsync(byte[] body, string ack)
        {
            PostAnswer answer = await client.PostEventsAsync(Network, body, MediaType, "unit=ns" + ack, cancel);
            if (answer.Accepted != LayerBodies.RowsPerBody)
            {
                throw new InvalidOperationException($"only {answer.Accepted} rows were accepted");
            }
        }
    }
}
