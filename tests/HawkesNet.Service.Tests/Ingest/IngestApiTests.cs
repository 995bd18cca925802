using System.IO.Compression;
using System.Text;
using HawkesNet.Service.Learning;
using Microsoft.Data.Sqlite;
using Xunit;
using ZstdSharp;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>Events through HTTP into the log, and what the answers say of them.</summary>
public sealed class IngestApiTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Two =
        "{\"time\":1,\"source\":\"a\",\"target\":\"b\",\"id\":\"e1\"}\n{\"time\":2,\"source\":\"b\",\"id\":\"e2\"}\n";

    [Fact]
    public async Task Every_row_is_counted_and_given_a_position()
    {
        Answer answer = await service.PostAsync("/v1/networks/counts/events?unit=s", Two);
        Assert.Equal(200, answer.Status);
        Assert.Equal((2, 0, 0, 0), Counts(answer));
        Assert.Equal((1, 2), (answer.Number("firstPosition"), answer.Number("lastPosition")));
        Assert.True((bool)answer.Json!["durable"]!);
        Assert.Empty(answer.Json["errors"]!.AsArray());
        Assert.Equal(0, answer.Number("errorsTruncated"));
    }

    [Fact]
    public async Task A_row_known_by_its_id_is_a_duplicate_and_changes_nothing()
    {
        await service.PostAsync("/v1/networks/again/events?unit=s&ack=applied", Two);
        Network network = service.Registry.Find("again")!;
        string digest = await network.ModelDigest(CancellationToken.None);
        Answer answer = await service.PostAsync("/v1/networks/again/events?unit=s&ack=applied", Two);
        Assert.Equal((0, 2, 0, 0), Counts(answer));
        Assert.Equal(digest, await network.ModelDigest(CancellationToken.None));
    }

    [Fact]
    public async Task A_row_behind_the_watermark_is_late()
    {
        await service.PostAsync("/v1/networks/late/events?unit=s", "{\"time\":100,\"source\":\"a\"}");
        Answer answer = await service.PostAsync(
            "/v1/networks/late/events?unit=s", "{\"time\":94,\"source\":\"a\"}\n{\"time\":96,\"source\":\"a\"}\n");
        Assert.Equal((1, 0, 1, 0), Counts(answer));
    }

    [Fact]
    public async Task An_applied_answer_comes_after_the_learner_has_seen_the_rows()
    {
        Answer answer = await service.PostAsync("/v1/networks/applied/events?unit=s&ack=applied", Two);
        Assert.Equal(200, answer.Status);
        Answer one = await service.SendAsync(HttpMethod.Get, "/v1/networks/applied/events/e2");
        Assert.Equal(("applied", 2), ((string)one.Json!["state"]!, one.Number("position")));
        Assert.Equal(2, service.Registry.Find("applied")!.Status.AppliedPosition);
    }

    [Fact]
    public async Task An_event_is_unknown_then_durable()
    {
        await service.PostAsync(
            "/v1/networks/states/events?unit=s", "{\"time\":5,\"source\":\"a\",\"id\":\"a/b c%2F\"}");
        Answer known = await service.SendAsync(HttpMethod.Get, "/v1/networks/states/events/a%2Fb%20c%252F");
        Assert.Equal(("a/b c%2F", "durable"), ((string)known.Json!["id"]!, (string)known.Json["state"]!));
        Answer unknown = await service.SendAsync(HttpMethod.Get, "/v1/networks/states/events/other");
        Assert.Equal((200, "unknown"), (unknown.Status, (string)unknown.Json!["state"]!));
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, "/v1/networks/none/events/other")).Status);
    }

    [Fact]
    public async Task A_retry_with_the_same_key_and_body_is_answered_with_duplicates()
    {
        const string Body =
            "{\"time\":1,\"source\":\"a\"}\n{\"time\":-1e30,\"source\":\"a\"}\n{\"time\":2,\"source\":\"a\"}\n";
        Answer first = await service.PostAsync("/v1/networks/keys/events?unit=s", Body, key: "k1");
        Answer retry = await service.PostAsync("/v1/networks/keys/events?unit=s", Body, key: "k1");
        Assert.Equal((2, 0, 0, 1), Counts(first));
        Assert.Equal((0, 2, 0, 1), Counts(retry));
        Assert.Equal(first.Number("lastPosition"), retry.Number("lastPosition"));
        Assert.Equal(2, service.Registry.Find("keys")!.Status.LastPosition);
    }

    [Fact]
    public async Task A_key_with_another_body_or_another_meaning_is_a_conflict()
    {
        await service.PostAsync("/v1/networks/conflict/events?unit=s", Two, key: "k1");
        Answer body = await service.PostAsync("/v1/networks/conflict/events?unit=s", Two + Two, key: "k1");
        Answer unit = await service.PostAsync("/v1/networks/conflict/events?unit=ms", Two, key: "k1");
        Assert.Equal((409, "idempotencyKeyReused"), (body.Status, (string)body.Json!["code"]!));
        Assert.Equal(409, unit.Status);
        Answer key = await service.PostAsync("/v1/networks/conflict/events?unit=s", Two, key: new string('k', 300));
        Assert.Equal((400, "badIdempotencyKey"), (key.Status, (string)key.Json!["code"]!));
    }

    [Fact]
    public async Task Validation_answers_as_posting_would_and_stores_nothing()
    {
        await service.PostAsync("/v1/networks/dry/events?unit=s", "{\"time\":100,\"source\":\"a\",\"id\":\"x\"}");
        string body = "{\"time\":1,\"source\":\"a\"}\n{\"time\":101,\"source\":\"a\",\"id\":\"x\"}\n"
            + "{\"time\":1e10,\"source\":\"a\"}\n"
            + "{\"time\":99,\"source\":\"a\",\"id\":\"y\"}\n{\"time\":101,\"source\":\"a\",\"id\":\"y\"}\n{}\n"
            + "{\"time\":7999999999,\"source\":\"a\"}\n";
        Answer dry = await service.PostAsync("/v1/networks/dry/events:validate?unit=s", body);
        Assert.Equal(1, service.Registry.Find("dry")!.Status.LastPosition);
        Answer wet = await service.PostAsync("/v1/networks/dry/events?unit=s", body);
        Assert.Equal(200, dry.Status);
        Assert.Equal(Counts(wet), Counts(dry));
        Assert.False((bool)dry.Json!["durable"]!);
        Assert.Equal([3, 6, 7], wet.Json!["errors"]!.AsArray().Select(error => (int)error!["line"]!));
        Assert.Equal([3, 6, 7], dry.Json["errors"]!.AsArray().Select(error => (int)error!["line"]!));
        Answer none = await service.PostAsync("/v1/networks/never/events:validate?unit=s", Two);
        Assert.Equal((200, 2), (none.Status, none.Number("accepted")));
        Assert.Null(service.Registry.Find("never"));
    }

    [Theory]
    [InlineData("application/json", "[{\"time\":1,\"source\":\"a\"},{\"time\":2,\"source\":\"b\"}]", 2)]
    [InlineData("application/json; charset=utf-8", "{\"time\":1,\"source\":\"a\"}", 1)]
    [InlineData("text/csv", "source,ignored,time,weight\r\na,x,1,\r\n\"b \"\"c\"\"\",y,2,0.5\r\n", 2)]
    [InlineData("application/x-ndjson", "\n{\"time\":1,\"source\":\"a\"}\r\n\n", 1)]
    [InlineData("application/json", "[]", 0)]
    [InlineData("text/csv", "time,source\n", 0)]
    public async Task Every_form_is_taken(string contentType, string body, int accepted)
    {
        Answer answer = await service.PostAsync(
            $"/v1/networks/forms{Guid.NewGuid():N}/events?unit=s", body, contentType);
        Assert.Equal((200, accepted), (answer.Status, answer.Number("accepted")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Every_encoding_is_taken(string encoding)
    {
        using MemoryStream packed = new();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new CompressionStream(packed, leaveOpen: true),
        })
        {
            string rows = string.Concat(Enumerable.Repeat("{\"time\":3,\"source\":\"a\"}\n", 40_000));
            stream.Write(Encoding.UTF8.GetBytes(rows));
        }
        Answer answer = await service.PostAsync(
            $"/v1/networks/packed-{encoding}/events?unit=s", packed.ToArray(), encoding: encoding);
        Assert.Equal((200, 40_000), (answer.Status, answer.Number("accepted")));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a%2Fb")]
    [InlineData("...")]
    [InlineData("ä")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_name_that_cannot_name_a_network_is_refused(string name)
    {
        Answer answer = await service.PostAsync($"/v1/networks/{name}/events?unit=s", Two);
        Assert.Equal((400, "badNetworkName"), (answer.Status, (string)answer.Json!["code"]!));
    }

    [Fact]
    public async Task A_full_queue_is_answered_with_429_and_a_time_to_retry()
    {
        ServiceFixture small = new() { Options = new ServiceOptions { QueueEventsMax = 3 } };
        await small.InitializeAsync();
        try
        {
            const string Address = "/v1/networks/full/events?unit=s";
            await small.PostAsync(Address, "{\"time\":1,\"source\":\"a\"}");
            using SqliteConnection other = new($"Data Source={small.StorePath};Pooling=False");
            other.Open();
            Task<Answer> committing;
            Task<Answer> waiting;
            using (SqliteTransaction writing = other.BeginTransaction())
            {
                committing = small.PostAsync(Address, Two);
                await small.WaitForQueueAsync("full", committing, events: 0);
                waiting = small.PostAsync(Address, Two);
                await small.WaitForQueueAsync("full", waiting, events: 2);
                Answer refused = await small.PostAsync(Address, Two);
                Assert.Equal((429, "queueFull"), (refused.Status, (string)refused.Json!["code"]!));
                Assert.True((bool)refused.Json["retryable"]!);
                Assert.Equal("1", refused.RetryAfter);
                writing.Rollback();
            }
            Assert.Equal((2, 0, 0, 0), Counts(await committing));
            Assert.Equal((0, 2, 0, 0), Counts(await waiting));
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_network_is_not_created_where_the_operator_turned_that_off()
    {
        ServiceOptions options = new() { CreateNetworksOnIngest = false, NetworksMax = 1 };
        ServiceFixture closed = new() { Options = options };
        await closed.InitializeAsync();
        try
        {
            Assert.Equal(404, (await closed.PostAsync("/v1/networks/one/events?unit=s", Two)).Status);
            Assert.Equal(201, (await closed.SendAsync(HttpMethod.Put, "/v1/networks/one")).Status);
            Assert.Equal(200, (await closed.PostAsync("/v1/networks/one/events?unit=s", Two)).Status);
            Answer second = await closed.SendAsync(HttpMethod.Put, "/v1/networks/two");
            Assert.Equal((409, "tooManyNetworks"), (second.Status, (string)second.Json!["code"]!));
        }
        finally
        {
            await closed.DisposeAsync();
        }
    }

    private static (long Accepted, long Duplicates, long Late, long Rejected) Counts(Answer answer) =>
        (answer.Number("accepted"), answer.Number("duplicates"), answer.Number("late"), answer.Number("rejected"));
}
