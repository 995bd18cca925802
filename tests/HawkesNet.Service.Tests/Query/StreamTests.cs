using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

/// <summary>Server-sent events, and the questions that the page for people needed.</summary>
public sealed class StreamTests(ServiceFixture host) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task A_stream_tells_the_state_and_the_watched_intensity_and_then_each_change()
    {
        await PostAsync(host.Client, "followed");
        string source = Name(Actors[0]);
        using HttpResponseMessage answer = await host.Client.GetAsync(
            $"/v1/networks/followed/stream?source={source}", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        JsonNode first = await NextAsync(reader, "diagnostics");
        JsonNode watched = await NextAsync(reader, "intensity");
        Assert.Equal(600, Number(first["asOf"]!["position"]));
        Assert.Equal(Actors[0], watched["source"]!.GetValue<string>());
        JsonNode asked = await AskAsync(host.Client, $"followed/intensity?source={source}");
        Assert.Equal(Number(asked["perSecond"]!["mean"]), Number(watched["perSecond"]!["mean"]));

        await PostRowsAsync(host.Client, "followed", """{"time":"2026-03-02T11:00:00Z","source":"new"}""");
        JsonNode later;
        do
        {
            later = await NextAsync(reader, "diagnostics");
        }
        while (Number(later["asOf"]!["position"]) == 600);
        Assert.Equal(601, Number(later["asOf"]!["position"]));
    }

    [Fact]
    public async Task There_are_never_more_streams_than_allowed_and_a_place_left_is_free_again()
    {
        var limited = new ServiceFixture { Options = new ServiceOptions { StreamsMax = 1 } };
        await limited.InitializeAsync();
        try
        {
            await PostAsync(limited.Client, "n");
            using (await limited.Client.GetAsync("/v1/networks/n/stream", HttpCompletionOption.ResponseHeadersRead))
            {
                await ProblemAsync(limited.Client, "n/stream", 503, "tooManyStreams");
            }
            HttpStatusCode status;
            do
            {
                using HttpResponseMessage again = await limited.Client.GetAsync(
                    "/v1/networks/n/stream", HttpCompletionOption.ResponseHeadersRead);
                status = again.StatusCode;
            }
            while (status == HttpStatusCode.ServiceUnavailable);
            Assert.Equal(HttpStatusCode.OK, status);
        }
        finally
        {
            await limited.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_of_nothing_that_is_known_is_refused()
    {
        await PostAsync(host.Client, "refused");
        await ProblemAsync(host.Client, "none/stream", 404, "noSuchNetwork");
        await ProblemAsync(host.Client, "refused/stream?source=nobody", 404, "noSuchActor");
        await ProblemAsync(host.Client, "refused/stream?target=x", 400, "badParameter");
    }

    [Fact]
    public async Task A_search_finds_names_in_any_case_and_pages_through_them()
    {
        await PostAsync(host.Client, "searched");
        JsonNode found = await AskAsync(host.Client, "searched/actors?search=ACTOR%201&limit=2");
        Assert.Equal(3, Number(found["total"]));
        Assert.Equal([Actors[1], Actors[10]], found["actors"]!.AsArray().Select(a => a!["id"]!.GetValue<string>()));
        JsonNode rest = await AskAsync(host.Client, "searched/actors?search=ACTOR%201&cursor=2");
        Assert.Equal([Actors[11]], rest["actors"]!.AsArray().Select(a => a!["id"]!.GetValue<string>()));
        Assert.Equal(0, Number((await AskAsync(host.Client, "searched/actors?search=nobody"))["total"]));
        using HttpResponseMessage page = await host.Client.GetAsync("/v1/networks/searched/actors?search=%26&limit=1");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task The_excitation_of_all_types_lies_among_that_of_each()
    {
        await PostAsync(host.Client, "excited");
        JsonNode all = await AskAsync(host.Client, "excited/excitation");
        Assert.Equal(["mail", "call"], all["types"]!.AsArray().Select(type => type!.GetValue<string>()));
        JsonNode one = await AskAsync(host.Client, "excited/excitation?triggerType=mail&type=mail");
        JsonNode current = await AskAsync(host.Client, "excited/snapshots/current");
        Assert.Equal(all["cells"]!.AsArray().Count, one["cells"]!.AsArray().Count);
        foreach (JsonNode? cell in one["cells"]!.AsArray())
        {
            JsonNode same = current["excitations"]!.AsArray().First(e =>
                e!["mechanism"]!.ToString() == cell!["mechanism"]!.ToString()
                && e["triggerCluster"]!.ToString() == (cell["sourceCluster"] ?? cell["targetCluster"])!.ToString()
                && e["responderCluster"]!.ToString() == (cell["targetCluster"] ?? cell["sourceCluster"])!.ToString()
                && e["triggerType"]!.ToString() == "mail" && e["type"]!.ToString() == "mail")!;
            Assert.Equal(Number(same["offspring"]!["mean"]), Number(cell!["offspring"]!["mean"]));
        }
        await ProblemAsync(host.Client, "excited/excitation?type=mail", 400, "badParameter");
    }

    [Fact]
    public async Task The_trace_of_scores_covers_the_stream_in_bounded_stretches()
    {
        await PostAsync(host.Client, "traced");
        JsonArray trace = (await AskAsync(host.Client, "traced/diagnostics"))["scoreTrace"]!.AsArray();
        Assert.InRange(trace.Count, 1, 200);
        Assert.InRange(Number(trace[^1]!["position"]), 300, 600);
    }

    private static async Task<JsonNode> NextAsync(StreamReader reader, string kind)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == "event: " + kind)
            {
                string data = (await reader.ReadLineAsync(patience.Token))!;
                return JsonNode.Parse(data["data:".Length..])!;
            }
        }
        throw new EndOfStreamException("the stream ended");
    }
}
