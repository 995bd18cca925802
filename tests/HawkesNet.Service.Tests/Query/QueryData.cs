using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace HawkesNet.Service.Tests.Query;

/// <summary>A network of known events, and questions to it.</summary>
internal static class QueryData
{
    /// <summary>The last event's time.</summary>
    internal const string ModelTime = "2026-03-02T10:00:00Z";

    /// <summary>Actors of <see cref="PostAsync"/>, in the order of their first event.</summary>
    internal static readonly string[] Actors = [.. Enumerable.Range(0, 12).Select(i => $"actor {i}/\"{i}\", Zoë")];

    /// <summary>Posts 600 events of twelve actors over a day: mails, their answers, and calls without a
    /// target.</summary>
    internal static async Task PostAsync(HttpClient client, string network)
    {
        var end = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
        var rows = new StringBuilder();
        for (int i = 0; i < 200; i++)
        {
            int source = i % Actors.Length;
            int target = (source + 1 + ((i / 12) % 3)) % Actors.Length;
            DateTimeOffset time = end - TimeSpan.FromSeconds((199 - i) * 431.5);
            rows.Append(Row(time.AddSeconds(-90), source, target, "mail"));
            rows.Append(Row(time.AddSeconds(-45 + (i % 7)), target, source, "mail"));
            rows.Append(Row(time, source, target: null, "call"));
        }
        await PostRowsAsync(client, network, rows.ToString());
    }

    /// <summary>Posts rows and waits until they are learned.</summary>
    internal static async Task PostRowsAsync(HttpClient client, string network, string rows)
    {
        using var body = new StringContent(rows, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage answer = await client.PostAsync(
            $"/v1/networks/{network}/events?ack=applied&backfill=true", body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal(0, JsonNode.Parse(text)!["rejected"]!.GetValue<int>());
    }

    /// <summary>Asks, and gives the JSON of a 200.</summary>
    internal static async Task<JsonNode> AskAsync(HttpClient client, string question)
    {
        using HttpResponseMessage answer = await client.GetAsync("/v1/networks/" + question);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{question}: {(int)answer.StatusCode} {text}");
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Asks, and gives the problem; checks its form and that the description lists it.</summary>
    internal static async Task<JsonNode> ProblemAsync(HttpClient client, string question, int status, string code)
    {
        using HttpResponseMessage answer = await client.GetAsync("/v1/networks/" + question);
        JsonNode problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.True((int)answer.StatusCode == status, $"{question}: {(int)answer.StatusCode} {problem}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.Equal(Problems.TypePrefix + code, problem["type"]!.GetValue<string>());
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        Assert.Contains($"| `{code}` | {status} |", await client.GetStringAsync("/swagger/v1/swagger.json"));
        return problem;
    }

    internal static string Name(string actor) => Uri.EscapeDataString(actor);

    internal static double Number(JsonNode? node) => node!.GetValue<double>();

    private static string Row(DateTimeOffset time, int source, int? target, string type)
    {
        var row = new JsonObject
        {
            ["time"] = time.ToString("O", CultureInfo.InvariantCulture),
            ["source"] = Actors[source],
            ["type"] = type,
        };
        if (target is { } index)
        {
            row["target"] = Actors[index];
        }
        return row.ToJsonString() + "\n";
    }
}
