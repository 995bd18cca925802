using Microsoft.Playwright;
using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>The pictures of docs/page.md, taken of the real page. With HAWKESNET_RENEW_PICTURES=1 they are written to
/// docs/pictures; without it they are taken all the same, and those in the tree are checked.</summary>
[Collection(BrowserGroup.Name)]
public sealed class PictureTests(BrowserFixture page)
{
    private const int BytesMax = 150_000;
    private const int BytesMin = 8_000;
    private const int Width = 1_240;

    /// <summary>Every picture: its file, the place in the page, what is there when it is complete, and how it is
    /// seen.</summary>
    private static readonly Shot[] shots =
    [
        new("overview", "#/n/hospital", ".chart canvas", Height: 880),
        new("live", "#/n/hospital/live?source=nurse%201&horizon=1h", ".chart canvas", Height: 1000, Events: 75),
        new("links", "#/n/hospital/links", "td .share", Height: 640),
        new("actors", "#/n/hospital/actors/doctor%201", ".chart canvas", Height: 780),
        new("network", "#/n/hospital/network", ".chart canvas", Height: 740),
        new("network-actors", "#/n/hospital/network?cluster=3", ".chart canvas", Height: 740),
        new("clusters", "#/n/hospital/clusters", ".heat td[data-level]", Height: 860),
        new("surprises", "#/n/hospital/surprises", ".feed details", Height: 700, Open: ".feed summary"),
        new("first-steps", "#/add", ".drop", Height: 700),
        new("payments-overview", "#/n/payments", ".chart canvas", IsDark: true, Height: 880),
        new("payments-live", "#/n/payments/live?source={busiest}&horizon=1m", ".chart canvas", IsDark: true,
            Height: 1000, Events: 75),
        new("payments-network", "#/n/payments/network", ".chart canvas", IsDark: true, Height: 740),
        new("payments-clusters", "#/n/payments/clusters", ".heat td[data-level]", IsDark: true, Height: 860),
        new("phone-overview", "#/n/hospital", ".chart canvas", IsPhone: true),
        new("phone-live", "#/n/hospital/live?source=nurse%201&horizon=1h", ".chart canvas", IsPhone: true),
        new("phone-actors", "#/n/hospital/actors/doctor%201", ".chart canvas", IsPhone: true),
    ];

    internal static readonly bool IsRenewed = Environment.GetEnvironmentVariable("HAWKESNET_RENEW_PICTURES") == "1";

    internal static readonly string Docs = Path.Combine(RepositoryRoot(), "docs");

    [BrowserFact]
    public async Task Every_view_has_its_picture_and_each_is_small()
    {
        foreach (Shot shot in shots)
        {
            byte[] picture = await TakeAsync(shot);
            Assert.InRange(picture.Length, BytesMin, BytesMax);
            if (IsRenewed)
            {
                Directory.CreateDirectory(Path.Combine(Docs, "pictures"));
                await File.WriteAllBytesAsync(Path.Combine(Docs, "pictures", shot.File), picture);
            }
        }
    }

    [Fact]
    public void The_document_of_the_page_shows_every_picture_and_no_other()
    {
        string text = File.ReadAllText(Path.Combine(Docs, "page.md"));
        Assert.All(shots, shot => Assert.Contains($"](pictures/{shot.File})", text, StringComparison.Ordinal));
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(Docs, "pictures"), "*.png")
            .Where(file => !Path.GetFileName(file).StartsWith("report", StringComparison.Ordinal));
        Assert.Equal(shots.Select(shot => shot.File).Order(), files.Select(file => Path.GetFileName(file)!).Order());
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, BytesMin, BytesMax));
    }

    private async Task<byte[]> TakeAsync(Shot shot)
    {
        string hash = shot.Hash.Replace(
            "{busiest}", page.BusiestNext("payments", shot.Events), StringComparison.Ordinal);
        await using Visit visit = await page.OpenAsync(hash, shot.IsDark, shot.IsPhone);
        if (!shot.IsPhone)
        {
            await visit.Page.SetViewportSizeAsync(Width, shot.Height);
        }
        await visit.Page.Locator(shot.Complete).First.WaitForAsync();
        for (int sent = 0; sent < (IsRenewed ? shot.Events : Math.Min(shot.Events, 9)); sent += 3)
        {
            await page.StreamAsync(3, shot.Network);
            await visit.Page.WaitForTimeoutAsync(600);
        }
        if (shot.Open is not null)
        {
            await visit.Page.Locator(shot.Open).First.ClickAsync();
        }
        // The stream of the page has begun, and its sticky head is not where a press left it.
        await visit.SeesAsync("#link-text", shot.Hash == "#/add" ? "" : "Live");
        await visit.Page.EvaluateAsync("scrollTo(0, 0)");
        await visit.Page.WaitForTimeoutAsync(400);
        byte[] picture = await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Type = ScreenshotType.Png });
        visit.IsFaultless();
        return picture;
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HawkesNet.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("the tests run outside the repository");
        }
        return folder;
    }

    /// <summary>One picture.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Hash">The place in the page.</param>
    /// <param name="Complete">What is there when the view is complete.</param>
    /// <param name="IsDark">Whether the system is dark.</param>
    /// <param name="IsPhone">Whether it is seen on a phone.</param>
    /// <param name="Height">Height of the window in pixels, where it is no phone.</param>
    /// <param name="Events">How many events are streamed while the view is open.</param>
    /// <param name="Open">What is pressed first; null: nothing.</param>
    private sealed record Shot(
        string Name, string Hash, string Complete, bool IsDark = false, bool IsPhone = false, int Height = 0,
        int Events = 0, string? Open = null)
    {
        /// <summary>The file of the picture.</summary>
        public string File => Name + ".png";

        /// <summary>The network it shows.</summary>
        public string Network => Hash.Split('/') is ["#", "n", string network, ..] ? network : "";
    }
}
