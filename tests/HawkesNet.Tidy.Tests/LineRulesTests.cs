namespace HawkesNet.Tidy.Tests;

/// <summary>Every line rule can fail.</summary>
public class LineRulesTests
{
    [Fact]
    public void A_file_of_401_lines_is_found_and_one_of_400_is_not()
    {
        Assert.Empty(LineRules.FileLength("a.cs", string.Concat(Enumerable.Repeat("x\n", 400))));
        string bad = string.Concat(Enumerable.Repeat("x\n", 401));
        Assert.Equal(401, Assert.Single(LineRules.FileLength("a.cs", bad)).Line);
    }

    [Fact]
    public void A_line_of_121_characters_is_found_and_one_of_120_is_not()
    {
        string good = new('x', 120);
        string bad = new('x', 121);
        Assert.Equal(2, Assert.Single(LineRules.LineLength("a.cs", $"{good}\n{bad}\n")).Line);
    }

    [Theory]
    [InlineData("// TO{0}DO: later", 1)]
    [InlineData("// FIX{0}ME", 1)]
    [InlineData("// TO{0}DO: see docs/decisions/0001-the-log-is-the-truth.md", 0)]
    [InlineData("// what is left to do", 0)]
    public void An_unfinished_mark_needs_a_document(string line, int findings) =>
        Assert.Equal(findings, LineRules.UnfinishedMarks("a.cs", line.Replace("{0}", "")).Count());

    [Theory]
    [InlineData("cat {0}work/data/x.csv", 1)]
    [InlineData("\"{0}home/someone/x\"", 1)]
    [InlineData("DIR={0}tmp/x", 1)]
    [InlineData("https://example.com{0}home/page", 0)]
    [InlineData("GET /v1/networks", 0)]
    [InlineData("VOLUME /data", 0)]
    public void A_path_of_a_machine_is_found(string line, int findings) =>
        Assert.Equal(findings, LineRules.MachinePaths("a.sh", line.Replace("{0}", "/")).Count());

    [Fact]
    public void The_host_of_a_package_registry_is_found()
    {
        Assert.Single(LineRules.RegistryHosts("a.json", "\"https://api.nuget" + ".org/v3\""));
        Assert.Empty(LineRules.RegistryHosts("a.json", "\"https://example.org/v3\""));
    }
}
