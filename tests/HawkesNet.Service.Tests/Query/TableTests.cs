using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

public sealed class TableTests(QueryTests.Network network) : IClassFixture<QueryTests.Network>
{
    private HttpClient Client => network.Host.Client;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(1000)]
    public async Task A_walk_over_the_pages_meets_each_actor_once(int limit)
    {
        List<string> met = [];
        string? cursor = "";
        while (cursor is not null)
        {
            JsonNode page = await AskAsync(Client, $"office/actors?limit={limit}{cursor}");
            Assert.InRange(page["actors"]!.AsArray().Count, 1, limit);
            met.AddRange(page["actors"]!.AsArray().Select(a => a!["id"]!.GetValue<string>()));
            Assert.Equal(Actors.Length, page["total"]!.GetValue<int>());
            cursor = page["nextCursor"] is { } next ? "&cursor=" + next.GetValue<string>() : null;
        }
        Assert.Equal(Actors.Order(), met.Order());
    }

    [Fact]
    public async Task A_page_beyond_the_last_is_empty()
    {
        JsonNode page = await AskAsync(Client, "office/actors?cursor=2000000000&limit=1000");
        Assert.Empty(page["actors"]!.AsArray());
        Assert.Null(page["nextCursor"]);
    }

    [Fact]
    public async Task Actors_as_a_table_are_those_of_the_answer_and_link_to_the_next_page()
    {
        JsonArray actors = (await AskAsync(Client, "office/actors?limit=5"))["actors"]!.AsArray();
        using HttpResponseMessage answer = await TableAsync("office/actors?limit=5");
        List<string[]> rows = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            "id,sent,received,firstSeen,lastSeen,baselinePerSecond",
            string.Join(',', rows[0][..6]));
        Assert.Equal(actors.Select(a => a!["id"]!.GetValue<string>()), rows.Skip(1).Select(r => r[0]));
        Assert.Equal(actors.Select(a => a!["sent"]!.ToString()), rows.Skip(1).Select(r => r[1]));
        Assert.Equal(
            actors.Select(a => Number(a!["baselinePerSecond"]!["mean"])), rows.Skip(1).Select(r => double.Parse(r[5])));
        string link = Assert.Single(answer.Headers.GetValues("Link"));
        Assert.Equal("</v1/networks/office/actors?limit=5&cursor=5>; rel=\"next\"", link);
    }

    [Theory]
    [InlineData("links?top=4", "source,target,expectedCount,probability", 4)]
    [InlineData("influence?top=3", "actor,directOffspring,cascadeOffspring", 3)]
    [InlineData("actors/actor%200%2F%220%22%2C%20Zo%C3%AB/influence?top=3",
        "actor,events,direct,directLow,directHigh,reply,relay,join,influence,cascade", 3)]
    [InlineData("surprises?top=6", "time,source,target,type,nats,baseline,repeat,reply,burst,relay,join,influence", 6)]
    [InlineData("intensity/range?points=9&source=actor%200%2F%220%22%2C%20Zo%C3%AB",
        "at,meanPerSecond,lowPerSecond,highPerSecond,baselinePerSecond", 9)]
    public async Task Other_tables_have_a_header_and_as_many_rows_as_asked(string query, string header, int count)
    {
        using HttpResponseMessage answer = await TableAsync("office/" + query);
        List<string[]> rows = Parse(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith(header, string.Join(',', rows[0]), StringComparison.Ordinal);
        Assert.Equal(count, rows.Count - 1);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
    }

    [Fact]
    public async Task Clusters_and_their_members_as_tables_are_those_of_the_answer()
    {
        JsonArray clusters = (await AskAsync(Client, "office/clusters"))["clusters"]!.AsArray();
        using HttpResponseMessage answer = await TableAsync("office/clusters");
        List<string[]> rows = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("cluster,placed,size,sent,received,baselinePerSecond", string.Join(',', rows[0][..6]));
        Assert.Equal(
            clusters.Select(one => $"{one!["cluster"]} {one["size"]}"),
            rows.Skip(1).Select(row => $"{row[0]} {row[2]}"));
        int met = 0;
        foreach (JsonNode? one in clusters)
        {
            using HttpResponseMessage page = await TableAsync($"office/clusters/{one!["cluster"]}?limit=7");
            List<string[]> members = Parse(await page.Content.ReadAsStringAsync());
            Assert.Equal(["actor", "probability"], members[0]);
            Assert.Equal(Math.Min(7, one["size"]!.GetValue<int>()), members.Count - 1);
            met += members.Count - 1;
        }
        Assert.InRange(met, 7, Actors.Length);
    }

    [Fact]
    public async Task Snapshots_as_a_table_are_those_of_the_answer()
    {
        using HttpResponseMessage taken = await Client.PostAsync("/v1/networks/office/snapshots", content: null);
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        JsonArray snapshots = (await AskAsync(Client, "office/snapshots"))["snapshots"]!.AsArray();
        using HttpResponseMessage answer = await TableAsync("office/snapshots");
        List<string[]> rows = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(["version", "position", "bytes", "takenAt"], rows[0]);
        Assert.NotEmpty(snapshots);
        Assert.Equal(
            snapshots.Select(one => $"{one!["version"]} {one["position"]} {one["bytes"]} {one["takenAt"]}"),
            rows.Skip(1).Select(row => string.Join(' ', row)));
    }

    [Fact]
    public async Task Parameters_as_a_table_have_a_row_for_each_number_of_the_answer()
    {
        JsonNode parameters = await AskAsync(Client, "office/snapshots/current");
        using HttpResponseMessage answer = await TableAsync("office/snapshots/current");
        List<string[]> rows = Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            "parameter,cause,way,triggerCluster,responderCluster,triggerType,type,decayPerSecond,value,low,high",
            string.Join(',', rows[0]));
        string[] Values(string parameter) => [.. rows.Where(row => row[0] == parameter).Select(row => row[8])];
        string[] Of(string list, Func<JsonNode, IEnumerable<JsonNode?>> numbers) => [.. parameters[list]!.AsArray()
            .SelectMany(one => numbers(one!)).Select(number => Number(number).ToString(CultureInfo.InvariantCulture))];
        Assert.Equal(Of("baselines", one => [one["perSecond"]!["mean"]]), Values("baselinePerSecond"));
        Assert.Equal(Of("excitations", one => [one["offspring"]!["mean"]]), Values("offspring"));
        Assert.Equal(
            Of("kernels", one => one["components"]!.AsArray().Select(part => part!["weight"])),
            Values("kernelWeight"));
        Assert.Equal(Of("choices", one => [one["weight"]]), Values("choiceWeight"));
        Assert.All(
            [Values("offspring").Length, Values("kernelWeight").Length, Values("choiceWeight").Length],
            count => Assert.True(count > 4));
    }

    [Theory]
    [InlineData("snapshots/current")]
    [InlineData("links?top=4")]
    [InlineData("actors?limit=5")]
    [InlineData("clusters")]
    [InlineData("clusters/0?limit=7")]
    [InlineData("surprises?top=6")]
    [InlineData("influence?top=3")]
    [InlineData("excitation")]
    [InlineData("ties")]
    [InlineData("intensity/range?points=9&source=actor%200%2F%220%22%2C%20Zo%C3%AB")]
    public async Task An_arrow_stream_holds_the_same_cells_as_the_table(string query)
    {
        using HttpResponseMessage text = await TableAsync("office/" + query);
        List<string[]> rows = Parse(await text.Content.ReadAsStringAsync());
        using HttpResponseMessage answer = await AskAsAsync("office/" + query, "application/vnd.apache.arrow.stream");
        Assert.Equal("application/vnd.apache.arrow.stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual(text.Headers.ETag, answer.Headers.ETag);
        using var reader = new ArrowStreamReader(await answer.Content.ReadAsStreamAsync());
        using RecordBatch batch = (await reader.ReadNextRecordBatchAsync())!;
        Assert.Equal(rows[0], batch.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(rows.Count - 1, batch.Length);
        for (int row = 0; row < batch.Length; row++)
        {
            Assert.Equal(rows[row + 1], batch.Arrays.Select(column => Cell(column, row)));
        }
        Assert.Null(await reader.ReadNextRecordBatchAsync());
    }

    private static string Cell(IArrowArray column, int row) => column switch
    {
        StringArray text => text.GetString(row) ?? "",
        DoubleArray number => number.GetValue(row)?.ToString(CultureInfo.InvariantCulture) ?? "",
        Int64Array whole => whole.GetValue(row)?.ToString(CultureInfo.InvariantCulture) ?? "",
        BooleanArray flag => flag.GetValue(row) is { } value ? (value ? "true" : "false") : "",
        _ => throw new ArgumentException($"no cell of {column.GetType()}"),
    };

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("text/csv;q=0.5, application/json")]
    public async Task Json_is_given_unless_the_table_is_preferred(string accept)
    {
        using HttpResponseMessage answer = await AskAsAsync("office/actors", accept);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<HttpResponseMessage> TableAsync(string question)
    {
        HttpResponseMessage answer = await AskAsAsync(question, "text/csv");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        return answer;
    }

    private async Task<HttpResponseMessage> AskAsAsync(string question, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/networks/" + question);
        request.Headers.Add("Accept", accept);
        return await Client.SendAsync(request);
    }

    private static List<string[]> Parse(string text)
    {
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        List<string[]> rows = [];
        foreach (string line in text.Split("\r\n")[..^1])
        {
            List<string> cells = [];
            string rest = line;
            while (true)
            {
                bool isQuoted = rest.StartsWith('"');
                int end = isQuoted ? ClosingQuote(rest) + 1 : rest.IndexOf(',');
                end = end < 0 ? rest.Length : end;
                string cell = rest[..end];
                cells.Add(isQuoted ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell);
                if (end == rest.Length)
                {
                    break;
                }
                rest = rest[(end + 1)..];
            }
            rows.Add([.. cells]);
        }
        return rows;
    }

    private static int ClosingQuote(string text)
    {
        int at = 1;
        while (text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'))
        {
            at += text[at] == '"' ? 2 : 1;
        }
        return at;
    }
}
