using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>`evaluate --report`: one page that needs nothing but itself, made by the real program.</summary>
[Collection(BrowserGroup.Name)]
public sealed class ReportTests(BrowserFixture page) : IAsyncLifetime
{
    private const int PictureBytesMax = 150_000;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-report-");

    private string Report => Path.Combine(folder.FullName, "report.html");

    public async Task InitializeAsync()
    {
        string file = Path.Combine(folder.FullName, "ward.csv");
        IEnumerable<string> rows = page.Hospital.Take(4_000).Select((row, i) =>
        {
            JsonNode one = JsonNode.Parse(row)!;
            return $"{one["time"]},{one["source"]},{one["target"]},{one["type"]},{(i < 3_200 ? "train" : "test")}";
        });
        await File.WriteAllLinesAsync(file, ["time,source,target,type,split", .. rows]);
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "hawkesnet.dll"), "evaluate", file, "--report", Report])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process program = Process.Start(start)!;
        Task<string> messages = program.StandardError.ReadToEndAsync();
        string printed = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.True(program.ExitCode == 0, printed + await messages);
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_report_shows_its_plots_without_a_fault_and_to_everybody(bool isDark)
    {
        await using Visit visit = await page.OpenFileAsync(Report, isDark);
        await visit.SeesAsync(".verdict", "times as probable as under constant rates");
        Assert.Equal(3, await visit.Page.Locator("svg[role=img]").CountAsync());
        Assert.Equal(99, await visit.Page.Locator("circle.dot").CountAsync());
        Assert.Equal(5, await visit.Page.Locator("table.heat").CountAsync());
        Assert.Equal(20, await visit.Page.Locator("main > section:last-child tbody tr").CountAsync());
        await visit.Page.GetByText("The numbers as a table").First.ClickAsync();
        await visit.SeesAsync("details table", "Predicted");
        await visit.IsAccessibleAsync();
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task The_report_fits_a_phone_and_loads_nothing()
    {
        await using Visit visit = await page.OpenFileAsync(Report, isPhone: true);
        await visit.FitsAsync();
        string text = await File.ReadAllTextAsync(Report);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        visit.IsFaultless();
    }

    [BrowserFact]
    public async Task The_picture_of_the_report_is_small()
    {
        await using Visit visit = await page.OpenFileAsync(Report);
        await visit.Page.SetViewportSizeAsync(1_000, 1_100);
        byte[] picture = await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Type = ScreenshotType.Png });
        Assert.InRange(picture.Length, 20_000, PictureBytesMax);
        if (PictureTests.IsRenewed)
        {
            await File.WriteAllBytesAsync(Path.Combine(PictureTests.Docs, "pictures", "report.png"), picture);
        }
        Assert.True(File.Exists(Path.Combine(PictureTests.Docs, "pictures", "report.png")));
    }
}
