using HawkesNet.Service.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HawkesNet.Service.Tests.Access;

/// <summary>How much each key may send.</summary>
public sealed class RateTests : IAsyncLifetime
{
    private readonly TestClock clock = new() { IsStopped = true };
    private readonly ServiceFixture service;

    public RateTests() => service = new ServiceFixture
    {
        Options = new ServiceOptions { RequestsPerSecondMax = 5, EventsPerSecondMax = 3, RequestsAtOnceMax = 4 },
        Configure = builder => builder.Services.AddSingleton<TimeProvider>(clock),
    };

    public Task InitializeAsync() => service.InitializeAsync();

    public Task DisposeAsync() => service.DisposeAsync();

    [Fact]
    public void A_bucket_lends_once_and_is_paid_back()
    {
        TokenBucket bucket = new(perSecond: 10, slackSeconds: 2, clock);
        Assert.True(bucket.IsFull);
        Assert.Null(bucket.Take(15));
        Assert.Null(bucket.Take(15));
        Assert.Equal(1, bucket.Take(1)!.Value.TotalSeconds, 6);
        clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(0.1, bucket.Take(1)!.Value.TotalSeconds, 6);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(bucket.Take(1));
        Assert.False(bucket.IsFull);
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.True(bucket.IsFull);
        Assert.Null(bucket.Take(20));
        Assert.NotNull(bucket.Take(1));
    }

    [Fact]
    public async Task Requests_beyond_the_rate_are_told_when_to_come_back_and_other_keys_are_not_touched()
    {
        string other = await service.MakeKeyAsync("admin", "*");
        service.Key = other;
        string key = await service.MakeKeyAsync("read", "*");
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/v1/networks", key, json: null)).Status);
        }
        Answer refused = await service.SendAsync(HttpMethod.Get, "/v1/networks", key, json: null);
        Assert.Equal((429, "rateExceeded", "1"), (refused.Status, (string)refused.Json!["code"]!, refused.RetryAfter));
        Assert.True((bool)refused.Json["retryable"]!);
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/v1/networks", other, json: null)).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/v1/networks", key, json: null)).Status);
    }

    [Fact]
    public async Task Rows_beyond_the_rate_are_not_taken_and_are_when_they_come_again()
    {
        service.Key = await service.MakeKeyAsync("ingest", "*");
        Assert.Equal(200, (await service.PostAsync("/v1/networks/a/events?unit=s", Rows(9))).Status);
        Answer refused = await service.PostAsync("/v1/networks/a/events?unit=s", Rows(2));
        Assert.Equal((429, "rateExceeded", "1"), (refused.Status, (string)refused.Json!["code"]!, refused.RetryAfter));
        Assert.Equal(9, service.Registry.Find("a")!.Status.LastPosition);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await service.PostAsync("/v1/networks/a/events?unit=s", Rows(2))).Status);
        Assert.Equal(11, service.Registry.Find("a")!.Status.LastPosition);
    }

    [Fact]
    public async Task This_machine_has_no_limit_without_keys()
    {
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/v1/networks")).Status);
        }
    }

    [Fact]
    public async Task Without_keys_an_address_has_the_limit_of_a_key_where_others_may_come()
    {
        ServiceFixture open = new()
        {
            Options = new ServiceOptions { RequestsPerSecondMax = 2, IsInsecureOpen = true },
            Configure = builder => builder.Services.AddSingleton<TimeProvider>(clock),
        };
        await open.InitializeAsync();
        try
        {
            int[] statuses = [.. await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(async _ => (await open.SendAsync(HttpMethod.Get, "/v1/networks")).Status))];
            Assert.Equal((4, 4), (statuses.Count(status => status == 200), statuses.Count(status => status == 429)));
            Assert.Equal(200, (await open.SendAsync(HttpMethod.Get, "/healthz")).Status);
        }
        finally
        {
            await open.DisposeAsync();
        }
    }

    [Fact]
    public void A_key_has_a_bounded_number_of_requests_under_way()
    {
        RateLimits limits = new(
            new ServiceOptions { RequestsAtOnceMax = 2 }, TimeProvider.System);
        Caller caller = new("a", Scopes.Read, NetworkRights.Every);
        Microsoft.AspNetCore.Http.DefaultHttpContext context = new();
        RateLimits.Share first = limits.Enter(caller, context).Share!;
        Assert.NotNull(limits.Enter(caller, context).Share);
        Assert.NotNull(limits.Enter(caller, context).Problem);
        Assert.NotNull(limits.Enter(caller with { Id = "b" }, context).Share);
        first.Dispose();
        Assert.NotNull(limits.Enter(caller, context).Share);
    }

    private static string Rows(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"{{\"time\":{i},\"source\":\"a\"}}\n"));
}
