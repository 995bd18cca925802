using HawkesNet.Cli.Http;
using HawkesNet.Model;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Spectre.Console;

namespace HawkesNet.Cli.Bench;

/// <summary>The same stream at each layer, from the parser alone to the whole way over HTTP, and back from the
/// log.</summary>
/// <param name="events">Events of the stream.</param>
/// <param name="clusters">Most clusters that the learner may use, each in turn.</param>
/// <param name="ties">Whether latent ties are estimated.</param>
internal sealed class LayersBench(int events, int[] clusters, bool ties)
{
    private const int Actors = 10_000;
    private const int StreamClusters = 8;
    private const int WarmBodies = 50;
    private const int BodiesAtOnce = 4;

    // Bodies that overtake one another stay well inside the default reorder window of 5 s.
    private const long GapNanoseconds = 100_000;
    private static readonly StreamShape shape = new(Actors, StreamClusters, IsStationary: true, GapNanoseconds);
    private readonly List<LayerFigure> figures = [];

    /// <summary>Measures every layer.</summary>
    public async Task<IReadOnlyList<LayerFigure>> RunAsync(CancellationToken cancel)
    {
        var stream = new LayerBodies(shape);
        byte[][] warm = Bodies(stream, WarmBodies);
        byte[][] bodies = Bodies(stream, events / LayerBodies.RowsPerBody);
        Add(Parse(warm, bodies));
        Add(AppendToLog(bodies.Length));
        foreach (int k in clusters)
        {
            Add(Learn(k));
            Add(await RunInProcessAsync(k, warm, bodies, cancel));
        }
        foreach (int k in clusters)
        {
            await new HttpLayer(k, ties, events, figure => Add(figure)).RunAsync(stream, warm, bodies, cancel);
        }
        return figures;
    }

    /// <summary>Measures every layer and prints it.</summary>
    public async Task PrintAsync(bool asJson, CancellationToken cancel)
    {
        MachineReport machine = MachineReport.Now();
        await RunAsync(cancel);
        machine = machine.AtEnd();
        if (asJson)
        {
            Output.PrintJson(new { Machine = machine, Events = events, Actors, Ties = ties, Figures = figures });
            return;
        }
        Table table = Output.Table("layer", "K, most", "a second", "CPU ns each", "client's share", "p50 ms", "p99 ms");
        foreach (LayerFigure one in figures)
        {
            table.Row(one.Layer, Figures.Whole(one.Clusters), Figures.Whole(one.PerSecond),
                Figures.Whole(one.CpuNanoseconds), Figures.Ratio(one.ClientShare), Figures.Tenths(one.MedianMs),
                Figures.Tenths(one.P99Ms));
        }
        Output.Print($"{events:N0} events of {Actors:N0} actors, on {machine}", table);
    }

    private static byte[][] Bodies(LayerBodies stream, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => stream.NextBody())];

    private void Add(LayerFigure figure)
    {
        Output.Say($"{figure.Layer} {figure.Clusters}: {figure.PerSecond:N0}/s, {figure.CpuNanoseconds:N0} ns");
        figures.Add(figure);
    }

    private static LayerFigure Parse(byte[][] warm, byte[][] bodies)
    {
        var reader = new EventReader(new ServiceOptions());
        foreach (byte[] body in warm)
        {
            reader.Read(body, BodyFormat.NdJson, TimeUnit.Nanoseconds);
        }
        var meter = new Meter();
        long rows = 0;
        foreach (byte[] body in bodies)
        {
            rows += reader.Read(body, BodyFormat.NdJson, TimeUnit.Nanoseconds).Rows.Count;
        }
        return LayerFigure.Of("parse only", null, meter.Stop("", rows));
    }

    private static LayerFigure AppendToLog(int bodies)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-");
        try
        {
            using var store = Store.OpenSqlite(folder.FullName);
            Migrator.Migrate(store);
            StoredNetwork network = new NetworkTable(store).Create("bench", "{}", DateTimeOffset.UnixEpoch)!;
            using var log = new EventLog(store, network.NetworkId);
            var stream = new LayerBodies(shape);
            LogBatch[] rows = [.. Enumerable.Range(0, bodies).Select(_ => stream.NextLogBatch())];
            var meter = new Meter();
            foreach (LogBatch row in rows)
            {
                log.Append([row], []);
            }
            return LayerFigure.Of(
                "log only, a commit for 1,000", null, meter.Stop("", rows.Sum(row => (long)row.Count)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private LayerFigure Learn(int k)
    {
        var run = new MeasuredLearner(shape, new ModelSpec { ClustersMax = k, Ties = ties });
        run.LearnUntil(events);
        double nanoseconds = run.Used.TotalNanoseconds / events;
        return new LayerFigure("learner only", k, 1e9 / nanoseconds, nanoseconds);
    }

    /// <summary>Reader, log and learner in this process, without HTTP.</summary>
    private async Task<LayerFigure> RunInProcessAsync(
        int k, byte[][] warm, byte[][] bodies, CancellationToken cancel)
    {
        await using LocalService service = await LocalService.StartAsync(cancel: cancel);
        (Network network, _) = await service.Networks.GetOrCreateAsync(
            "bench", new NetworkSettings { ClustersMax = k, Ties = ties }, cancel);
        var reader = new EventReader(new ServiceOptions());
        await PostAsync(network, reader, warm, cancel);
        var meter = new Meter();
        await PostAsync(network, reader, bodies, cancel);
        return LayerFigure.Of(
            "in process, durable and learned", k, meter.Stop("", (long)bodies.Length * LayerBodies.RowsPerBody));
    }

    private static async Task PostAsync(Network network, EventReader reader, byte[][] bodies, CancellationToken cancel)
    {
        await AtOnce.RunAsync(BodiesAtOnce, bodies.Length - 1, i => AppendAsync(bodies[i], false));
        await AppendAsync(bodies[^1], true);

        async Task AppendAsync(byte[] body, bool applied)
        {
            EventRows rows = reader.Read(body, BodyFormat.NdJson, TimeUnit.Nanoseconds).Rows;
            var append = new AppendOptions(false, applied, false, null, null, 0);
            AppendResult result = await network.AppendAsync(rows, append, cancel);
            while (result.Outcome == AppendOutcome.QueueFull)
            {
                await Task.Delay(10, cancel);
                result = await network.AppendAsync(rows, append, cancel);
            }
            if (result.Accepted != LayerBodies.RowsPerBody)
            {
                throw new InvalidOperationException($"{result.Outcome}: only {result.Accepted} rows were accepted");
            }
        }
    }
}

/// <summary>One layer.</summary>
/// <param name="Layer">What was measured, from where to where.</param>
/// <param name="Clusters">Most clusters allowed; null: nothing is learned.</param>
/// <param name="PerSecond">Events, or requests, in a second of the clock.</param>
/// <param name="CpuNanoseconds">Processor time of each, of the service's process where there is one.</param>
internal sealed record LayerFigure(string Layer, int? Clusters, double PerSecond, double CpuNanoseconds)
{
    /// <summary>The client's part of all processor time, where client and service are two processes.</summary>
    public double? ClientShare { get; init; }

    /// <summary>Half of the answers took at most so many milliseconds.</summary>
    public double? MedianMs { get; init; }

    /// <summary>99 of 100 answers took at most so many milliseconds.</summary>
    public double? P99Ms { get; init; }

    /// <summary>From what a meter read.</summary>
    public static LayerFigure Of(string layer, int? clusters, BenchResult result) =>
        new(layer, clusters, result.EventsPerSecond, result.CpuNanosecondsPerEvent);
}
