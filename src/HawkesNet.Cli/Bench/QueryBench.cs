using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using HawkesNet.Service;

namespace HawkesNet.Cli.Bench;

/// <summary>Questions to a service in a process of its own that holds many actors and goes on taking events.</summary>
internal sealed class QueryBench(int actors, int events, double loadShare)
{
    private const int RowsPerBody = 1_000;
    private const int LoadConnections = 4;
    private const int AskedMin = 3;
    private const int AskedMax = 400;
    private static readonly TimeSpan quietTimeMax = TimeSpan.FromSeconds(2);

    /// <summary>Long enough for several states: what was asked about one before is answered fast.</summary>
    private static readonly TimeSpan loadedTime = TimeSpan.FromSeconds(8);

    private readonly StreamGenerator stream = new(new StreamShape(actors), 3);
    private readonly EventBatch batch = new();
    private readonly CounterRng rng = new(11);
    private readonly List<(int Source, int Target)> dyads = [];

    /// <summary>Events a second that went in while the questions were asked.</summary>
    public double LoadEventsPerSecond { get; private set; }

    /// <summary>Events a second that were to go in meanwhile.</summary>
    public double AimedEventsPerSecond { get; private set; }

    /// <summary>Fills the service, asks each question while nothing comes, then again while it takes a share of the
    /// events a second that it took before.</summary>
    public async Task<IReadOnlyList<QueryResult>> RunAsync(CancellationToken cancel)
    {
        DirectoryInfo store = Directory.CreateTempSubdirectory("hawkesnet-");
        try
        {
            using var service = new ChildService(new Crash.StorePlace(store.FullName), snapshotEvents: null);
            using var client = new ServiceClient(service.Address);
            await service.StartAsync(client, cancel);
            AimedEventsPerSecond = loadShare * await FillAsync(client, cancel);
            var quiet = new List<QueryResult>();
            foreach (Question question in Question.All)
            {
                Output.Say($"  {question.Address}");
                quiet.Add(await AskQuietAsync(service, client, question, cancel));
            }
            return loadShare > 0 ? await AskLoadedAsync(service, client, quiet, cancel) : quiet;
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<QueryResult>> AskLoadedAsync(
        ChildService service, ServiceClient client, List<QueryResult> quiet, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task<double> load = LoadAsync(client, AimedEventsPerSecond, stop.Token);
        var results = new List<QueryResult>();
        foreach (Question question in Question.All)
        {
            Output.Say($"  {question.Address}, events coming in");
            QueryTimes times = await AskAsync(
                service, question, asked => asked < AskedMax, loadedTime, loadedTime / AskedMax, cancel);
            QueryResult before = quiet[results.Count];
            results.Add(times.ToResult(question, before.CpuMs, before.FirstCpuMs));
        }
        await stop.CancelAsync();
        LoadEventsPerSecond = await load;
        return results;
    }

    /// <summary>Asks about a new state once, then again and again.</summary>
    private async Task<QueryResult> AskQuietAsync(
        ChildService service, ServiceClient client, Question question, CancellationToken cancel)
    {
        await client.PostEventsAsync("bench", Body(), "text/csv", "unit=ns&ack=applied", cancel);
        TimeSpan start = service.ProcessorTime;
        QueryTimes times = await AskAsync(
            service, question, asked => asked < 1, quietTimeMax, TimeSpan.Zero, cancel);
        double first = (service.ProcessorTime - start).TotalMilliseconds;
        start = service.ProcessorTime;
        QueryTimes later = await AskAsync(
            service, question, asked => asked < AskedMax, quietTimeMax, TimeSpan.Zero, cancel);
        double cpu = (service.ProcessorTime - start).TotalMilliseconds / later.Count;
        times.Add(later);
        return times.ToResult(question, cpu, first);
    }

    private async Task<double> FillAsync(ServiceClient client, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        await ProgressLine.RunAsync("fill", events, async report =>
        {
            for (int sent = 0; sent < events; sent += RowsPerBody)
            {
                string ack = sent + RowsPerBody >= events ? "&ack=applied" : "";
                await client.PostEventsAsync("bench", Body(), "text/csv", "unit=ns" + ack, cancel);
                report(sent);
            }
        });
        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Sends at a rate, over as many connections at once as can be out of order within the reorder
    /// window.</summary>
    private async Task<double> LoadAsync(ServiceClient client, double rate, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        long sent = 0;
        async Task SendAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                TimeSpan due = TimeSpan.FromSeconds(Interlocked.Add(ref sent, RowsPerBody) / rate);
                TimeSpan early = due - Stopwatch.GetElapsedTime(started);
                await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, CancellationToken.None);
                await client.PostEventsAsync("bench", Body(), "text/csv", "unit=ns", CancellationToken.None);
            }
        }
        await Task.WhenAll(Enumerable.Range(0, LoadConnections).Select(
            _ => Task.Run(SendAsync, CancellationToken.None)));
        return sent / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Asks a question at a pace, or without a pause, until it is enough.</summary>
    private async Task<QueryTimes> AskAsync(
        ChildService service, Question question, Func<int, bool> isWanted, TimeSpan timeMax, TimeSpan pace,
        CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri(service.Address, "v1/networks/bench/") };
        var times = new QueryTimes();
        long started = Stopwatch.GetTimestamp();
        while (isWanted(times.Count) && (times.Count < AskedMin || Stopwatch.GetElapsedTime(started) < timeMax))
        {
            string asked = Draw(question.Address);
            long sent = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await http.GetAsync(asked, cancel);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancel);
            double time = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
            {
                throw new ServiceException((int)answer.StatusCode, asked);
            }
            times.Add(time, StateOf(body));
            TimeSpan early = (times.Count * pace) - Stopwatch.GetElapsedTime(started);
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, cancel);
        }
        return times;
    }

    /// <summary>The version of the state that an answer speaks of.</summary>
    private static long StateOf(byte[] body)
    {
        using JsonDocument answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("asOf").GetProperty("version").GetInt64();
    }

    private string Draw(string question)
    {
        (int source, int target) = dyads[rng.Below(dyads.Count)];
        return question
            .Replace("{dyad}", FormattableString.Invariant($"source=actor-{source}&target=actor-{target}"))
            .Replace("{a}", FormattableString.Invariant($"actor-{source}"));
    }

    private byte[] Body()
    {
        lock (batch)
        {
            stream.Fill(batch, RowsPerBody);
            var text = new StringBuilder("time,source,target\n");
            for (int i = 0; i < batch.Count; i++)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{batch.TimeTicks[i]},actor-{batch.Sources[i]},actor-{batch.Targets[i]}\n");
                if (i == 0 && dyads.Count < events / RowsPerBody)
                {
                    dyads.Add((batch.Sources[i], batch.Targets[i]));
                }
            }
            return Encoding.UTF8.GetBytes(text.ToString());
        }
    }
}
