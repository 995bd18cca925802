using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

public sealed class QueryTests(QueryTests.Network network) : IClassFixture<QueryTests.Network>
{
    private static readonly string Pair = $"source={Name(Actors[0])}&target={Name(Actors[1])}";

    private HttpClient Client => network.Host.Client;

    [Theory]
    [InlineData("")]
    [InlineData("&type=mail")]
    [InlineData("&at=2026-03-02T10:00:30.000000001Z")]
    public async Task Causes_sum_to_the_intensity(string more)
    {
        JsonNode answer = await AskAsync(Client, $"office/intensity?{Pair}{more}");
        double whole = Number(answer["perSecond"]!["mean"]);
        double[] causes = [.. answer["causes"]!.AsArray().Select(c => Number(c!["perSecond"]!["mean"]))];
        Assert.True(whole > 0);
        Assert.Equal(whole, causes.Sum(), 1e-9 * whole);
        Assert.True(Number(answer["perSecond"]!["low"]) <= whole);
        Assert.True(Number(answer["perSecond"]!["high"]) >= whole);
    }

    [Fact]
    public async Task Types_sum_to_the_intensity_of_all_types()
    {
        double all = await MeanAsync(Pair);
        double parts = await MeanAsync(Pair + "&type=mail") + await MeanAsync(Pair + "&type=call");
        Assert.Equal(all, parts, 1e-9 * all);
    }

    [Fact]
    public async Task An_instant_may_be_asked_as_text_or_number()
    {
        JsonNode text = await AskAsync(Client, $"office/intensity?{Pair}&at=2026-03-02T11:00:00.5%2B01:00");
        JsonNode number = await AskAsync(Client, $"office/intensity?{Pair}&at=1772445600.5&unit=s");
        Assert.Equal("2026-03-02T10:00:00.5Z", text["at"]!.GetValue<string>());
        Assert.Equal(text.ToJsonString(), number.ToJsonString());
    }

    [Fact]
    public async Task Every_answer_speaks_of_the_state_after_the_last_event()
    {
        string[] queries =
        [
            "intensity?" + Pair, "intensity/range?" + Pair, "forecast?" + Pair, "links", "actors",
            "actors/" + Name(Actors[0]), "influence",
            $"actors/{Name(Actors[0])}/influence?direction=in", "surprises", "ties", "clusters",
            "clusters/0", "diagnostics", "snapshots/current", "snapshots",
        ];
        foreach (string query in queries)
        {
            JsonNode asOf = (await AskAsync(Client, "office/" + query))["asOf"]!;
            Assert.Equal(600, asOf["position"]!.GetValue<long>());
            Assert.Equal(ModelTime, asOf["time"]!.GetValue<string>());
            Assert.True(asOf["version"]!.GetValue<long>() > 0);
        }
    }

    [Fact]
    public async Task The_newest_state_can_be_asked_by_its_version()
    {
        JsonNode newest = await AskAsync(Client, "office/links");
        JsonNode same = await AskAsync(Client, $"office/links?asOf={newest["asOf"]!["version"]}");
        Assert.Equal(newest.ToJsonString(), same.ToJsonString());
    }

    [Fact]
    public async Task A_curve_begins_at_the_intensity_and_ends_where_it_was_asked_to()
    {
        JsonNode curve = await AskAsync(Client, $"office/intensity/range?{Pair}&end=2026-03-02T12:00:00Z&points=11000");
        JsonArray points = curve["points"]!.AsArray();
        Assert.Equal(11_000, points.Count);
        Assert.Equal(ModelTime, points[0]!["at"]!.GetValue<string>());
        Assert.Equal("2026-03-02T12:00:00Z", points[^1]!["at"]!.GetValue<string>());
        Assert.Equal(await MeanAsync(Pair), Number(points[0]!["perSecond"]!["mean"]), 12);
        Assert.Equal(
            Number(points[1]!["perSecond"]!["mean"]),
            points[1]!["causes"]!.AsObject().Sum(c => Number(c.Value)), 1e-9);
    }

    [Fact]
    public async Task A_forecast_grows_with_its_horizon()
    {
        JsonNode hour = await AskAsync(Client, $"office/forecast?{Pair}&horizon=PT1H");
        JsonNode day = await AskAsync(Client, $"office/forecast?{Pair}&horizon=1d");
        Assert.Equal(3600, Number(hour["horizonSeconds"]));
        Assert.Equal("2026-03-03T10:00:00Z", day["to"]!.GetValue<string>());
        Assert.InRange(Number(hour["expectedCount"]!["mean"]), 1e-12, Number(day["expectedCount"]!["mean"]));
        Assert.InRange(Number(hour["probabilityAtLeastOne"]), 1e-12, Number(day["probabilityAtLeastOne"]));
        Assert.InRange(Number(day["probabilityAtLeastOne"]), 0, 1);
        JsonArray quantiles = day["nextEvent"]!.AsArray();
        Assert.NotEmpty(quantiles);
        double[] waits = [.. quantiles.Select(q => q!["waitSeconds"]?.GetValue<double>() ?? double.MaxValue)];
        Assert.Equal(waits.Order(), waits);
    }

    [Fact]
    public async Task Links_come_with_the_most_probable_first()
    {
        JsonNode answer = await AskAsync(Client, "office/links?horizon=12h&top=7");
        double[] probabilities = [.. answer["links"]!.AsArray().Select(l => Number(l!["probability"]))];
        Assert.Equal(7, probabilities.Length);
        Assert.Equal(probabilities.OrderDescending(), probabilities);
        Assert.All(answer["links"]!.AsArray(), link =>
        {
            Assert.Contains(link!["source"]!.GetValue<string>(), Actors);
            Assert.Contains(link["target"]!.GetValue<string>(), Actors);
            Assert.NotEqual(link["source"]!.GetValue<string>(), link["target"]!.GetValue<string>());
        });
    }

    [Fact]
    public async Task An_actor_is_found_by_a_name_with_slash_quote_and_space()
    {
        JsonNode answer = await AskAsync(Client, "office/actors/" + Name(Actors[3]));
        JsonNode actor = answer["actor"]!;
        Assert.Equal(Actors[3], actor["id"]!.GetValue<string>());
        Assert.True(actor["sent"]!.GetValue<long>() > 20);
        Assert.True(actor["received"]!.GetValue<long>() > 10);
        Assert.InRange(
            Number(actor["baselinePerSecond"]!["mean"]), 1e-12, Number(answer["intensityPerSecond"]!["mean"]));
        Assert.Equal(1, actor["clusterProbabilities"]!.AsArray().Sum(Number), 1e-9);
    }

    [Fact]
    public async Task An_actor_is_the_same_alone_and_in_the_list_and_its_rates_are_those_of_the_intensity()
    {
        string name = Name(Actors[2]);
        JsonNode answer = await AskAsync(Client, "office/actors/" + name);
        JsonArray list = (await AskAsync(Client, "office/actors"))["actors"]!.AsArray();
        JsonNode listed = Assert.Single(list, actor => actor!["id"]!.GetValue<string>() == Actors[2])!;
        Assert.Equal(listed.ToJsonString(), answer["actor"]!.ToJsonString());
        JsonNode intensity = await AskAsync(Client, "office/intensity?source=" + name);
        Assert.Equal(intensity["perSecond"]!.ToJsonString(), answer["intensityPerSecond"]!.ToJsonString());
        JsonNode baseline = intensity["causes"]!.AsArray().Single(c => c!["cause"]!.GetValue<string>() == "baseline")!;
        foreach (string figure in (string[])["mean", "low", "high"])
        {
            double expected = Number(baseline["perSecond"]![figure]);
            Assert.Equal(expected, Number(listed["baselinePerSecond"]![figure]), 1e-9 * expected);
        }
    }

    [Fact]
    public async Task Influence_comes_with_the_most_influential_first()
    {
        JsonArray actors = (await AskAsync(Client, "office/influence?top=5"))["actors"]!.AsArray();
        Assert.Equal(5, actors.Count);
        double[] direct = [.. actors.Select(a => Number(a!["directOffspring"]))];
        Assert.Equal(direct.OrderDescending(), direct);
        Assert.All(actors, a => Assert.InRange(Number(a!["cascadeOffspring"]), Number(a["directOffspring"]), 600));
    }

    [Fact]
    public async Task Diagnostics_compare_the_fit_with_its_floor()
    {
        JsonNode answer = await AskAsync(Client, "office/diagnostics");
        Assert.Equal(600, answer["events"]!.GetValue<long>());
        Assert.Contains(answer["verdict"]!["fit"]!.GetValue<string>(), new[] { "good", "doubtful" });
        Assert.InRange(Number(answer["ksDistance"]), 0, 1);
        Assert.True(Number(answer["branchingRatio"]) >= 0);
        Assert.True(double.IsFinite(Number(answer["prequentialScore"])));
        Assert.Equal(600, answer["stream"]!["accepted"]!.GetValue<long>());
        Assert.Equal(0, answer["stream"]!["late"]!.GetValue<long>());
    }

    [Fact]
    public async Task Answers_speak_of_one_state_each_while_events_come()
    {
        await PostRowsAsync(Client, "moving", string.Concat(Enumerable.Range(0, 50).Select(MovingRow)));
        Task posting = Task.Run(async () =>
        {
            for (int body = 1; body <= 20; body++)
            {
                string rows = string.Concat(Enumerable.Range(body * 50, 50).Select(MovingRow));
                await PostRowsAsync(Client, "moving", rows);
            }
        });
        long version = 0;
        bool isLast;
        do
        {
            isLast = posting.IsCompleted;
            JsonNode answer = await AskAsync(Client, "moving/actors?limit=1000");
            Assert.True(answer["asOf"]!["version"]!.GetValue<long>() >= version);
            version = answer["asOf"]!["version"]!.GetValue<long>();
            Assert.Equal(
                answer["asOf"]!["position"]!.GetValue<long>(),
                answer["actors"]!.AsArray().Sum(actor => actor!["sent"]!.GetValue<long>()));
        }
        while (!isLast);
        await posting;
        Assert.Equal(1050, (await AskAsync(Client, "moving/links"))["asOf"]!["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task An_answer_the_client_holds_is_not_sent_again()
    {
        using HttpResponseMessage first = await Client.GetAsync("/v1/networks/office/links");
        Assert.NotNull(first.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/networks/office/links");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag);
        using HttpResponseMessage second = await Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        using var otherForm = new HttpRequestMessage(HttpMethod.Get, "/v1/networks/office/links");
        otherForm.Headers.IfNoneMatch.Add(first.Headers.ETag);
        otherForm.Headers.Add("Accept", "text/csv");
        using HttpResponseMessage table = await Client.SendAsync(otherForm);
        Assert.Equal(HttpStatusCode.OK, table.StatusCode);
    }

    private static string MovingRow(int i) =>
        $$"""{"time":"{{DateTimeOffset.UnixEpoch.AddSeconds(i):O}}","source":"a{{i % 7}}","target":"b{{i % 90}}"}"""
        + "\n";

    private async Task<double> MeanAsync(string question) =>
        Number((await AskAsync(Client, "office/intensity?" + question))["perSecond"]!["mean"]);

    public sealed class Network : IAsyncLifetime
    {
        public ServiceFixture Host { get; } = new();

        public async Task InitializeAsync()
        {
            await Host.InitializeAsync();
            await PostAsync(Host.Client, "office");
        }

        public Task DisposeAsync() => Host.DisposeAsync();
    }
}
