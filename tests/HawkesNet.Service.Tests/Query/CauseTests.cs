using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

public sealed class CauseTests : IAsyncLifetime
{
    private const int EventCount = 400;
    private static readonly DateTimeOffset start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly ServiceFixture host = new() { Options = new ServiceOptions { CauseHistoryEventsMax = 450 } };
    private readonly List<Posted> stream = Draw();

    /// <summary>Posts the stream in bodies whose rows are out of order inside the allowed lateness.</summary>
    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        var random = new Random(3);
        var rows = stream.Select(one => (At: one.Seconds + (3 * random.NextDouble()), Row: one))
            .OrderBy(one => one.At).Select(one => one.Row).Chunk(60);
        foreach (Posted[] body in rows)
        {
            await PostAsync(string.Concat(body.Select(one => one.ToRow())));
        }
        await PostAsync(new Posted("last", EventCount + 100, "ann", null, "mail", 1).ToRow());
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Causes_of_an_event_are_those_of_the_stream_in_order_of_time()
    {
        foreach (int index in new[] { 0, 57, 250, 399 })
        {
            Posted asked = stream[index];
            JsonNode answer = await AskAsync(host.Client, $"wood/events/{Name(asked.Id)}/causes?top=1000");
            EventExplanation expected = Explain(asked);
            Assert.Equal(asked.Id, answer["id"]!.GetValue<string>());
            Assert.Equal(asked.Source, answer["source"]!.GetValue<string>());
            Assert.Equal(expected.IntensityPerTick * 1e9, Number(answer["intensityPerSecond"]), 9);
            Assert.Equal(
                expected.Probabilities, answer["causes"]!.AsArray().Select(cause => Number(cause!["probability"])));
            Assert.Equal(1, answer["causes"]!.AsArray().Sum(cause => Number(cause!["probability"])), 9);
            CompareEarlier(expected, answer);
        }
    }

    [Fact]
    public async Task An_answer_s_cause_is_the_event_it_answers()
    {
        await PostAsync(new Posted("question", 900, "ann", "bob", "mail", 1).ToRow()
            + new Posted("answer/1", 900.5, "bob", "ann", "mail", 1).ToRow()
            + new Posted("later", 1000, "ann", null, "mail", 1).ToRow());
        JsonNode answer = await AskAsync(host.Client, "wood/events/answer%2F1/causes");
        JsonNode first = answer["earlier"]![0]!;
        Assert.Equal(("question", "reply"), (first["id"]!.GetValue<string>(), first["cause"]!.GetValue<string>()));
        Assert.True(Number(first["probability"]) > 0.5, first.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/networks/wood/events/answer%2F1/causes?top=2");
        request.Headers.Add("Accept", "text/csv");
        using HttpResponseMessage table = await host.Client.SendAsync(request);
        string[] lines = (await table.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("cause,probability,id,time,source,target,type", lines[0]);
        Assert.StartsWith("baseline,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",question,2026-03-02T09:15:00Z,ann,bob,mail", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_question_of_the_same_state_is_not_answered_twice()
    {
        const string Question = "/v1/networks/wood/events/e9/causes";
        using HttpResponseMessage first = await host.Client.GetAsync(Question);
        using var again = new HttpRequestMessage(HttpMethod.Get, Question);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await host.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Events_that_were_not_learned_or_stand_too_far_on_are_refused_with_the_reason()
    {
        await PostAsync(new Posted("behind", 1, "ann", "bob", "mail", 1).ToRow());
        await ProblemAsync(host.Client, "wood/events/behind/causes", 422, "eventLate");
        await PostAsync(new Posted("waits", 550, "ann", "bob", "mail", 1).ToRow(), ack: "durable");
        JsonNode waiting = await ProblemAsync(host.Client, "wood/events/waits/causes", 409, "eventNotLearned");
        Assert.True(waiting["retryable"]!.GetValue<bool>());
        await PostAsync(string.Concat(Enumerable.Range(0, 60).Select(i =>
            new Posted($"more{i}", 600 + i, "ann", "bob", "mail", 1).ToRow())));
        JsonNode far = await ProblemAsync(host.Client, "wood/events/more50/causes", 422, "historyTooLong");
        Assert.Contains("450", far["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_between_actors_who_never_met_is_a_surprise()
    {
        await PostAsync(new Posted("odd", 700, "mia", "noah", "fax", 1).ToRow()
            + new Posted("later", 800, "ann", null, "mail", 1).ToRow());
        JsonNode surprises = await AskAsync(host.Client, "wood/surprises?top=3");
        JsonNode odd = surprises["surprises"]![0]!;
        Assert.Equal(("mia", "noah", "fax"), (
            odd["source"]!.GetValue<string>(), odd["target"]!.GetValue<string>(), odd["type"]!.GetValue<string>()));
        Assert.True(Number(odd["nats"]) > 3);
        Assert.Equal(1, odd["causes"]!.AsArray().Sum(cause => Number(cause!["probability"])), 9);
    }

    [Fact]
    public async Task Influence_of_one_actor_on_another_is_that_of_the_other_under_it()
    {
        JsonNode of = await AskAsync(host.Client, "wood/actors/ann/influence");
        JsonNode on = await AskAsync(host.Client, "wood/actors/bob/influence?direction=in");
        JsonNode bob = of["partners"]!.AsArray().Single(one => one!["actor"]!.GetValue<string>() == "bob")!;
        JsonNode ann = on["partners"]!.AsArray().Single(one => one!["actor"]!.GetValue<string>() == "ann")!;
        foreach (string part in new[] { "direct", "reply", "relay", "join" })
        {
            Assert.Equal(Number(bob[part]!["mean"]), Number(ann[part]!["mean"]), 12);
        }
        Assert.Null(bob["influence"]);
        JsonNode all = (await AskAsync(host.Client, "wood/influence"))["actors"]!.AsArray()
            .Single(one => one!["actor"]!.GetValue<string>() == "ann")!;
        // Of one event more may be expected than there was of all together.
        Assert.InRange(Number(all["directOffspring"]), 0, (Number(of["direct"]) * Number(of["events"])) + 1e-9);
    }

    private async Task PostAsync(string rows, string ack = "applied")
    {
        using var body = new StringContent(rows, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage answer =
            await host.Client.PostAsync("/v1/networks/wood/events?ack=" + ack, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>What the model says of an event when it is told the stream in order of time.</summary>
    private EventExplanation Explain(Posted asked)
    {
        PublishedModel model = host.Registry.Find("wood")!.Model;
        int Actor(string? name) => name is null ? -1 : model.FindActor(name)!.Value;
        var trace = new CauseTrace(
            model.View, asked.Ticks, Actor(asked.Source), Actor(asked.Target), model.FindType(asked.Type)!.Value);
        foreach (Posted one in stream.Where(one => one.Ticks < asked.Ticks))
        {
            trace.Add(one.Ticks, Actor(one.Source), Actor(one.Target), model.FindType(one.Type)!.Value, one.Weight);
        }
        return trace.Explain(1000);
    }

    private void CompareEarlier(EventExplanation expected, JsonNode answer)
    {
        JsonArray earlier = answer["earlier"]!.AsArray();
        Assert.Equal(expected.EarlierCount, answer["earlierCount"]!.GetValue<int>());
        Assert.Equal(expected.Earlier.Count, earlier.Count);
        for (int i = 0; i < earlier.Count; i++)
        {
            EarlierCause cause = expected.Earlier[i];
            Posted named = stream.Single(one => one.Ticks == cause.TimeTicks);
            Assert.Equal(Mechanisms.Name(cause.Mechanism), earlier[i]!["cause"]!.GetValue<string>());
            Assert.Equal(cause.Probability, Number(earlier[i]!["probability"]), 12);
            Assert.Equal(named.Id, earlier[i]!["id"]!.GetValue<string>());
            Assert.Equal(named.Target, earlier[i]!["target"]?.GetValue<string>());
        }
    }

    private static List<Posted> Draw()
    {
        string[] actors = ["ann", "bob", "cleo", "dan"];
        var random = new Random(5);
        var result = new List<Posted>();
        for (int i = 0; i < EventCount; i++)
        {
            bool isAnswer = i % 2 == 1 && result[^1].Target is not null;
            string source = isAnswer ? result[^1].Target! : actors[random.Next(4)];
            string? target = isAnswer ? result[^1].Source : random.Next(5) == 0 ? null : actors[random.Next(4)];
            double seconds = i + random.NextDouble() - (i % 2 * 0.9);
            result.Add(new Posted(
                $"e{i}", seconds, source, target == source ? null : target, i % 7 == 0 ? "call" : "mail",
                1 + random.Next(3)));
        }
        return [.. result.OrderBy(one => one.Ticks)];
    }

    private sealed record Posted(string Id, double Seconds, string Source, string? Target, string Type, double Weight)
    {
        public long Ticks => (start.ToUnixTimeMilliseconds() + (long)(Seconds * 1000)) * 1_000_000;

        public string ToRow() => new JsonObject
        {
            ["id"] = Id,
            ["time"] = DateTimeOffset.FromUnixTimeMilliseconds(Ticks / 1_000_000)
                .ToString("O", CultureInfo.InvariantCulture),
            ["source"] = Source,
            ["target"] = Target,
            ["type"] = Type,
            ["weight"] = Weight,
        }.ToJsonString() + "\n";
    }
}
