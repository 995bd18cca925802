using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HawkesNet.Cli.Load;

/// <summary>One key that posts bodies of the largest size over many connections, with their length, without it, and
/// compressed; and the memory that the service says it holds for them.</summary>
internal sealed class LargeBodies : IDisposable
{
    /// <summary>Arguments of the service: little memory for bodies, and any number of events.</summary>
    public static readonly IReadOnlyList<string> Arguments = ["--body-memory", "256", "--events-per-second", "0"];

    private const int Rows = 49_000;
    private const int BodyBytesMax = 20 * 1024 * 1024;
    private const int NameLength = 200;
    private const double Mebibyte = 1 << 20;
    private const string HeldMetric = "hawkesnet_ingest_body_memory_bytes";
    private const string LimitMetric = "hawkesnet_ingest_body_memory_limit_bytes";
    private static readonly TimeSpan watchPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan givenBackMax = TimeSpan.FromSeconds(60);
    private readonly HttpClient admin;
    private readonly HttpClient http;
    private readonly byte[] body = Body();
    private readonly byte[] compressed;
    private int taken;
    private int refused;
    private int cutOff;

    /// <summary>Makes it.</summary>
    /// <param name="service">Where to post.</param>
    /// <param name="adminKey">A key with all rights.</param>
    public LargeBodies(Uri service, string adminKey)
    {
        compressed = Compress(body);
        admin = new HttpClient { BaseAddress = service };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        http = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Makes a key that may post to every network.</summary>
    public async Task<string> MakeKeyAsync()
    {
        var wanted = new { name = "load", scopes = new[] { "ingest" }, networks = new[] { "*" } };
        using HttpResponseMessage made = await admin.PostAsJsonAsync(new Uri("v1/keys", UriKind.Relative), wanted);
        made.EnsureSuccessStatusCode();
        return (string)(await made.Content.ReadFromJsonAsync<JsonNode>())!["key"]!;
    }

    /// <summary>Makes the key and the network of the load; the network has one cluster and no ties, so that its
    /// learning takes little of the processor.</summary>
    public async Task PrepareAsync()
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await MakeKeyAsync());
        using HttpResponseMessage made = await admin.PutAsJsonAsync(
            new Uri("v1/networks/large", UriKind.Relative), new { maxClusters = 1, ties = false });
        made.EnsureSuccessStatusCode();
    }

    /// <summary>Posts for a time over so many connections, each at once when it was answered.</summary>
    public async Task RunAsync(int connections, TimeSpan length, LoadResult result)
    {
        long started = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource();
        Task<(double Most, double Limit)> watching = WatchAsync(stop.Token);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async i =>
        {
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                await PostAsync(i % 3, result);
            }
        }));
        await stop.CancelAsync();
        (double most, double limit) = await watching;
        double left = await LeftAsync();
        result.Outcome = string.Create(CultureInfo.InvariantCulture,
            $"{connections} connections of one key, bodies of {body.Length / Mebibyte:F1} MiB: {taken} x 200, "
            + $"{refused} refused with Retry-After, {cutOff} cut off while they were still sent; at most "
            + $"{most / Mebibyte:F0} MiB held of {limit / Mebibyte:F0}, {left:F0} bytes at the end");
        Judge(most, limit, left, result);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        admin.Dispose();
        http.Dispose();
    }

    private void Judge(double most, double limit, double left, LoadResult result)
    {
        if (taken == 0)
        {
            result.Break("no body was taken");
        }
        if (most > limit)
        {
            result.Break($"{most} bytes held of {limit}");
        }
        if (left > 0)
        {
            result.Break($"{left} bytes were not given back");
        }
    }

    private async Task PostAsync(int form, LoadResult result)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri("v1/networks/large/events?unit=s", UriKind.Relative));
        request.Content = new ByteArrayContent(form == 2 ? compressed : body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        if (form == 2)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }
        request.Headers.TransferEncodingChunked = form == 1;
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request);
            await NoteAsync(answer, result);
        }
        catch (HttpRequestException)
        {
            // The rest of a refused body is read for a few seconds only, and this client sends all before it reads.
            Interlocked.Increment(ref cutOff);
        }
    }

    private async Task NoteAsync(HttpResponseMessage answer, LoadResult result)
    {
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            Interlocked.Increment(ref taken);
            return;
        }
        if (answer.Headers.RetryAfter?.Delta is not { } wait
            || answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
        {
            result.Break($"answered {(int)answer.StatusCode} {answer.Headers.RetryAfter}");
            return;
        }
        Interlocked.Increment(ref refused);
        await Task.Delay(wait / 4);
    }

    private async Task<(double Most, double Limit)> WatchAsync(CancellationToken stop)
    {
        (double most, double limit) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            string metrics = await MetricsAsync();
            most = Math.Max(most, Value(metrics, HeldMetric));
            limit = Value(metrics, LimitMetric);
            await Task.Delay(watchPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return (most, limit);
    }

    /// <summary>What is still held when bodies have had time to be committed; the client that behaves goes on, so
    /// nothing has to be held at one moment only.</summary>
    private async Task<double> LeftAsync()
    {
        long started = Stopwatch.GetTimestamp();
        double left = double.PositiveInfinity;
        while (left > 0 && Stopwatch.GetElapsedTime(started) < givenBackMax)
        {
            left = Math.Min(left, Value(await MetricsAsync(), HeldMetric));
        }
        return left;
    }

    private Task<string> MetricsAsync() => admin.GetStringAsync(new Uri("metrics", UriKind.Relative));

    private static double Value(string metrics, string name) => double.Parse(
        Regex.Match(metrics, $"^{name} (.+)$", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    private static byte[] Compress(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }
        return to.ToArray();
    }

    /// <summary>Rows of few actors with long names, without ids: posted again they are late, but stored.</summary>
    private static byte[] Body()
    {
        var text = new StringBuilder("time,source,target\n", BodyBytesMax);
        for (int i = 0; i < Rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{1_600_000_000 + (i / 100)},")
                .Append(Name(i % 70)).Append(',').Append(Name(i % 61)).Append('\n');
        }
        return Encoding.ASCII.GetBytes(text.ToString());

        static string Name(int actor) => $"{actor}-".PadRight(NameLength, 'x');
    }
}
