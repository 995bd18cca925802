using System.Net.Sockets;
using System.Text;
using HawkesNet.Service.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HawkesNet.Service.Tests.Access;

/// <summary>A service with keys: who may come in, and what each may do.</summary>
public sealed class AccessTests(AccessTests.Keyed keyed) : IClassFixture<AccessTests.Keyed>
{
    /// <summary>Addresses that need no key. What is not here and has no rule is refused.</summary>
    private static readonly string[] ForAnyone = ["/healthz", "/readyz", "/", "/page/{**file}"];

    private ServiceFixture Service => keyed.Service;

    [Fact]
    public void Every_address_has_a_rule_and_only_the_listed_ones_need_no_key()
    {
        RouteEndpoint[] endpoints = [.. Service.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()];
        Assert.True(endpoints.Length > 25);
        Assert.All(endpoints, endpoint =>
        {
            AccessRule? rule = endpoint.Metadata.GetMetadata<AccessRule>();
            Assert.True(rule is not null, endpoint.DisplayName);
            Assert.Equal(ForAnyone.Contains(endpoint.RoutePattern.RawText), rule.IsForAnyone);
        });
    }

    [Fact]
    public async Task Every_address_refuses_a_caller_without_a_key()
    {
        foreach (RouteEndpoint endpoint in Service.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>().Where(endpoint => !ForAnyone.Contains(endpoint.RoutePattern.RawText)))
        {
            string address = endpoint.RoutePattern.RawText!.Replace("{network}", "a").Replace("{", "").Replace("}", "");
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            Answer answer = await Service.SendAsync(new HttpMethod(method), address, key: null, json: null);
            Assert.Equal((401, "noCredentials", "application/problem+json"),
                (answer.Status, (string)answer.Json!["code"]!, answer.MediaType));
        }
    }

    [Theory]
    [InlineData("hnk_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("hnk_")]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")]
    public async Task A_wrong_key_is_answered_as_any_other_wrong_key(string key)
    {
        Answer answer = await Service.SendAsync(HttpMethod.Get, "/v1/networks", key, json: null);
        Assert.Equal((401, "badCredentials"), (answer.Status, (string)answer.Json!["code"]!));
        Assert.Equal("The key or token is not in force.", (string)answer.Json["detail"]!);
    }

    [Fact]
    public async Task A_key_with_another_secret_is_refused()
    {
        string key = keyed.Reader[..^1] + (keyed.Reader[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(401, (await Service.SendAsync(HttpMethod.Get, "/v1/networks/ward-1", key, json: null)).Status);
    }

    [Fact]
    public async Task A_refusal_says_how_to_come_in()
    {
        using HttpResponseMessage answer = await Service.Client.GetAsync("/v1/networks");
        Assert.Equal("Bearer realm=\"hawkesnet\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_key_in_the_address_is_not_taken()
    {
        Answer answer = await Service.SendAsync(
            HttpMethod.Get, "/v1/networks?access_token=" + keyed.Admin, key: null, json: null);
        Assert.Equal(401, answer.Status);
        Assert.DoesNotContain(keyed.Admin, answer.Text);
    }

    [Theory]
    [InlineData("ingest", "POST", "/v1/networks/ward-1/events", 415)]
    [InlineData("ingest", "GET", "/v1/networks/ward-1/events/x", 200)]
    [InlineData("ingest", "GET", "/v1/networks/ward-1/diagnostics", 403)]
    [InlineData("ingest", "DELETE", "/v1/networks/ward-1", 403)]
    [InlineData("read", "POST", "/v1/networks/ward-1/events", 403)]
    [InlineData("read", "POST", "/v1/networks/ward-1/events:validate", 403)]
    [InlineData("read", "GET", "/v1/networks/ward-1", 200)]
    [InlineData("read", "PUT", "/v1/networks/ward-1", 403)]
    [InlineData("read", "DELETE", "/v1/networks/ward-1", 403)]
    [InlineData("read", "POST", "/v1/networks/ward-1/snapshots", 403)]
    [InlineData("read", "GET", "/v1/keys", 403)]
    [InlineData("read", "GET", "/metrics", 403)]
    [InlineData("admin of ward-*", "GET", "/v1/networks/ward-1", 200)]
    [InlineData("admin of ward-*", "PUT", "/v1/networks/ward-1", 200)]
    [InlineData("admin of ward-*", "GET", "/v1/keys", 403)]
    [InlineData("admin of ward-*", "POST", "/v1/keys", 403)]
    [InlineData("admin of ward-*", "GET", "/metrics", 403)]
    [InlineData("admin", "GET", "/metrics", 200)]
    [InlineData("admin", "GET", "/v1/keys", 200)]
    public async Task A_key_may_do_what_its_scopes_say(string who, string method, string address, int status)
    {
        string key = who switch
        {
            "ingest" => keyed.Ingester,
            "read" => keyed.Reader,
            "admin" => keyed.Admin,
            _ => keyed.WardAdmin,
        };
        Answer answer = await Service.SendAsync(new HttpMethod(method), address, key, json: null);
        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/diagnostics")]
    [InlineData("GET", "/actors/ann")]
    [InlineData("GET", "/events/x")]
    [InlineData("POST", "/events")]
    [InlineData("PUT", "")]
    [InlineData("DELETE", "")]
    public async Task A_network_of_others_is_refused_alike_whether_it_exists_or_not(string method, string address)
    {
        Answer there = await Service.SendAsync(
            new HttpMethod(method), "/v1/networks/secret-plan" + address, keyed.WardAdmin, json: null);
        Answer missing = await Service.SendAsync(
            new HttpMethod(method), "/v1/networks/nothing-here" + address, keyed.WardAdmin, json: null);
        Assert.Equal((403, "networkNotAllowed"), (there.Status, (string)there.Json!["code"]!));
        Assert.Equal(there.Text, missing.Text);
        Assert.NotNull(Service.Registry.Find("secret-plan"));
        Assert.Null(Service.Registry.Find("nothing-here"));
    }

    [Fact]
    public async Task Lists_and_pages_name_only_networks_the_key_is_for()
    {
        Answer list = await Service.SendAsync(HttpMethod.Get, "/v1/networks", keyed.Reader, json: null);
        Assert.Equal(["ward-1"], list.Json!["networks"]!.AsArray().Select(one => (string)one!["name"]!));
        foreach (string address in ForAnyone.Select(route => route.Replace("{**file}", "main.js")))
        {
            Answer page = await Service.SendAsync(HttpMethod.Get, address, key: null, json: null);
            Assert.Equal(200, page.Status);
            Assert.DoesNotContain("secret-plan", page.Text);
        }
    }

    [Fact]
    public async Task A_revoked_and_an_expired_key_are_refused()
    {
        Service.Key = keyed.Admin;
        string revoked = await Service.MakeKeyAsync("read", "*");
        string expiring = await Service.MakeKeyAsync("read", "*", "2100-01-01T00:00:00Z");
        Assert.Equal(200, (await Service.SendAsync(HttpMethod.Get, "/v1/networks", revoked, json: null)).Status);
        Assert.Equal(200, (await Service.SendAsync(HttpMethod.Get, "/v1/networks", expiring, json: null)).Status);

        string id = revoked.Split('_')[1];
        Assert.Equal(204, (await Service.SendAsync(
            HttpMethod.Delete, "/v1/keys/" + id, keyed.Admin, json: null)).Status);
        Assert.Equal(404, (await Service.SendAsync(
            HttpMethod.Delete, "/v1/keys/" + id, keyed.Admin, json: null)).Status);
        Assert.Equal(401, (await Service.SendAsync(HttpMethod.Get, "/v1/networks", revoked, json: null)).Status);

        keyed.Clock.Now = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(401, (await Service.SendAsync(HttpMethod.Get, "/v1/networks", expiring, json: null)).Status);
        keyed.Clock.Now = null;
    }

    [Theory]
    [InlineData("""{"name":"a","scopes":["read"],"networks":[]}""", "/networks")]
    [InlineData("""{"name":"a","scopes":["read"],"networks":["a*b"]}""", "/networks")]
    [InlineData("""{"name":"a","scopes":["root"],"networks":["*"]}""", "/scopes")]
    [InlineData("""{"name":"a","scopes":[],"networks":["*"]}""", "/scopes")]
    [InlineData("""{"name":"","scopes":["read"],"networks":["*"]}""", "/name")]
    [InlineData("""{"name":"a","scopes":["read"],"networks":["*"],"expiresAt":"2001-01-01T00:00:00Z"}""", "/expiresAt")]
    public async Task A_key_that_means_nothing_is_refused_by_member(string body, string pointer)
    {
        Answer answer = await Service.SendAsync(HttpMethod.Post, "/v1/keys", keyed.Admin, body);
        Assert.Equal((400, "badKey"), (answer.Status, (string)answer.Json!["code"]!));
        Assert.Equal(pointer, (string)answer.Json["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task A_member_of_a_key_that_is_not_known_is_refused()
    {
        Answer answer = await Service.SendAsync(HttpMethod.Post, "/v1/keys", keyed.Admin,
            """{"name":"a","scopes":["read"],"networks":["*"],"revokedAt":null}""");
        Assert.Equal((400, "malformedJson"), (answer.Status, (string)answer.Json!["code"]!));
    }

    [Fact]
    public async Task Keys_are_listed_without_their_secrets_and_never_stored_in_the_clear()
    {
        Answer list = await Service.SendAsync(HttpMethod.Get, "/v1/keys", keyed.Admin, json: null);
        string secret = keyed.Reader[(keyed.Reader.IndexOf('_', 4) + 1)..];
        Assert.Contains(keyed.Reader.Split('_')[1], list.Text);
        Assert.DoesNotContain(secret, list.Text);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(Service.StorePath)!, "hawkesnet.db*"))
        {
            using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using MemoryStream copy = new();
            await open.CopyToAsync(copy);
            Assert.True(copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, file);
        }
    }

    [Fact]
    public async Task A_body_is_not_waited_for_before_its_sender_is_known()
    {
        using TcpClient connection = new("127.0.0.1", Service.Client.BaseAddress!.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/networks/ward-1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Content-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n"));
        using StreamReader reader = new(stream);
        Assert.Equal("HTTP/1.1 401 Unauthorized", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task No_answer_metric_or_message_holds_a_key()
    {
        foreach (string key in new[] { keyed.Admin, keyed.Reader, "hnk_000000000000_secretsecretsecret" })
        {
            Answer answer = await Service.SendAsync(HttpMethod.Get, "/v1/networks/nowhere", key, json: null);
            Assert.DoesNotContain(key, answer.Text);
        }
        Answer metrics = await Service.SendAsync(HttpMethod.Get, "/metrics", keyed.Admin, json: null);
        Assert.DoesNotContain("hnk_", metrics.Text);
        Assert.DoesNotContain(keyed.Log.Messages, message => message.Contains("hnk_", StringComparison.Ordinal));
        Assert.NotEmpty(keyed.Log.Messages);
    }

    [Fact]
    public async Task Answers_tell_browsers_to_keep_and_guess_nothing()
    {
        foreach (string address in new[] { "/", "/v1/networks", "/nowhere", "/swagger/index.html" })
        {
            using HttpResponseMessage answer = await Service.Client.GetAsync(address);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(answer.Headers.Contains("Server"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    /// <summary>A service with four keys and two networks.</summary>
    public sealed class Keyed : IAsyncLifetime
    {
        public ServiceFixture Service { get; }

        public TestClock Clock { get; } = new();

        public TestLog Log { get; } = new();

        public string Admin { get; private set; } = "";

        public string WardAdmin { get; private set; } = "";

        public string Reader { get; private set; } = "";

        public string Ingester { get; private set; } = "";

        public Keyed() => Service = new ServiceFixture
        {
            Configure = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(Clock);
                builder.Logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Log);
            },
        };

        public async Task InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.PostAsync("/v1/networks/ward-1/events?unit=s", "{\"time\":1,\"source\":\"ann\"}");
            await Service.PostAsync("/v1/networks/secret-plan/events?unit=s", "{\"time\":1,\"source\":\"ann\"}");
            Admin = await Service.MakeKeyAsync("admin", "*");
            Service.Key = Admin;
            WardAdmin = await Service.MakeKeyAsync("admin", "ward-*");
            Reader = await Service.MakeKeyAsync("read", "ward-*");
            Ingester = await Service.MakeKeyAsync("ingest", "ward-1");
        }

        public Task DisposeAsync() => Service.DisposeAsync();
    }
}
