using System.Text.Json.Nodes;
using HawkesNet.Model;
using Xunit;

namespace HawkesNet.Service.Tests.Networks;

/// <summary>Networks through HTTP: created, described, listed, deleted.</summary>
public sealed class NetworkApiTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task A_network_keeps_the_settings_it_was_created_with()
    {
        const string Settings =
            "{\"resolution\":\"500ms\",\"memory\":\"PT36H\",\"maxClusters\":8,\"ties\":false,\"rhythm\":false,"
            + "\"forgettingHalfLife\":\"30d\",\"allowedLateness\":\"0s\",\"maxActors\":9,\"maxTypes\":3,"
            + "\"pseudonyms\":true}";
        Answer created = await service.SendAsync(HttpMethod.Put, "/v1/networks/kept", Settings);
        Assert.Equal(201, created.Status);
        Assert.Equal(
            Settings.Replace("PT36H", "36h"),
            created.Json!["settings"]!.ToJsonString());
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Put, "/v1/networks/kept", Settings)).Status);
        Answer other = await service.SendAsync(HttpMethod.Put, "/v1/networks/kept", """{"maxClusters":9}""");
        Assert.Equal((409, "settingsDiffer"), (other.Status, (string)other.Json!["code"]!));
        Answer read = await service.SendAsync(HttpMethod.Get, "/v1/networks/kept");
        Assert.Equal(created.Json["settings"]!.ToJsonString(), read.Json!["settings"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"memmory":"90d"}""", "unknownField", "/memmory")]
    [InlineData("""{"memory":90}""", "wrongType", "/memory")]
    [InlineData("""{"memory":"90 days"}""", "badDuration", "/memory")]
    [InlineData("""{"memory":"-1s"}""", "badDuration", "/memory")]
    [InlineData("""{"resolution":"2h","memory":"1h"}""", "outOfRange", "/memory")]
    [InlineData("""{"maxClusters":0}""", "outOfRange", "/maxClusters")]
    [InlineData("""{"maxClusters":1.5}""", "wrongType", "/maxClusters")]
    [InlineData("""{"ties":"yes"}""", "wrongType", "/ties")]
    [InlineData("""{"rhythm":1}""", "wrongType", "/rhythm")]
    [InlineData("""{"allowedLateness":null}""", "wrongType", "/allowedLateness")]
    [InlineData("""{"allowedLateness":"5000d"}""", "outOfRange", "/allowedLateness")]
    [InlineData("""{"ties":true,"ties":true}""", "duplicateField", "/ties")]
    [InlineData("""{"ties":""", "malformedJson", "")]
    [InlineData("[]", "notAnObject", "")]
    public async Task Settings_that_are_wrong_are_refused_by_name(string settings, string code, string pointer)
    {
        Answer answer = await service.SendAsync(HttpMethod.Put, "/v1/networks/wrong", settings);
        Assert.Equal(400, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        JsonNode error = answer.Json!["errors"]![0]!;
        Assert.Equal((code, pointer), ((string)error["code"]!, (string)error["pointer"]!));
        Assert.Null(service.Registry.Find("wrong"));
    }

    [Theory]
    [InlineData("{}", true, true)]
    [InlineData("""{"rhythm":false}""", true, false)]
    [InlineData("""{"ties":false}""", false, true)]
    public async Task A_network_looks_for_what_its_settings_say(string settings, bool ties, bool rhythm)
    {
        string path = $"/v1/networks/looks-{ties}-{rhythm}";
        Answer created = await service.SendAsync(HttpMethod.Put, path, settings);
        JsonNode read = created.Json!["settings"]!;
        Assert.Equal((ties, rhythm), ((bool)read["ties"]!, (bool)read["rhythm"]!));
        ModelSpec spec = service.Registry.Find($"looks-{ties}-{rhythm}")!.Settings.ToSpec();
        Assert.Equal((ties, rhythm), (spec.Ties, spec.Rhythm));
    }

    [Fact]
    public async Task A_deleted_network_is_gone()
    {
        await service.PostAsync("/v1/networks/gone/events?unit=s", "{\"time\":1,\"source\":\"a\"}");
        Answer before = await service.SendAsync(HttpMethod.Get, "/v1/networks");
        Assert.Contains("gone", before.Json!["networks"]!.AsArray().Select(network => (string)network!["name"]!));
        Assert.Equal(204, (await service.SendAsync(HttpMethod.Delete, "/v1/networks/gone")).Status);
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, "/v1/networks/gone")).Status);
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Delete, "/v1/networks/gone")).Status);
        Answer metrics = await service.SendAsync(HttpMethod.Get, "/metrics");
        Assert.DoesNotContain("network=\"gone\"", metrics.Text);
    }

    [Fact]
    public async Task Counts_say_what_became_of_the_rows()
    {
        await service.PostAsync("/v1/networks/described/events?unit=s&ack=applied",
            "time,source,id\n1,a,1\n2,b,1\n3,c,\n", "text/csv");
        Answer answer = await service.SendAsync(HttpMethod.Get, "/v1/networks/described");
        JsonNode counts = answer.Json!["counts"]!;
        Assert.Equal((2, 1, 2), ((int)counts["accepted"]!, (int)counts["duplicates"]!, (int)counts["actors"]!));
        Assert.Equal(2, (int)answer.Json["asOf"]!["position"]!);
        Assert.Equal("1970-01-01T00:00:03Z", (string)answer.Json["asOf"]!["time"]!);
    }

    [Fact]
    public async Task Limits_are_those_of_the_options()
    {
        Answer answer = await service.SendAsync(HttpMethod.Get, "/v1/limits");
        Assert.Equal((20_971_520, 50_000, 8192, 256), (answer.Number("bodyBytesMax"), answer.Number("rowsMax"),
            answer.Number("rowBytesMax"), answer.Number("nameBytesMax")));
    }
}
