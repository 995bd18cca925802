using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

public sealed class RefusalTests(RefusalTests.Network network) : IClassFixture<RefusalTests.Network>
{
    private static readonly string[] Queries =
    [
        "intensity?source=ann", "intensity/range?source=ann", "forecast?source=ann", "links", "actors", "actors/ann",
        "influence", "actors/ann/influence", "surprises", "ties", "clusters",
        "clusters/0", "events/m-1/causes", "diagnostics",
        "snapshots/current",
    ];

    private HttpClient Client => network.Host.Client;

    [Fact]
    public async Task A_network_that_does_not_exist_is_named()
    {
        foreach (string query in Queries)
        {
            JsonNode problem = await ProblemAsync(Client, "nowhere/" + query, 404, "noSuchNetwork");
            Assert.Contains("nowhere", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_model_of_one_time_is_not_ready_and_says_to_come_back()
    {
        await PostRowsAsync(Client, "young", """
            {"time":"2026-03-02T09:00:00Z","source":"ann"}
            {"time":"2026-03-02T09:00:00Z","source":"bob"}
            """);
        foreach (string query in Queries)
        {
            JsonNode problem = await ProblemAsync(Client, "young/" + query, 409, "notReady");
            Assert.True(problem["retryable"]!.GetValue<bool>());
        }
    }

    [Theory]
    [InlineData("intensity?source=zoe", "noSuchActor", "zoe")]
    [InlineData("intensity?source=ann&target=zoe", "noSuchActor", "zoe")]
    [InlineData("intensity/range?source=zoe", "noSuchActor", "zoe")]
    [InlineData("forecast?source=ann&type=fax", "noSuchType", "fax")]
    [InlineData("actors/zoe", "noSuchActor", "zoe")]
    [InlineData("actors/zoe/influence", "noSuchActor", "zoe")]
    [InlineData("events/m%2F9/causes", "noSuchEvent", "m/9")]
    [InlineData("clusters/1", "noSuchCluster", "1")]
    [InlineData("clusters/-1", "noSuchCluster", "-1")]
    [InlineData("links?asOf=999999", "asOfNotKept", "999999")]
    [InlineData("snapshots/999", "noSuchSnapshot", "999")]
    [InlineData("snapshots/latest", "noSuchSnapshot", "latest")]
    public async Task What_is_not_known_is_named(string query, string code, string named)
    {
        JsonNode problem = await ProblemAsync(Client, "small/" + query, 404, code);
        Assert.Contains(named, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(problem["retryable"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("intensity", "source")]
    [InlineData("intensity?source=", "source")]
    [InlineData("intensity?source=ann&at=tomorrow", "at")]
    [InlineData("intensity?source=ann&at=1772443798", "at")]
    [InlineData("intensity?source=ann&at=NaN&unit=s", "at")]
    [InlineData("intensity?source=ann&sorce=bob", "sorce")]
    [InlineData("intensity?source=ann&source=bob", "source")]
    [InlineData("intensity/range?source=ann&points=1", "points")]
    [InlineData("intensity/range?source=ann&points=11001", "points")]
    [InlineData("intensity/range?source=ann&points=1e3", "points")]
    [InlineData("intensity/range?source=ann&start=2030-01-01T00:00:00Z&end=2029-01-01T00:00:00Z", "end")]
    [InlineData("forecast?source=ann&horizon=P1M", "horizon")]
    [InlineData("forecast?source=ann&horizon=0s", "horizon")]
    [InlineData("forecast?source=ann&horizon=280y", "horizon")]
    [InlineData("forecast?source=ann&horizon=PT8000000000S", "horizon")]
    [InlineData("links?top=0", "top")]
    [InlineData("actors?limit=1001", "limit")]
    [InlineData("actors?cursor=-1", "cursor")]
    [InlineData("influence?top=many", "top")]
    [InlineData("surprises?top=101", "top")]
    [InlineData("clusters/0?limit=0", "limit")]
    [InlineData("ties?minWeight=-1", "minWeight")]
    [InlineData("ties?minWeight=NaN", "minWeight")]
    [InlineData("ties?top=10001", "top")]
    [InlineData("actors/ann/influence?direction=up", "direction")]
    [InlineData("actors/ann/influence?top=256", "top")]
    [InlineData("events/m-1/causes?top=0", "top")]
    [InlineData("diagnostics?asOf=now", "asOf")]
    [InlineData("snapshots/current?top=3", "top")]
    public async Task A_parameter_that_cannot_be_used_is_named(string query, string parameter)
    {
        JsonNode problem = await ProblemAsync(Client, "small/" + query, 400, "badParameter");
        JsonNode error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal(parameter, error["parameter"]!.GetValue<string>());
        Assert.NotEmpty(error["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task All_bad_parameters_are_named_at_once()
    {
        JsonNode problem = await ProblemAsync(
            Client, "small/intensity/range?points=0&start=x&asOf=y", 400, "badParameter");
        Assert.Equal(
            ["asOf", "points", "source", "start"],
            problem["errors"]!.AsArray().Select(e => e!["parameter"]!.GetValue<string>()).Order());
    }

    [Theory]
    [InlineData("intensity?source=ann&at=2026-03-02T08:59:59.999999999Z")]
    [InlineData("intensity/range?source=ann&start=2026-03-02T08:00:00Z&end=2026-03-02T10:00:00Z")]
    [InlineData("forecast?source=ann&at=0&unit=s")]
    public async Task A_time_before_the_models_is_refused_with_the_models_time(string query)
    {
        JsonNode problem = await ProblemAsync(Client, "small/" + query, 422, "beforeModel");
        Assert.Contains("2026-03-02T09:00:01Z", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshots_of_a_network_that_does_not_exist_are_refused()
    {
        await ProblemAsync(Client, "nowhere/snapshots", 404, "noSuchNetwork");
        using HttpResponseMessage answer = await Client.PostAsync("/v1/networks/nowhere/snapshots", content: null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    public sealed class Network : IAsyncLifetime
    {
        public ServiceFixture Host { get; } = new();

        public async Task InitializeAsync()
        {
            await Host.InitializeAsync();
            await PostRowsAsync(Host.Client, "small", """
                {"time":"2026-03-02T09:00:00Z","source":"ann","target":"bob","type":"mail"}
                {"time":"2026-03-02T09:00:01Z","source":"bob","target":"ann","type":"mail"}
                """);
        }

        public Task DisposeAsync() => Host.DisposeAsync();
    }
}
