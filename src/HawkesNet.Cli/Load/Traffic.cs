using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using HawkesNet.Cli.Bench;
using HawkesNet.Cli.Http;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Load;

/// <summary>Bodies of a thousand events for one network, as fast as they are answered or at a pace of their own.
/// Thread-safe.</summary>
internal sealed class Traffic : IDisposable
{
    /// <summary>Rows of a body.</summary>
    public const int RowsPerBody = 1_000;

    private const int DifferentBodies = 64;
    // Bodies of one second of event time: those that overtake one another stay inside the reorder window.
    private const int BodiesOfSecond = 1_000;
    private const int AtOnceMax = 1_500;
    private readonly HttpClient http;
    private readonly string network;
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private long next;
    private long accepted;
    private long withoutRetryAfter;
    private long notSent;
    private long late;

    /// <summary>Makes it.</summary>
    public Traffic(Uri service, string network)
    {
        this.network = network;
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnceMax })
        {
            BaseAddress = service,
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>Rows accepted.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Answers by status.</summary>
    public IReadOnlyDictionary<int, int> Statuses => statuses;

    /// <summary>Refusals that did not say when to come again.</summary>
    public long WithoutRetryAfter => Interlocked.Read(ref withoutRetryAfter);

    /// <summary>Rows that came too late to be learned.</summary>
    public long Late => Interlocked.Read(ref late);

    /// <summary>Bodies that were due while as many as this client holds waited for their answers.</summary>
    public long NotSent => Interlocked.Read(ref notSent);

    /// <summary>Posts over several connections, each body when the one before is answered; gives rows accepted in a
    /// second.</summary>
    public async Task<double> FlatOutAsync(int connections, TimeSpan length)
    {
        long started = Stopwatch.GetTimestamp();
        long before = Accepted;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                await PostAsync();
            }
        }));
        return (Accepted - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Posts so many rows in a second, whether answers come or not; gives rows accepted in a second.</summary>
    public async Task<double> PacedAsync(double rowsPerSecond, TimeSpan length, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        long before = Accepted;
        List<Task> open = [];
        for (long body = 0; Stopwatch.GetElapsedTime(started) < length && !cancel.IsCancellationRequested; body++)
        {
            TimeSpan due = TimeSpan.FromSeconds(body * RowsPerBody / rowsPerSecond);
            TimeSpan early = due - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            open.RemoveAll(one => one.IsCompletedSuccessfully);
            if (open.Count < AtOnceMax)
            {
                open.Add(PostAsync());
            }
            else
            {
                Interlocked.Increment(ref notSent);
            }
        }
        double goodput = (Accepted - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.WhenAll(open);
        return goodput;
    }

    /// <summary>Makes the network, with one cluster and without ties: then learning takes as long at the end of the
    /// traffic as at its beginning, and rates can be compared.</summary>
    public async Task CreateAsync()
    {
        using HttpResponseMessage made = await http.PutAsJsonAsync(
            new Uri($"v1/networks/{network}", UriKind.Relative), new { maxClusters = 1, ties = false });
        made.EnsureSuccessStatusCode();
    }

    /// <summary>Forgets what was counted so far.</summary>
    public void Clear()
    {
        statuses.Clear();
        (accepted, late, withoutRetryAfter, notSent) = (0, 0, 0, 0);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => http.Dispose();

    private async Task PostAsync()
    {
        long body = Interlocked.Increment(ref next);
        using var content = new ByteArrayContent(BodyOf(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri($"v1/networks/{network}/events?unit=ns", UriKind.Relative), content);
        statuses.AddOrUpdate((int)answer.StatusCode, 1, static (_, count) => count + 1);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            PostAnswer rows = (await answer.Content.ReadFromJsonAsync<PostAnswer>())!;
            Interlocked.Add(ref accepted, rows.Accepted);
            Interlocked.Add(ref late, rows.Late);
        }
        else if (answer.Headers.RetryAfter is null)
        {
            Interlocked.Increment(ref withoutRetryAfter);
        }
    }

    /// <summary>A body with times of its own; who acts on whom repeats, so that making it costs little.</summary>
    private static byte[] BodyOf(long number)
    {
        byte[] body = [.. bodies[number % DifferentBodies]];
        // All times of a body have the same digits: only the seconds of the first ones count up.
        Span<byte> digits = stackalloc byte[10];
        (1_600_000_000 + (number / BodiesOfSecond)).TryFormat(digits, out _, default, CultureInfo.InvariantCulture);
        int at = body.AsSpan().IndexOf((byte)'\n') + 1;
        while (at < body.Length)
        {
            digits.CopyTo(body.AsSpan(at));
            at += body.AsSpan(at).IndexOf((byte)'\n') + 1;
        }
        return body;
    }

    private static readonly byte[][] bodies = [.. Enumerable.Range(0, DifferentBodies).Select(i =>
    {
        string[] lines = System.Text.Encoding.ASCII.GetString(
            IngestBench.Body(BodyFormat.Csv, i * RowsPerBody, RowsPerBody, gapNanoseconds: 100)).Split('\n');
        // Without ids: the same body is sent again with other times.
        return System.Text.Encoding.ASCII.GetBytes(string.Join('\n', lines.Select(
            line => line.Length == 0 ? line : line[(line.IndexOf(',') + 1)..])));
    })];
}
