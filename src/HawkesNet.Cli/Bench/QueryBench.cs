using System.Diagnostics;
using System.Globalization;
using System.Text;
using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using HawkesNet.Service;

namespace HawkesNet.Cli.Bench;

/// <summary>How long one question of a kind takes.</summary>
/// <param name="Question">The address, under the network's.</param>
/// <param name="Asked">How often it was asked.</param>
/// <param name="MedianMs">Median in milliseconds.</param>
/// <param name="P99Ms">What 99 of 100 answers stay below, in milliseconds.</param>
/// <param name="MostMs">The longest.</param>
/// <param name="CpuMs">Processor time of the service for one; null: it learned meanwhile.</param>
internal sealed record QueryResult(
    string Question, int Asked, double MedianMs, double P99Ms, double MostMs, double? CpuMs);

/// <summary>Questions to a service in a process of its own that holds many actors and goes on taking events.</summary>
internal sealed class QueryBench(int actors, int events, double loadShare)
{
    private const int RowsPerBody = 1_000;
    private const int AskedMin = 3;
    private const int AskedMax = 400;
    private static readonly TimeSpan timeMax = TimeSpan.FromSeconds(5);

    /// <summary>The questions; {a} and {b} are actors drawn anew each time, {dyad} a dyad that had an event.</summary>
    private static readonly string[] questions =
    [
        "actors/{a}", "intensity?source={a}", "intensity?{dyad}", "intensity/range?{dyad}&points=100",
        "forecast?source={a}&horizon=1h", "forecast?{dyad}&horizon=1h", "actors/{a}/influence?top=20",
        "links?top=100&horizon=1h", "influence?top=100", "actors?limit=100", "actors?search=actor-77&limit=20",
        "clusters", "clusters/0?limit=100", "excitation", "ties?top=100", "surprises?top=100", "diagnostics",
        "snapshots/current",
    ];

    private readonly StreamGenerator stream = new(new StreamShape(actors), 3);
    private readonly EventBatch batch = new();
    private readonly CounterRng rng = new(11);
    private readonly List<(int Source, int Target)> dyads = [];

    /// <summary>Events a second that went in while the questions were asked.</summary>
    public double LoadEventsPerSecond { get; private set; }

    /// <summary>Fills the service, then asks while it takes a share of the events a second that it took then.</summary>
    public async Task<IReadOnlyList<QueryResult>> RunAsync(CancellationToken cancel)
    {
        DirectoryInfo store = Directory.CreateTempSubdirectory("hawkesnet-");
        try
        {
            using var service = new ChildService(new Crash.StorePlace(store.FullName), snapshotEvents: null);
            using var client = new ServiceClient(service.Address);
            await service.StartAsync(client, cancel);
            double rate = await FillAsync(client, cancel);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task<double> load = loadShare > 0 ? LoadAsync(client, rate * loadShare, stop.Token) : Task.FromResult(0.0);
            var results = new List<QueryResult>();
            foreach (string question in questions)
            {
                Output.Say($"  {question}");
                results.Add(await AskAsync(service, question, cancel));
            }
            await stop.CancelAsync();
            LoadEventsPerSecond = await load;
            return results;
        }
        finally
        {
            store.Delete(recursive: true);
        }
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

    private async Task<double> LoadAsync(ServiceClient client, double rate, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        long sent = 0;
        while (!stop.IsCancellationRequested)
        {
            await client.PostEventsAsync("bench", Body(), "text/csv", "unit=ns", CancellationToken.None);
            sent += RowsPerBody;
            TimeSpan early = TimeSpan.FromSeconds(sent / rate) - Stopwatch.GetElapsedTime(started);
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, CancellationToken.None);
        }
        return sent / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<QueryResult> AskAsync(ChildService service, string question, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri(service.Address, "v1/networks/bench/") };
        TimeSpan before = service.ProcessorTime;
        var times = new List<double>();
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i <= AskedMax && (i <= AskedMin || Stopwatch.GetElapsedTime(started) < timeMax); i++)
        {
            string asked = Draw(question);
            long sent = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await http.GetAsync(asked, cancel);
            await answer.Content.ReadAsByteArrayAsync(cancel);
            double time = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
            {
                throw new ServiceException((int)answer.StatusCode, asked);
            }
            if (i > 0)
            {
                times.Add(time);
            }
        }
        times.Sort();
        double cpu = (service.ProcessorTime - before).TotalMilliseconds / (times.Count + 1);
        return new QueryResult(
            question, times.Count, At(times, 0.5), At(times, 0.99), times[^1], loadShare > 0 ? null : cpu);
    }

    private string Draw(string question)
    {
        (int source, int target) = dyads[rng.Below(dyads.Count)];
        return question
            .Replace("{dyad}", FormattableString.Invariant($"source=actor-{source}&target=actor-{target}"))
            .Replace("{a}", FormattableString.Invariant($"actor-{source}"));
    }

    private static double At(List<double> sorted, double share) =>
        sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

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
