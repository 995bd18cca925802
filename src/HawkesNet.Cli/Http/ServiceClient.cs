using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HawkesNet.Cli.Http;

/// <summary>Talks to a HawkesNet service, with the key that the environment gives, if any. Thread-safe.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="triesMax">How often a body is posted at most while the service asks to try again later.</param>
internal sealed class ServiceClient(Uri address, int triesMax = ServiceClient.DefaultTriesMax) : IDisposable
{
    /// <summary>The variable with the key: arguments of a program can be read by others on its machine.</summary>
    public const string KeyVariable = "HAWKESNET_KEY";

    private const int DefaultTriesMax = 600;
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders =
        {
            Authorization = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
                ? new AuthenticationHeaderValue("Bearer", key)
                : null,
        },
    };

    /// <summary>Posts one body of events; waits and tries again where the service asks for it (429, 503).</summary>
    /// <param name="network">The network; created where it does not exist.</param>
    /// <param name="body">The rows.</param>
    /// <param name="mediaType">Their form.</param>
    /// <param name="query">Parameters after the question mark, or empty.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ServiceException">The service refused the body as a whole.</exception>
    /// <exception cref="HttpRequestException">No answer came: nothing is known of the body.</exception>
    public async Task<PostAnswer> PostEventsAsync(
        string network, byte[] body, string mediaType, string query, CancellationToken cancel = default)
    {
        string path = $"v1/networks/{Uri.EscapeDataString(network)}/events" + (query.Length > 0 ? "?" + query : "");
        for (int tries = 1; ; tries++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            using HttpResponseMessage response = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
            bool busy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!busy || tries == triesMax)
            {
                return await ReadAnswerAsync(response, cancel);
            }
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancel);
        }
    }

    /// <summary>Reads one JSON answer.</summary>
    /// <exception cref="ServiceException">The service refused.</exception>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancel = default)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
        if (!response.IsSuccessStatusCode)
        {
            throw await ReadProblemAsync(response, cancel);
        }
        return (await response.Content.ReadFromJsonAsync<T>(json, cancel))!;
    }

    /// <summary>Whether the service answers and has caught up with its log.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancel = default)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri("readyz", UriKind.Relative), cancel);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => http.Dispose();

    // A body without one valid row is answered 422 with the same counts: its rows are refused, the client goes on.
    private static async Task<PostAnswer> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] text = await response.Content.ReadAsByteArrayAsync(cancel);
        bool counted = response.StatusCode == HttpStatusCode.UnprocessableEntity
            && text.AsSpan().IndexOf("\"rejected\""u8) >= 0;
        if (response.IsSuccessStatusCode || counted)
        {
            return JsonSerializer.Deserialize<PostAnswer>(text, json)!;
        }
        throw await ReadProblemAsync(response, cancel);
    }

    private static async Task<ServiceException> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string text = await response.Content.ReadAsStringAsync(cancel);
        return new ServiceException((int)response.StatusCode, Detail(text) ?? text);
    }

    private static string? Detail(string problem)
    {
        try
        {
            return JsonNode.Parse(problem)?["detail"]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What became of the rows of a body.</summary>
internal sealed record PostAnswer(
    int Accepted, int Duplicates, int Late, int Rejected, bool Durable, IReadOnlyList<RowRefusal>? Errors);

/// <summary>A refused row.</summary>
internal sealed record RowRefusal(int Line, string Pointer, string Code, string Detail);

/// <summary>An answer other than success.</summary>
internal sealed class ServiceException(int status, string body) : Exception($"the service answered {status}: {body}")
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;
}
