using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HawkesNet.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>The real service on a free port with two simulated networks in it, and the system's Chromium.</summary>
/// <remarks>Where there is no Chromium the tests are skipped; where CI promises one they fail.</remarks>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>Events of each network that are there from the start; the rest is for tests to stream.</summary>
    internal const int EventsAtStart = 5_000;

    private const int Rows = 5_400;
    private readonly string directory = Directory.CreateTempSubdirectory("hawkesnet-browser-").FullName;
    private readonly HttpClient client = new();
    private WebApplication? service;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private readonly Dictionary<string, int> streamed = new()
    {
        ["hospital"] = EventsAtStart,
        ["payments"] = EventsAtStart,
    };

    /// <summary>Where the service listens, without the slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The hospital's rows.</summary>
    internal IReadOnlyList<string> Hospital { get; } = SimulatedStreams.Hospital(Rows);

    private IReadOnlyList<string> Payments { get; } = SimulatedStreams.Payments(Rows);

    /// <summary>Starts the service, streams both networks through HTTP, and starts Chromium.</summary>
    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }
        service = HawkesNetService.Build(
            new ServiceOptions { DataDirectory = directory }, ["http://127.0.0.1:0"],
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await service.StartAsync();
        Address = service.Urls.First().TrimEnd('/');
        await PostAsync("hospital", Hospital.Take(EventsAtStart));
        await PostAsync("payments", Payments.Take(EventsAtStart));
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        });
    }

    /// <summary>Stops both and removes the store.</summary>
    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }
        playwright?.Dispose();
        client.Dispose();
        if (service is not null)
        {
            await service.StopAsync();
            await service.DisposeAsync();
        }
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Opens the page in a window of its own that remembers what went wrong in it.</summary>
    internal Task<Visit> OpenAsync(string hash, bool isDark = false, bool isPhone = false) =>
        Visit.OpenAsync(browser!, Address, hash, isDark, isPhone);

    /// <summary>Opens a file in a window of its own.</summary>
    internal Task<Visit> OpenFileAsync(string path, bool isDark = false, bool isPhone = false) => Visit.OpenAsync(
        browser!, "file://" + Path.GetDirectoryName(path), Path.GetFileName(path), isDark, isPhone);

    /// <summary>Posts rows and waits until they are learned.</summary>
    internal async Task PostAsync(string network, IEnumerable<string> rows)
    {
        using var body = new StringContent(string.Join('\n', rows), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage answer = await client.PostAsync(
            $"{Address}/v1/networks/{network}/events?ack=applied&backfill=true", body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Streams the next events of a network.</summary>
    internal async Task StreamAsync(int count, string network = "hospital")
    {
        int first = streamed[network];
        streamed[network] = first + count;
        await PostAsync(network, RowsOf(network).Skip(first).Take(count));
    }

    /// <summary>Who acts most in the next events of a network, as a part of an address.</summary>
    internal string BusiestNext(string network, int count) => RowsOf(network).Skip(streamed[network]).Take(count)
        .Select(row => JsonNode.Parse(row)!["source"]!.GetValue<string>())
        .CountBy(source => source).Append(new("", 0)).MaxBy(pair => pair.Value).Key.Replace(" ", "%20");

    private IReadOnlyList<string> RowsOf(string network) => network == "hospital" ? Hospital : Payments;
}

/// <summary>All tests share one service and one browser, and come one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserGroup : ICollectionFixture<BrowserFixture>
{
    /// <summary>Its name.</summary>
    public const string Name = "browser";
}
