using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;
using static HawkesNet.Service.Tests.Query.QueryData;

namespace HawkesNet.Service.Tests.Query;

public sealed class SnapshotTests(QueryTests.Network network) : IClassFixture<QueryTests.Network>
{
    private HttpClient Client => network.Host.Client;

    [Fact]
    public async Task A_snapshot_taken_is_listed()
    {
        long version = await TakeAsync();
        JsonNode newest = (await AskAsync(Client, "office/snapshots"))["snapshots"]!.AsArray()[0]!;
        Assert.Equal(version, newest["version"]!.GetValue<long>());
        Assert.True(newest["bytes"]!.GetValue<long>() > 0);
        Assert.True(newest["position"]!.GetValue<long>() >= 600);
        Assert.InRange(
            DateTimeOffset.Parse(newest["takenAt"]!.GetValue<string>()),
            DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_snapshot_holds_the_parameters_of_the_state_it_was_taken_of()
    {
        long version = await TakeAsync();
        JsonNode held = await AskAsync(Client, $"office/snapshots/{version}");
        JsonNode current = await AskAsync(Client, "office/snapshots/current");
        Assert.Equal(version, held["snapshot"]!.GetValue<long>());
        Assert.Null(held["asOf"]!["version"]);
        Assert.Equal(600, held["asOf"]!["position"]!.GetValue<long>());
        Assert.NotEmpty(current["baselines"]!.AsArray());
        Assert.NotEmpty(current["kernels"]!.AsArray());
        foreach (string part in new[] { "baselines", "excitations", "kernels", "choices" })
        {
            Assert.Equal(current[part]!.ToJsonString(), held[part]!.ToJsonString());
        }
        Assert.All(current["baselines"]!.AsArray(), baseline =>
            Assert.Contains(baseline!["type"]!.GetValue<string>(), new[] { "mail", "call" }));
    }

    private async Task<long> TakeAsync()
    {
        using HttpResponseMessage answer = await Client.PostAsync("/v1/networks/office/snapshots", content: null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        long version = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["snapshot"]!.GetValue<long>();
        Assert.Equal($"/v1/networks/office/snapshots/{version}", answer.Headers.Location!.ToString());
        return version;
    }
}
