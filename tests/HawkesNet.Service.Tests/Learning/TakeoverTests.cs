using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage.Tests;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>Two services on one PostgreSQL database: one holds a network, the other stands by and takes it
/// over.</summary>
public class TakeoverTests
{
    // Long enough that a slow machine renews it in time.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public async Task A_service_that_does_not_hold_a_network_says_so_and_takes_over_when_the_other_ends()
    {
        string connection = TestServer.Shared.CreateDatabase();
        var options = new ServiceOptions { PostgresConnection = connection, LeaseLength = Short };
        ServiceFixture first = new() { Options = options }, second = new() { Options = options };
        await first.InitializeAsync();
        await second.InitializeAsync();
        string body = string.Join('\n', Enumerable.Range(1, 300).Select(i => $"{i},a{i % 7},b{i % 5},e{i}"));
        body = "time,source,target,id\n" + body;
        const string Events = "/v1/networks/n/events?unit=s&ack=applied";
        Assert.Equal(300, (await first.PostAsync(Events, body, "text/csv")).Number("accepted"));
        Answer refused = await second.PostAsync(Events, body, "text/csv");
        Assert.Equal((503, "heldElsewhere", "5", true), (refused.Status, (string)refused.Json!["code"]!,
            refused.RetryAfter, (bool)refused.Json["retryable"]!));
        foreach (string address in (string[])
            ["", "/clusters", "/snapshots", "/diagnostics", "/events/e1", "/actors/a1/name"])
        {
            Answer answer = await second.SendAsync(HttpMethod.Get, "/v1/networks/n" + address);
            Assert.Equal((503, "heldElsewhere", "5"),
                (answer.Status, (string)answer.Json!["code"]!, answer.RetryAfter));
        }
        Answer tried = await second.PostAsync("/v1/networks/n/events:validate?unit=s", body, "text/csv");
        Assert.Equal((503, "heldElsewhere"), (tried.Status, (string)tried.Json!["code"]!));
        Assert.Equal(300, (await first.PostAsync("/v1/networks/n/events:validate?unit=s", body, "text/csv"))
            .Number("duplicates"));
        System.Text.Json.Nodes.JsonNode listed =
            (await second.SendAsync(HttpMethod.Get, "/v1/networks")).Json!["networks"]![0]!;
        Assert.Equal(("n", true), ((string)listed["name"]!, (bool)listed["heldElsewhere"]!));
        Assert.Null(listed["counts"]);
        Assert.Equal("5s", (string)listed["settings"]!["allowedLateness"]!);
        Assert.Equal(503, (await second.SendAsync(HttpMethod.Delete, "/v1/networks/n")).Status);
        Assert.Equal("standby", (string)(await second.SendAsync(HttpMethod.Get, "/readyz")).Json!["code"]!);
        Assert.Contains("hawkesnet_network_held{network=\"n\"} 0",
            (await second.SendAsync(HttpMethod.Get, "/metrics")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hawkesnet_log_position{network=\"n\"}",
            (await second.SendAsync(HttpMethod.Get, "/metrics")).Text, StringComparison.Ordinal);
        string digest = await first.Registry.Find("n")!.ModelDigest(default);
        await first.DisposeAsync();
        await WaitAsync(() => !second.Registry.Find("n")!.IsHeldElsewhere && second.Registry.IsRecovered);
        Assert.Equal(200, (await second.SendAsync(HttpMethod.Get, "/readyz")).Status);
        Assert.Equal(digest, await second.Registry.Find("n")!.ModelDigest(default));
        Assert.Equal(300, (await second.PostAsync(Events, body, "text/csv")).Number("duplicates"));
        await second.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_network_made_or_deleted_by_one_service_is_so_for_the_other()
    {
        string connection = TestServer.Shared.CreateDatabase();
        var options = new ServiceOptions { PostgresConnection = connection, LeaseLength = Short };
        using var first = new TestNetwork(StoreKind.Postgres, options);
        using var second = new TestNetwork(StoreKind.Postgres, options);
        await first.Registry.GetOrCreateAsync("late", new NetworkSettings { Ties = false }, default);
        await WaitAsync(() => second.Registry.Find("late")?.IsHeldElsewhere == true);
        Assert.False(second.Registry.Find("late")!.Settings.Ties);
        await Assert.ThrowsAsync<HeldElsewhereException>(() => second.Registry.DeleteAsync("late", default));
        Assert.True(await first.Registry.DeleteAsync("late", default));
        await WaitAsync(() => second.Registry.Find("late") is null);
        Assert.True((await second.Registry.GetOrCreateAsync("late", new NetworkSettings(), default)).Created);
    }

    [PostgresFact]
    public async Task A_service_that_lost_a_network_without_knowing_writes_nothing_and_stands_by()
    {
        string connection = TestServer.Shared.CreateDatabase();
        var options = new ServiceOptions { PostgresConnection = connection, LeaseLength = TimeSpan.FromHours(1) };
        List<TestEvent> events = TestEvent.Stream(400, 3);
        using var first = new TestNetwork(StoreKind.Postgres, options);
        await first.AppendInBodiesAsync(events[..200], 100);
        using var second = new TestNetwork(StoreKind.Postgres, options);
        Assert.Equal(AppendOutcome.HeldElsewhere, (await second.AppendAsync(TestNetwork.How(), events[0])).Outcome);
        first.Execute("UPDATE network_lease SET expires = '-infinity'");
        await second.HoldAsync();
        Assert.False(first.Network.IsHeldElsewhere);
        await Assert.ThrowsAsync<HawkesNet.Storage.LeaseLostException>(
            () => first.Network.TakeSnapshotAsync(default));
        Assert.Equal(AppendOutcome.HeldElsewhere,
            (await first.AppendAsync(TestNetwork.How(), [.. events[200..300]])).Outcome);
        Assert.True(first.Network.IsHeldElsewhere);
        await second.AppendInBodiesAsync(events[200..], 100);
        using var expected = new TestNetwork();
        await expected.AppendInBodiesAsync(events, 100);
        Assert.Equal(await expected.DigestAsync(), await second.DigestAsync());
        second.Stop();
        await first.HoldAsync();
        Assert.Equal(await expected.DigestAsync(), await first.DigestAsync());
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (int tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 12_000, "it did not come to pass");
            await Task.Delay(10);
        }
    }
}
