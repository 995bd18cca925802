using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace HawkesNet.Service.Tests.Operations;

/// <summary>The dashboard's questions, asked of a Prometheus that scrapes a service under load.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private const int TriesMax = 90;
    private readonly ServiceFixture service = new() { Options = new ServiceOptions { QueueEventsMax = 200 } };
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-");
    private int sent;

    public Task InitializeAsync() => service.InitializeAsync();

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [PrometheusFact]
    public async Task Every_question_of_the_dashboard_finds_data_in_a_Prometheus_that_scrapes_a_busy_service()
    {
        Assert.Equal(201, (await service.SendAsync(
            HttpMethod.Put, "/v1/networks/ward", json: """{"maxActors": 5, "maxTypes": 5}""")).Status);
        int port = FreePort();
        using Process prometheus = Start(port);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            string[] empty = Questions();
            Assert.True(empty.Length > 20);
            for (int i = 0; i < TriesMax && empty.Length > 0; i++)
            {
                await SendLoadAsync();
                await Task.Delay(500);
                empty = await StillEmptyAsync(client, empty);
            }
            Assert.Empty(empty);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
        }
    }

    /// <summary>Good, late, repeated and bad rows, more at once than the queue takes, and questions.</summary>
    private async Task SendLoadAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            service.PostAsync("/v1/networks/ward/events", Encoding.UTF8.GetBytes(Body()), "text/csv")));
        await service.SendAsync(HttpMethod.Get, "/v1/networks/ward/diagnostics");
    }

    private string Body()
    {
        var body = new StringBuilder("time,source,target,id\n");
        for (int row = 0; row < 100; row++)
        {
            int number = Interlocked.Increment(ref sent);
            string time = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
            body.Append(CultureInfo.InvariantCulture, $"{time},a{number % 20},b{number % 7},{number}\n");
        }
        return body.Append("2020-01-01T00:00:00Z,a1,b1,\nnever,a1,b1,\n").ToString();
    }

    private Process Start(int port)
    {
        string config = Path.Combine(folder.FullName, "prometheus.yml");
        File.WriteAllText(config, $"""
            scrape_configs:
              - job_name: hawkesnet
                scrape_interval: 1s
                static_configs:
                  - targets: ["{service.Client.BaseAddress!.Authority}"]
            """);
        var start = new ProcessStartInfo(PrometheusFactAttribute.Program!, [
            "--config.file=" + config, "--storage.tsdb.path=" + Path.Combine(folder.FullName, "data"),
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]);
        return Process.Start(start)!;
    }

    private static async Task<string[]> StillEmptyAsync(HttpClient client, string[] questions)
    {
        List<string> empty = [];
        foreach (string question in questions)
        {
            string asked = question.Replace("$__rate_interval", "10s", StringComparison.Ordinal)
                .Replace("$network", ".*", StringComparison.Ordinal);
            JsonNode? answer = null;
            try
            {
                answer = JsonNode.Parse(await client.GetStringAsync(
                    "/api/v1/query?query=" + Uri.EscapeDataString(asked)));
            }
            catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable)
            {
                // It is still starting.
            }
            if (answer?["data"]!["result"]!.AsArray().Count is null or 0)
            {
                empty.Add(question);
            }
        }
        return [.. empty];
    }

    private static string[] Questions([CallerFilePath] string here = "")
    {
        string file = Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "grafana-dashboard.json");
        return [.. from panel in JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray()
            from target in panel!["targets"]!.AsArray()
            select (string)target!["expr"]!];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that needs Prometheus; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        if (Program is null)
        {
            Skip = "Prometheus is not installed.";
        }
    }

    /// <summary>Where it is; null: it is not.</summary>
    internal static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
}
