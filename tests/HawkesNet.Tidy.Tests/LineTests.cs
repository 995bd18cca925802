namespace HawkesNet.Tidy.Tests;

/// <summary>The line rules over the whole repository.</summary>
public class LineTests
{
    [Fact]
    public void No_code_file_is_longer_than_400_lines() =>
        Check(Repository.CSharpFiles, (file, text) => LineRules.FileLength(file, text));

    [Fact]
    public void No_line_of_code_is_longer_than_120_characters() =>
        Check(Repository.CSharpFiles, LineRules.LineLength);

    [Fact]
    public void No_unfinished_mark_stands_without_a_document() =>
        Check(Repository.TextFiles, LineRules.UnfinishedMarks);

    [Fact]
    public void No_file_names_a_path_of_a_build_machine() =>
        Check(Repository.TextFiles, LineRules.MachinePaths);

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() =>
        Check(Repository.TextFiles, LineRules.RegistryHosts);

    [Fact]
    public void No_decision_is_longer_than_40_lines() =>
        Check(
            Repository.Documents.Where(file => file.StartsWith("docs/decisions/", StringComparison.Ordinal)),
            (file, text) => LineRules.FileLength(file, text, LineRules.DecisionLinesMax));

    [Fact]
    public void The_repository_is_found_with_its_parts()
    {
        Assert.True(Repository.CSharpFiles.Count() > 20);
        Assert.True(Repository.ProjectFiles.Count() >= 9);
        Assert.Contains("README.md", Repository.Documents);
        Assert.DoesNotContain(Repository.Files, file => file.Contains("/obj/", StringComparison.Ordinal));
    }

    private static void Check(IEnumerable<string> files, Func<string, string, IEnumerable<Finding>> rule)
    {
        string[] all = [.. files];
        Assert.NotEmpty(all);
        Finding.AssertNone(all.SelectMany(file => rule(file, Repository.Read(file))));
    }
}
