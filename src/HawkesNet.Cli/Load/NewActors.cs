using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace HawkesNet.Cli.Load;

/// <summary>One client that sends a new actor with every row: beyond the network's most they are pooled.</summary>
internal static class NewActors
{
    private const int RowsPerBody = 20_000;
    private const int ActorsMax = 50_000;

    /// <summary>Posts until so many actors were named.</summary>
    public static async Task RunAsync(Uri service, long actors, LoadResult result)
    {
        using var http = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromMinutes(5) };
        using HttpResponseMessage made = await http.PutAsJsonAsync(
            new Uri("v1/networks/crowd", UriKind.Relative), new { maxActors = ActorsMax });
        long pooled = 0;
        for (long first = 0; first < actors; first += RowsPerBody)
        {
            pooled += await PostAsync(http, first, result);
        }
        JsonNode network = (await http.GetFromJsonAsync<JsonNode>(new Uri("v1/networks/crowd", UriKind.Relative)))!;
        long known = (long)network["counts"]!["actors"]!;
        result.Outcome = string.Create(CultureInfo.InvariantCulture,
            $"{actors:N0} new actors named, {known - 1:N0} told apart, {pooled:N0} rows pooled as (other)");
        // The one that stands for all others has a place of its own.
        if (known > ActorsMax + 1)
        {
            result.Break($"{known} actors in a network for {ActorsMax}");
        }
    }

    private static async Task<long> PostAsync(HttpClient http, long first, LoadResult result)
    {
        var text = new StringBuilder("time,source\n");
        for (long i = first; i < first + RowsPerBody; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i / 1000},new-{i}\n");
        }
        byte[] body = Encoding.ASCII.GetBytes(text.ToString());
        while (true)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            using HttpResponseMessage answer = await http.PostAsync(
                new Uri("v1/networks/crowd/events?unit=s", UriKind.Relative), content);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return (long)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["pooled"]!;
            }
            if (answer.Headers.RetryAfter?.Delta is not { } wait)
            {
                result.Break($"answered {(int)answer.StatusCode} without Retry-After");
                return 0;
            }
            await Task.Delay(wait);
        }
    }
}
