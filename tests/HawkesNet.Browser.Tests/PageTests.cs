using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>Every view of the page, used as a person would, against the real service.</summary>
[Collection(BrowserGroup.Name)]
public sealed class PageTests(BrowserFixture page)
{
    private const string Hospital = "#/n/hospital";
    private const string Payments = "#/n/payments";

    [BrowserFact]
    public async Task The_overview_says_in_words_how_far_to_trust_the_model()
    {
        await using Visit visit = await page.OpenAsync(Payments);
        await visit.SeesAsync(".verdict h2", "The model");
        await visit.SeesAsync(".verdict li", "times as probable as under constant rates");
        await visit.SeesAsync(".stat", "Branching ratio");
        await visit.SeesAsync(".stat", "Watermark");
        await visit.SeesChartAsync("Q–Q plot of the waiting times: predicted against observed");
        await visit.SeesChartAsync("How well the stream was predicted as it went");
        await visit.Page.GetByText("The numbers as a table").First.ClickAsync();
        await visit.SeesAsync("figure table", "Predicted");
        string csv = await visit.SaveAsync(visit.Page.Locator("a.csv").First);
        Assert.StartsWith("actor,directOffspring,cascadeOffspring", csv, StringComparison.Ordinal);
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task A_search_leads_to_an_actor_by_keyboard_alone()
    {
        await using Visit visit = await page.OpenAsync(Hospital);
        await visit.Page.Locator("#search").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("DOCTOR 3");
        await visit.SeesAsync("#found li", "doctor 3");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.SeesAsync("h1", "doctor 3");
        await visit.SeesAsync(".reading", "One event sets off");
        await visit.SeesChartAsync("Influence by mechanism");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Who influences it" }).ClickAsync();
        await visit.SeesAsync(".reading", "set this one off");
        Assert.Contains("direction=in", visit.Page.Url, StringComparison.Ordinal);
        await visit.Page.ReloadAsync();
        await visit.SeesAsync(".reading", "set this one off");
        await visit.Page.Locator("#search").FillAsync("nobody of that name");
        await visit.SeesAsync("#found li", "No actor");
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task The_intensity_of_a_dyad_is_forecast_within_the_horizon_chosen()
    {
        await using Visit visit = await page.OpenAsync(Hospital + "/links");
        await visit.SeesAsync("td", "%");
        await visit.Page.GetByLabel("Within").SelectOptionAsync("7d");
        await visit.Page.WaitForURLAsync("**horizon=7d**");
        ILocator watch = visit.Page.GetByText("Watch", new() { Exact = true }).First;
        await watch.ClickAsync();
        await visit.SeesAsync("h1", "→");
        await visit.SeesChartAsync("Intensity with its 90 % band");
        await visit.SeesAsync(".stat", "At least one event within 7 days");
        await visit.Page.GetByLabel("Horizon").SelectOptionAsync("10m");
        await visit.SeesAsync(".stat", "At least one event within 10 minutes");
        await visit.Page.GetByLabel("On whom").FillAsync("");
        await visit.Page.GetByLabel("On whom").BlurAsync();
        await visit.SeesAsync("p", "How intensely this actor acts");
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task What_is_streamed_appears_without_a_reload()
    {
        await using Visit visit = await page.OpenAsync(Hospital + "/live?source=nurse%201&horizon=1h");
        await visit.SeesAsync("#link-text", "Live");
        await visit.SeesChartAsync("Intensity with its 90 % band");
        ILocator words = visit.Page.Locator("#next-words");
        await Assertions.Expect(words).ToContainTextAsync("last event learned");
        string before = await words.InnerTextAsync();
        await page.StreamAsync(40);
        await Assertions.Expect(words).Not.ToHaveTextAsync(before);
        await visit.GoAsync(Hospital, "Overview");
        await visit.SeesAsync(".stat", "Events learned");
        ILocator stored = visit.Page.Locator(".stat", new() { HasText = "each durable" });
        string learned = await stored.InnerTextAsync();
        await page.StreamAsync(40);
        await Assertions.Expect(stored).Not.ToHaveTextAsync(learned);
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task The_network_opens_from_clusters_to_actors_and_draws_a_bounded_number()
    {
        await using Visit visit = await page.OpenAsync(Payments + "/network");
        await visit.SeesChartAsync("The network");
        await visit.SeesAsync(".reading", "drawn by size");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cluster 1" }).ClickAsync();
        await visit.SeesAsync(".reading", "Drawn: ");
        Assert.Contains("cluster=1", visit.Page.Url, StringComparison.Ordinal);
        await visit.Page.GetByText("The actors drawn, as links").ClickAsync();
        ILocator actors = visit.Page.Locator(".chips a");
        Assert.InRange(await actors.CountAsync(), 1, 60);
        string name = await actors.First.InnerTextAsync();
        await actors.First.ClickAsync();
        await visit.SeesAsync("h1", name);
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task Clusters_show_what_passes_between_them_by_mechanism_and_type()
    {
        await using Visit visit = await page.OpenAsync(Payments + "/clusters");
        ILocator cells = visit.Page.Locator(".heat td[data-level]");
        await Assertions.Expect(visit.Page.Locator(".heat td[data-level='10']").First).ToBeVisibleAsync();
        int pairs = await cells.CountAsync();
        Assert.True(pairs >= 4, $"{pairs} cells");
        await visit.Page.GetByLabel("Mechanism").SelectOptionAsync("burst");
        await visit.SeesAsync(".heat th", "On anyone");
        await visit.Page.GetByLabel("Set off by").SelectOptionAsync("payment");
        await visit.Page.GetByLabel("Type set off").SelectOptionAsync("refund");
        await visit.Page.WaitForURLAsync("**type=refund**");
        await visit.SeesChartAsync("How soon responses follow");
        await visit.SeesAsync(".reading", "half of it within");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cluster 2" }).ClickAsync();
        await visit.SeesAsync("caption", "Members of cluster 2");
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task A_surprise_shows_its_causes_and_an_event_those_of_its_own()
    {
        await using Visit visit = await page.OpenAsync(Payments + "/surprises");
        await visit.Page.Locator(".feed summary").First.ClickAsync();
        await visit.SeesAsync(".why", "less expected than an average event");
        await visit.SeesAsync(".why .cause-words", "%");
        await visit.Page.GetByLabel("Id of an event posted with an id").FillAsync("p-4000");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find its causes" }).ClickAsync();
        await visit.SeesAsync("caption", "Earlier events behind it");
        string csv = await visit.SaveAsync(visit.Page.Locator("a.csv").First);
        Assert.StartsWith("time,source,target,type,nats", csv, StringComparison.Ordinal);
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task A_file_dropped_becomes_a_network()
    {
        await using Visit visit = await page.OpenAsync("#/add");
        await visit.SeesAsync("pre", page.Address + "/v1/networks/first/events");
        await visit.SeesAsync("pre", "demo");
        await visit.Page.GetByLabel("Network", new() { Exact = true }).Last.FillAsync("dropped");
        await visit.Page.GetByLabel("Times are").SelectOptionAsync("s");
        string rows = string.Join('\n', Enumerable.Range(0, 400).Select(i =>
            $"{1_700_000_000 + (i * 60) + (i % 7)},{"abc"[i % 3]},{"bca"[i % 3]}"));
        await visit.Page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "events.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes("time,source,target\n" + rows + "\nnonsense,x,y\n"),
        });
        await visit.SeesAsync(".progress", "400 events stored and learned");
        await visit.SeesAsync(".progress", "1 rejected");
        await visit.SeesAsync(".progress li", "Line 402");
        await visit.Page.GetByText("Look at dropped").ClickAsync();
        await visit.SeesAsync(".stat", "400 events");
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task Problems_are_told_in_sentences()
    {
        await using Visit visit = await page.OpenAsync("#/n/never-made");
        await visit.SeesAsync("[role=alert]", "There is no network 'never-made'");
        await page.PostAsync("early", ["{\"time\":\"2026-01-01T00:00:00Z\",\"source\":\"a\"}"]);
        await visit.GoAsync("#/n/early", "Almost there");
        await page.PostAsync("early", ["{\"time\":\"2026-01-01T00:01:00Z\",\"source\":\"a\"}"]);
        await visit.SeesAsync("h1", "Overview");
        await visit.GoAsync(Hospital + "/actors/nobody", "This cannot be shown now");
        await visit.SeesAsync("[role=alert]", "has learned of no actor 'nobody'");
    }

    [BrowserFact]
    public async Task A_key_is_asked_for_kept_in_the_tab_and_sent_along()
    {
        await using Visit visit = await page.OpenAsync(Hospital);
        var keys = new List<string?>();
        await visit.Page.RouteAsync("**/v1/**", async route =>
        {
            route.Request.Headers.TryGetValue("authorization", out string? key);
            lock (keys)
            {
                keys.Add(key);
            }
            await (key == "Bearer the-key"
                ? route.ContinueAsync()
                : route.FulfillAsync(new() { Status = 401, ContentType = "application/problem+json", Body = "{}" }));
        });
        await visit.Page.ReloadAsync();
        await visit.SeesAsync("[role=alert]", "This service asks for a key");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Enter a key" }).ClickAsync();
        await visit.Page.Locator("#key-value").FillAsync("the-key");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use this key" }).ClickAsync();
        await visit.SeesAsync("h1", "Overview");
        Assert.Contains("Bearer the-key", keys);
        Assert.Equal("the-key", await visit.Page.EvaluateAsync<string>("sessionStorage.getItem('key')"));
        Assert.DoesNotContain("the-key", visit.Page.Url, StringComparison.Ordinal);
        visit.IsFaultless(allowed: "401");
    }

    [BrowserFact]
    public async Task The_theme_chosen_stays_after_a_reload()
    {
        await using Visit visit = await page.OpenAsync("#/");
        ILocator dark = visit.Page.Locator("#theme");
        string light = await Ground(visit);
        await dark.ClickAsync();
        Assert.Equal("true", await dark.GetAttributeAsync("aria-pressed"));
        Assert.NotEqual(light, await Ground(visit));
        await visit.Page.ReloadAsync();
        Assert.NotEqual(light, await Ground(visit));
        Assert.Equal("true", await dark.GetAttributeAsync("aria-pressed"));
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task Names_of_actors_stay_text()
    {
        const string Name = "<img src=x onerror=alert(1)>";
        await page.PostAsync("names", Enumerable.Range(0, 30).Select(i => JsonSerializer.Serialize(new
        {
            time = $"2026-01-01T00:{i:00}:00Z",
            source = i % 2 == 0 ? Name : "b",
            target = i % 2 == 0 ? "b" : Name,
        })));
        await using Visit visit = await page.OpenAsync("#/n/names/actors");
        await visit.SeesAsync("th a", Name);
        await visit.Page.GetByText(Name).First.ClickAsync();
        await visit.SeesAsync("h1", Name);
        await visit.SeesChartAsync("Influence by mechanism");
        await visit.Page.Locator(".chart canvas").HoverAsync();
        Assert.Equal(0, await visit.Page.Locator("main img").CountAsync());
        visit.IsFaultless();
    }

    private static Task<string> Ground(Visit visit) =>
        visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
