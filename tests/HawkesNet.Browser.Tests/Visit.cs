using System.Globalization;
using System.Text;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>One window with the page in it, and everything that went wrong there.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private const int TimeoutMilliseconds = 90_000;

    // What stands in the guidelines; opinions beyond them take as long again.
    private static readonly AxeRunOptions rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] },
        ResultTypes = [ResultType.Violations],
    };

    private readonly List<string> faults = [];
    private readonly IBrowserContext context;
    private readonly string address;

    private Visit(IBrowserContext context, IPage page, string address)
    {
        this.context = context;
        this.address = address;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Request += (_, request) => Note(
            !request.Url.StartsWith(address, StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:" + address, StringComparison.Ordinal),
            $"another host: {request.Url}");
        page.Response += (_, answer) => Note(answer.Status >= 400, $"{answer.Status}: {answer.Url}");
        page.RequestFailed += (_, request) => Note(
            request.Failure is { } failure && !failure.Contains("ERR_ABORTED", StringComparison.Ordinal),
            $"failed: {request.Url} {request.Failure}");
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>The heading of the view.</summary>
    public ILocator Heading => Page.Locator("h1");

    /// <summary>Opens a window and waits for the view's heading.</summary>
    public static async Task<Visit> OpenAsync(
        IBrowser browser, string address, string hash, bool isDark, bool isPhone)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = isPhone
                ? new ViewportSize { Width = 375, Height = 740 }
                : new ViewportSize { Width = 1280, Height = 900 },
            HasTouch = isPhone,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(TimeoutMilliseconds);
        var visit = new Visit(context, await context.NewPageAsync(), address);
        await visit.Page.GotoAsync(address + "/" + hash);
        await visit.Heading.WaitForAsync();
        return visit;
    }

    /// <summary>Goes to another place of the page and waits for its heading.</summary>
    public async Task GoAsync(string hash, string heading)
    {
        await Page.GotoAsync(address + "/" + hash);
        await SeesAsync("h1", heading);
    }

    /// <summary>Waits until an element with a text is seen.</summary>
    public Task SeesAsync(string selector, string text) =>
        Assertions.Expect(Page.Locator(selector).Filter(new() { HasText = text }).First)
            .ToBeVisibleAsync(new() { Timeout = TimeoutMilliseconds });

    /// <summary>Waits until a chart is drawn.</summary>
    public Task SeesChartAsync(string label) =>
        Page.Locator($".chart[aria-label='{label}'] canvas").WaitForAsync();

    /// <summary>Saves the file behind a link and gives its text.</summary>
    public async Task<string> SaveAsync(ILocator link)
    {
        IDownload file = await Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        return await File.ReadAllTextAsync(await file.PathAsync());
    }

    /// <summary>Fails where the accessibility checker finds anything serious.</summary>
    public async Task IsAccessibleAsync()
    {
        AxeResult result = await Page.RunAxe(rules);
        var found = new StringBuilder();
        foreach (AxeResultItem item in result.Violations.Where(item => item.Impact is "serious" or "critical"))
        {
            found.AppendLine(CultureInfo.InvariantCulture, $"{Page.Url} {item.Id}: {item.Help}");
            foreach (AxeResultNode node in item.Nodes.Take(3))
            {
                found.AppendLine("  " + node.Html);
            }
        }
        Assert.Equal("", found.ToString());
    }

    /// <summary>Fails where the page is wider than its window.</summary>
    public async Task FitsAsync()
    {
        int width = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        int window = await Page.EvaluateAsync<int>("document.documentElement.clientWidth");
        Assert.True(width <= window, $"{Page.Url}: {width} pixels wide in a window of {window}");
    }

    /// <summary>Fails where a request failed or went elsewhere, or a script complained.</summary>
    /// <param name="allowed">A part of faults that the test itself brought about; null: none.</param>
    public void IsFaultless(string? allowed = null)
    {
        lock (faults)
        {
            Assert.DoesNotContain(faults, fault =>
                allowed is null || !fault.Contains(allowed, StringComparison.Ordinal));
        }
    }

    /// <summary>Closes the window.</summary>
    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private void Note(bool isFault, string text)
    {
        if (isFault)
        {
            lock (faults)
            {
                faults.Add(text);
            }
        }
    }
}
