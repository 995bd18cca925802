using HawkesNet.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HawkesNet.Service.Tests.Access;

/// <summary>A service without keys: open to this machine, and to others only where it was said.</summary>
public sealed class OpenServiceTests : IAsyncLifetime
{
    private readonly ServiceFixture service = new();

    public Task InitializeAsync() => service.InitializeAsync();

    public Task DisposeAsync() => service.DisposeAsync();

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("http://hawkesnet.example:8080")]
    public async Task Without_keys_it_refuses_to_start_where_others_can_reach_it(string url)
    {
        OpenToOthersException refusal = await Assert.ThrowsAsync<OpenToOthersException>(
            () => StartAsync(new ServiceOptions(), "http://127.0.0.1:0", url));
        Assert.Contains(url, refusal.Message);
        Assert.Contains("--insecure-open", refusal.Message);
    }

    [Fact]
    public async Task It_starts_there_when_told_so_or_with_an_admin_key()
    {
        await StartAsync(new ServiceOptions { IsInsecureOpen = true }, "http://0.0.0.0:0");
        await StartAsync(new ServiceOptions { AdminKeySha256 = new byte[32] }, "http://0.0.0.0:0");
    }

    [Fact]
    public async Task The_first_key_closes_it_and_revoking_the_last_does_not_open_it_again()
    {
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/v1/keys")).Status);
        string key = await service.MakeKeyAsync("admin", "*");
        Assert.Equal(401, (await service.SendAsync(HttpMethod.Get, "/v1/keys", key: null, json: null)).Status);
        Assert.Equal(204, (await service.SendAsync(
            HttpMethod.Delete, "/v1/keys/" + key.Split('_')[1], key, json: null)).Status);
        Assert.Equal(401, (await service.SendAsync(HttpMethod.Get, "/v1/keys", key, json: null)).Status);
        Assert.Equal(401, (await service.SendAsync(HttpMethod.Get, "/v1/keys", key: null, json: null)).Status);
    }

    [Theory]
    [InlineData("rebound.example", 403)]
    [InlineData("192.0.2.1", 403)]
    [InlineData("localhost", 200)]
    [InlineData("[::1]:8080", 200)]
    public async Task A_page_of_another_site_cannot_borrow_the_open_door(string host, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/networks");
        request.Headers.Host = host;
        using HttpResponseMessage answer = await service.Client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static async Task StartAsync(ServiceOptions options, params string[] urls)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-test-");
        try
        {
            await using WebApplication app = HawkesNetService.Build(
                options with { DataDirectory = folder.FullName }, urls, builder => builder.Logging.ClearProviders());
            await app.StartAsync();
            await app.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
