using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

/// <summary>Ties of a stream in which the even actors' events are soon followed by one of the next actor.</summary>
public sealed class TieTests(ServiceFixture host) : IClassFixture<ServiceFixture>, IAsyncLifetime
{
    private static readonly XNamespace graphMl = "http://graphml.graphdrawing.org/xmlns";

    public async Task InitializeAsync()
    {
        var random = new Random(1);
        var events = new List<(double Seconds, int Actor)>();
        double time = 0;
        for (int i = 0; i < 4_000; i++)
        {
            time -= 20 * Math.Log(1 - random.NextDouble());
            int actor = random.Next(8);
            events.Add((time, actor));
            if (actor % 2 == 0 && random.NextDouble() < 0.7)
            {
                events.Add((time - Math.Log(1 - random.NextDouble()), actor + 1));
            }
        }
        var rows = new StringBuilder();
        foreach ((double seconds, int actor) in events.OrderBy(one => one.Seconds))
        {
            string at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds)
                .ToString("O", CultureInfo.InvariantCulture);
            rows.Append(CultureInfo.InvariantCulture, $$"""{"time":"{{at}}","source":"<{{actor}}> & \"co\""}""")
                .Append('\n');
        }
        await PostRowsAsync(host.Client, "tied", rows.ToString());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Ties_are_listed_as_json_table_and_graph_alike()
    {
        JsonNode answer = await AskAsync(host.Client, "tied/ties?top=4");
        Assert.True(answer["inUse"]!.GetValue<bool>());
        JsonArray ties = answer["ties"]!.AsArray();
        Assert.Equal(4, ties.Count);
        Assert.All(ties, tie => Assert.InRange(Number(tie!["weight"]!["mean"]), 0.4, 1));
        Assert.Equal(
            ["<0>", "<2>", "<4>", "<6>"], ties.Select(tie => tie!["source"]!.GetValue<string>()[..3]).Order());
        XElement graph = XDocument.Parse(await AskAsAsync("application/graphml+xml")).Root!.Element(graphMl + "graph")!;
        Dictionary<string, string> names = graph.Elements(graphMl + "node").ToDictionary(
            node => node.Attribute("id")!.Value, node => node.Element(graphMl + "data")!.Value);
        Assert.Equal(
            ties.Select(tie => (tie!["source"]!.GetValue<string>(), tie["target"]!.GetValue<string>())),
            graph.Elements(graphMl + "edge").Select(edge =>
                (names[edge.Attribute("source")!.Value], names[edge.Attribute("target")!.Value])));
        string table = await AskAsAsync("text/csv");
        Assert.StartsWith("source,target,weight,low,high\r\n", table, StringComparison.Ordinal);
        Assert.Equal(6, table.Split("\r\n").Length);
    }

    [Fact]
    public async Task A_least_weight_leaves_out_the_lighter_ones()
    {
        JsonNode all = await AskAsync(host.Client, "tied/ties?top=1000");
        JsonNode heavy = await AskAsync(host.Client, "tied/ties?top=1000&minWeight=0.4");
        Assert.Equal(
            all["ties"]!.AsArray().Count(tie => Number(tie!["weight"]!["mean"]) >= 0.4),
            heavy["ties"]!.AsArray().Count);
    }

    private async Task<string> AskAsAsync(string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/networks/tied/ties?top=4");
        request.Headers.Add("Accept", form);
        using HttpResponseMessage answer = await host.Client.SendAsync(request);
        Assert.Equal(form, answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }
}
