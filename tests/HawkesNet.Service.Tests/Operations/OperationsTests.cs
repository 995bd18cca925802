using Microsoft.AspNetCore.Builder;
using Xunit;

namespace HawkesNet.Service.Tests.Operations;

/// <summary>Health, metrics, and addresses that do not exist.</summary>
public sealed class OperationsTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task A_started_service_is_alive_and_ready()
    {
        Assert.Equal("alive", (string)(await service.SendAsync(HttpMethod.Get, "/healthz")).Json!["status"]!);
        Answer ready = await service.SendAsync(HttpMethod.Get, "/readyz");
        Assert.Equal((200, "ready"), (ready.Status, (string)ready.Json!["status"]!));
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "noSuchAddress")]
    [InlineData("GET", "/v1/networks/a/nowhere", 404, "noSuchAddress")]
    [InlineData("DELETE", "/v1/limits", 405, "methodNotAllowed")]
    [InlineData("GET", "/v1/networks/a/events", 405, "methodNotAllowed")]
    [InlineData("GET", "/v1/networks/a", 404, "noSuchNetwork")]
    public async Task What_does_not_exist_is_answered_with_a_problem(
        string method, string address, int status, string code)
    {
        Answer answer = await service.SendAsync(new HttpMethod(method), address);
        Assert.Equal((status, code, "application/problem+json"),
            (answer.Status, (string)answer.Json!["code"]!, answer.MediaType));
    }

    [Fact]
    public async Task A_failure_inside_is_answered_without_its_inside()
    {
        ServiceFixture failing = new()
        {
            Change = app => app.MapGet("/fails", string () => throw new InvalidOperationException("the inside")),
        };
        await failing.InitializeAsync();
        try
        {
            Answer answer = await failing.SendAsync(HttpMethod.Get, "/fails");
            Assert.Equal((500, "internalError", "application/problem+json"),
                (answer.Status, (string)answer.Json!["code"]!, answer.MediaType));
            Assert.DoesNotContain("inside", answer.Text);
        }
        finally
        {
            await failing.DisposeAsync();
        }
    }

    [Fact]
    public async Task Metrics_count_rows_by_outcome_and_never_name_an_actor()
    {
        await service.PostAsync("/v1/networks/metered/events?unit=s&ack=applied",
            "time,source,id\n1,secret-actor,secret-id\n1,b,secret-id\nbad\n", "text/csv");
        await service.SendAsync(HttpMethod.Get, "/v1/networks/metered/events/secret-id");
        string text = (await service.SendAsync(HttpMethod.Get, "/metrics")).Text;
        Assert.Contains("hawkesnet_ingest_rows_total{network=\"metered\",outcome=\"accepted\"} 1", text);
        Assert.Contains("hawkesnet_ingest_rows_total{network=\"metered\",outcome=\"duplicate\"} 1", text);
        Assert.Contains("hawkesnet_ingest_rows_total{network=\"metered\",outcome=\"rejected\"} 1", text);
        Assert.Contains("hawkesnet_log_position{network=\"metered\"} 1", text);
        Assert.Contains("hawkesnet_learner_position{network=\"metered\"} 1", text);
        Assert.Contains("endpoint=\"/v1/networks/{network}/events\"", text);
        Assert.DoesNotContain("secret", text);
    }

    [Fact]
    public async Task The_description_names_every_ingest_operation()
    {
        Answer swagger = await service.SendAsync(HttpMethod.Get, "/swagger/v1/swagger.json");
        string[] operations = [.. swagger.Json!["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => (string?)method.Value!["operationId"] ?? ""))];
        Assert.Superset(
            new HashSet<string>
            {
                "PostEvents", "ValidateEvents", "GetEvent", "GetNetworks", "PutNetwork", "GetNetwork", "DeleteNetwork",
                "GetLimits", "GetHealth", "GetReadiness",
            },
            operations.ToHashSet());
    }
}
