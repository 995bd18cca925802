using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using HawkesNet.Cli.Bench;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Load;

/// <summary>A client that behaves: on one connection, opened before any other load, it posts a small body twenty times
/// in a second and measures how long each answer takes.</summary>
internal sealed class GoodClient : IDisposable
{
    private const int RowsPerBody = 20;
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient http;
    private readonly List<double> milliseconds = [];
    private int next;

    /// <summary>Makes it.</summary>
    /// <param name="service">Where to post.</param>
    /// <param name="key">Its key; null: none is asked for.</param>
    public GoodClient(Uri service, string? key = null)
    {
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 })
        {
            BaseAddress = service,
            Timeout = TimeSpan.FromSeconds(60),
        };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Answers other than 200 so far.</summary>
    public int Refused { get; private set; }

    /// <summary>Posts while something else goes on; gives how long answers took meanwhile.</summary>
    public async Task<Latency> DuringAsync(Func<Task> load)
    {
        milliseconds.Clear();
        Refused = 0;
        using var stop = new CancellationTokenSource();
        Task posting = PostAsync(stop.Token);
        try
        {
            await load();
        }
        finally
        {
            await stop.CancelAsync();
            await posting;
        }
        milliseconds.Sort();
        return new Latency(milliseconds.Count, At(0.5), At(0.99), Refused);
    }

    /// <summary>Closes its connection.</summary>
    public void Dispose() => http.Dispose();

    private async Task PostAsync(CancellationToken stop)
    {
        do
        {
            byte[] body = IngestBench.Body(
                BodyFormat.NdJson, (long)next++ * RowsPerBody, RowsPerBody, actors: 60, gapNanoseconds: 1_000_000);
            long started = Stopwatch.GetTimestamp();
            using var content = new ByteArrayContent(body);
            content.Headers.Add("Content-Type", "application/x-ndjson");
            using HttpResponseMessage answer = await http.PostAsync(
                new Uri("v1/networks/good/events?unit=ns", UriKind.Relative), content, CancellationToken.None);
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Refused += answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stop.IsCancellationRequested);
    }

    private double At(double quantile) => milliseconds.Count == 0
        ? 0
        : milliseconds[(int)Math.Min(milliseconds.Count - 1, quantile * milliseconds.Count)];
}

/// <summary>How long the answers to a client took, in milliseconds.</summary>
/// <param name="Answers">How many there were.</param>
/// <param name="Median">Half took at most so long.</param>
/// <param name="Percentile99">99 of 100 took at most so long.</param>
/// <param name="Refused">Answers other than 200.</param>
internal sealed record Latency(int Answers, double Median, double Percentile99, int Refused)
{
    /// <summary>For a table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Median:F1} / {Percentile99:F1}{(Refused > 0 ? $", {Refused} refused" : "")}");
}
