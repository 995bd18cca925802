using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>Every view for those who do not see it, who see it dark, or who hold it in a hand.</summary>
[Collection(BrowserGroup.Name)]
public sealed class AccessTests(BrowserFixture page)
{
    /// <summary>Every view: its address, its heading, and something that is there when it is complete.</summary>
    private static readonly (string Hash, string Heading, string Complete)[] views =
    [
        ("#/n/hospital/live?source=nurse%201", "nurse 1", ".chart canvas"),
        ("#/n/hospital/links", "Next links", "td .share"),
        ("#/n/hospital/actors", "Actors", "td"),
        ("#/n/hospital/actors/doctor%201", "doctor 1", ".chart canvas"),
        ("#/n/hospital/network", "Network", ".chart canvas"),
        ("#/n/hospital/network?cluster=1", "Network", ".chart canvas"),
        ("#/n/hospital/clusters", "Clusters", ".heat td[data-level]"),
        ("#/n/hospital/surprises", "Surprises", ".feed details"),
        ("#/add", "Add events", ".drop"),
        ("#/", "Networks", "td"),
        ("#/n/hospital", "Overview", ".chart canvas"),
    ];

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_view_has_a_serious_fault_of_accessibility(bool isDark)
    {
        await using Visit visit = await page.OpenAsync("#/n/hospital", isDark);
        foreach ((string hash, string heading, string complete) in views)
        {
            await visit.GoAsync(hash, heading);
            await visit.Page.Locator(complete).First.WaitForAsync();
            await visit.IsAccessibleAsync();
        }
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task No_view_is_wider_than_a_phone()
    {
        await using Visit visit = await page.OpenAsync("#/n/hospital", isPhone: true);
        foreach ((string hash, string heading, string complete) in views)
        {
            await visit.GoAsync(hash, heading);
            await visit.Page.Locator(complete).First.WaitForAsync();
            await visit.FitsAsync();
        }
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task The_tabs_lead_to_every_view()
    {
        await using Visit visit = await page.OpenAsync("#/n/payments");
        foreach (string tab in new[] { "Live", "Next links", "Actors", "Network", "Clusters", "Surprises", "Overview" })
        {
            await visit.Page.Locator("#tabs").GetByText(tab, new() { Exact = true }).ClickAsync();
            await visit.SeesAsync("#tabs a[aria-current=page]", tab);
            await visit.Page.Locator(".card").First.WaitForAsync();
        }
        await visit.Page.Locator("#networks").SelectOptionAsync("hospital");
        await visit.Page.WaitForURLAsync("**/n/hospital/overview");
        await visit.SeesAsync(".verdict h2", "model");
        visit.IsFaultless();
    }
}
