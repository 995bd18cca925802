using System.Text.Json.Nodes;
using Xunit;

namespace HawkesNet.Service.Tests.Access;

/// <summary>Who did or read what is written down, bounded, and shown to those who may see all.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private readonly ServiceFixture service = new() { Options = new ServiceOptions { AuditEntriesKept = 5 } };

    public Task InitializeAsync() => service.InitializeAsync();

    public Task DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Changes_and_reads_of_actors_are_noted_with_the_key_and_bounded()
    {
        string admin = await service.MakeKeyAsync("admin", "*");
        service.Key = admin;
        string reader = await service.MakeKeyAsync("read", "office");
        Assert.Equal(201, (await service.SendAsync(HttpMethod.Put, "/v1/networks/office")).Status);
        await service.PostAsync("/v1/networks/office/events?unit=s&ack=applied",
            "time,source\n1,ann\n2,bob\n", "text/csv");
        Assert.Equal(200, (await service.SendAsync(
            HttpMethod.Get, "/v1/networks/office/actors/ann", reader, json: null)).Status);
        Assert.Equal(200, (await service.SendAsync(
            HttpMethod.Get, "/v1/networks/office/forecast?source=bob", reader, json: null)).Status);
        Assert.Equal(200, (await service.SendAsync(
            HttpMethod.Get, "/v1/networks/office/diagnostics", reader, json: null)).Status);

        JsonArray entries = await EntriesAsync(admin, newest: "GetForecast");
        string id = reader.Split('_')[1];
        Assert.Equal(
            [$"{id} GetForecast office bob 200", $"{id} GetActor office ann 200",
                $"{admin.Split('_')[1]} PutNetwork office  201", $"{admin.Split('_')[1]} PostKey   201",
                "open PostKey   201"],
            entries.Select(Text));

        string[] table = await AuditTableAsync(admin);
        Assert.Equal("id,at,caller,action,network,subject,status", table[0]);
        Assert.Equal(
            entries.Select(one => $"{one!["id"]},{one["at"]},{one["caller"]},{one["action"]},{one["network"]},"
                + $"{one["subject"]},{one["status"]}"),
            table.Skip(1));

        Assert.Equal(403, (await service.SendAsync(
            HttpMethod.Get, "/v1/audit", await NarrowAdminAsync(admin), json: null)).Status);
        Assert.Equal(204, (await service.SendAsync(
            HttpMethod.Delete, "/v1/networks/office", admin, json: null)).Status);
        entries = await EntriesAsync(admin, newest: "DeleteNetwork");
        Assert.Equal(5, entries.Count);
    }

    private async Task<string[]> AuditTableAsync(string admin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/audit");
        request.Headers.Add("Accept", "text/csv");
        request.Headers.Add("Authorization", "Bearer " + admin);
        using HttpResponseMessage answer = await service.Client.SendAsync(request);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadAsStringAsync()).Split("\r\n")[..^1];
    }

    private async Task<string> NarrowAdminAsync(string admin)
    {
        service.Key = admin;
        return await service.MakeKeyAsync("admin", "office");
    }

    private async Task<JsonArray> EntriesAsync(string admin, string newest)
    {
        for (int i = 0; i < 12_000; i++)
        {
            Answer answer = await service.SendAsync(HttpMethod.Get, "/v1/audit", admin, json: null);
            JsonArray entries = answer.Json!["entries"]!.AsArray();
            if (entries.Count > 0 && (string?)entries[0]!["action"] == newest)
            {
                return entries;
            }
            await Task.Delay(10);
        }
        Assert.Fail($"{newest} was never noted");
        return [];
    }

    private static string Text(JsonNode? entry) =>
        $"{entry!["caller"]} {entry["action"]} {entry["network"]} {entry["subject"]} {entry["status"]}";
}
