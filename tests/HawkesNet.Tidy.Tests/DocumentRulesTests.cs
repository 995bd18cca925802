namespace HawkesNet.Tidy.Tests;

/// <summary>Every document rule can fail.</summary>
public class DocumentRulesTests
{
    [Theory]
    [InlineData("see [a](gone.md)", 1)]
    [InlineData("see [a](../gone.md#part)", 1)]
    [InlineData("<img src=\"gone.svg\">", 1)]
    [InlineData("see [a](here.md) and [b](here.md#part) and [c](#part) and [d](https://example.org/x)", 0)]
    public void A_link_to_nothing_is_found(string text, int findings) =>
        Assert.Equal(findings, DocumentRules.BrokenLinks("docs/a.md", text, path => path == "docs/here.md").Count());

    [Fact]
    public void Commands_and_projects_are_read_from_shown_lines()
    {
        string text = "dotnet run -c Release --project src/HawkesNet.Cli -- demo --exit\n`hawkesnet serve`";
        Assert.Equal(["demo", "serve"], DocumentRules.ProgramCommands(text));
        Assert.Equal(["src/HawkesNet.Cli"], DocumentRules.ProjectFolders(text));
    }

    [Fact]
    public void Names_of_tests_are_read() =>
        Assert.Equal(
            ["AccessTests", "A_wrong_key_is_refused"],
            DocumentRules.TestNames("`AccessTests` of `tests/HawkesNet.Cli.Tests`: A_wrong_key_is_refused, all"));

    [Fact]
    public void Metric_names_are_read() =>
        Assert.Equal(["hawkesnet_events_total"], DocumentRules.MetricNames("`hawkesnet_events_total{result}`: x"));
}
