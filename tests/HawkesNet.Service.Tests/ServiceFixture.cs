using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HawkesNet.Service.Tests;

/// <summary>The whole service on a free loopback port with a store of its own, and a client for it.</summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("hawkesnet-test-").FullName;
    private WebApplication? app;

    /// <summary>Limits of the service; set before it starts.</summary>
    public ServiceOptions Options { get; init; } = new();

    /// <summary>Last changes to the service before it starts.</summary>
    public Action<WebApplication>? Change { get; init; }

    /// <summary>Last changes before the service is built.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>Sent with every request as a bearer; null: none.</summary>
    public string? Key { get; set; }

    /// <summary>A client whose base address is the service's.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>The service's parts.</summary>
    public IServiceProvider Services => app!.Services;

    /// <summary>The networks.</summary>
    public NetworkRegistry Registry => Services.GetRequiredService<NetworkRegistry>();

    /// <summary>The file of the store.</summary>
    public string StorePath => Path.Combine(directory, "hawkesnet.db");

    /// <summary>Starts the service.</summary>
    public async Task InitializeAsync()
    {
        app = HawkesNetService.Build(
            Options with { DataDirectory = directory }, ["http://127.0.0.1:0"],
            builder =>
            {
                builder.Logging.ClearProviders();
                Configure?.Invoke(builder);
            });
        Change?.Invoke(app);
        await app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>Stops it and removes its store.</summary>
    public async Task DisposeAsync()
    {
        Client.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Posts a body.</summary>
    public async Task<Answer> PostAsync(
        string address, byte[] body, string contentType = "application/x-ndjson", string? encoding = null,
        string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = contentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        return await SendAsync(request);
    }

    /// <summary>Posts text.</summary>
    public Task<Answer> PostAsync(
        string address, string body, string contentType = "application/x-ndjson", string? key = null) =>
        PostAsync(address, Encoding.UTF8.GetBytes(body), contentType, key: key);

    /// <summary>Waits until a body that is being posted has left the queue or stands in
    /// it.</summary>
    public async Task WaitForQueueAsync(string network, Task posting, long events)
    {
        for (int i = 0; i < 50 || Registry.Find(network)!.Status.QueuedEvents != events; i++)
        {
            Assert.False(posting.IsCompleted, "the body was answered before the store could be written");
            Assert.True(i < 12_000, $"the queue never held {events} events");
            await Task.Delay(10);
        }
    }

    /// <summary>Sends a request with a key; null: with none.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string address, string? key, string? json)
    {
        Key = key;
        return SendAsync(method, address, json);
    }

    /// <summary>Makes a key.</summary>
    public async Task<string> MakeKeyAsync(string scopes, string networks, string? expiresAt = null)
    {
        Answer made = await SendAsync(HttpMethod.Post, "/v1/keys", new JsonObject
        {
            ["name"] = "test",
            ["scopes"] = new JsonArray([.. scopes.Split(',').Select(one => JsonValue.Create(one))]),
            ["networks"] = new JsonArray([.. networks.Split(',').Select(one => JsonValue.Create(one))]),
            ["expiresAt"] = expiresAt,
        }.ToJsonString());
        Assert.Equal(201, made.Status);
        return (string)made.Json!["key"]!;
    }

    /// <summary>Sends a request.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string address, string? json = null)
    {
        using HttpRequestMessage request = new(method, address);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        if (Key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        }
        using HttpResponseMessage response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        string type = response.Content.Headers.ContentType?.MediaType ?? "";
        JsonNode? json = type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : null;
        return new Answer((int)response.StatusCode, type, text, json, response.Headers.RetryAfter?.ToString());
    }
}

/// <summary>An answer of the service.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="MediaType">Its content type, without parameters.</param>
/// <param name="Text">Its body.</param>
/// <param name="Json">Its body as JSON; null: it is not.</param>
/// <param name="RetryAfter">Its Retry-After header; null: none.</param>
public sealed record Answer(int Status, string MediaType, string Text, JsonNode? Json, string? RetryAfter)
{
    /// <summary>A number in the answer.</summary>
    public long Number(string member) => (long)Json![member]!;
}
