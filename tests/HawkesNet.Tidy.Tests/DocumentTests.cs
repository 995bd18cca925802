namespace HawkesNet.Tidy.Tests;

/// <summary>The documents are true of the tree.</summary>
public class DocumentTests
{
    private static readonly string sourceText =
        string.Concat(Repository.CSharpFiles.Where(Repository.IsSource).Select(Repository.Read));

    private static readonly string documentText = string.Concat(Repository.Documents.Select(Repository.Read));

    [Fact]
    public void Every_relative_link_leads_somewhere() =>
        Finding.AssertNone(Repository.Documents.SelectMany(
            file => DocumentRules.BrokenLinks(file, Repository.Read(file), Repository.Exists)));

    [Fact]
    public void Every_command_shown_is_a_command_of_the_program() =>
        Assert.All(DocumentRules.ProgramCommands(documentText + Repository.Read("docker-compose.yml")),
            command => Assert.Matches($"Add(Command<\\w+>|Branch)\\(\\s*\"{command}\"", sourceText));

    [Fact]
    public void Every_project_shown_is_there() =>
        Assert.All(DocumentRules.ProjectFolders(documentText),
            folder => Assert.True(Repository.Exists(folder), folder));

    [Fact]
    public void The_readme_shows_the_demo_and_the_tests()
    {
        string readme = Repository.Read("README.md");
        Assert.Contains("dotnet run -c Release --project src/HawkesNet.Cli -- demo --exit", readme,
            StringComparison.Ordinal);
        Assert.Contains("./check.sh", readme, StringComparison.Ordinal);
        Assert.True(readme.Split('\n').Length <= 80, "the readme is longer than two screens");
    }

    [Fact]
    public void Every_metric_is_explained_and_every_metric_explained_is_there()
    {
        string operations = Repository.Read("docs/operations.md");
        Assert.Equal(
            DocumentRules.MetricNames(sourceText).Order(),
            DocumentRules.MetricNames(operations).Order());
    }

    [Fact]
    public void Every_test_that_a_promise_rests_on_is_there()
    {
        string tests = string.Concat(
            Repository.CSharpFiles.Where(file => !Repository.IsSource(file)).Select(Repository.Read));
        string promises = Repository.Read("docs/security.md") + Repository.Read("docs/reliability.md");
        string[] named = [.. DocumentRules.TestNames(promises)];
        Assert.True(named.Length > 40);
        Assert.All(named, name => Assert.Matches($@"\b(class {name}|{name}\()", tests));
    }

    [Fact]
    public void The_image_restores_every_project_first()
    {
        string image = Repository.Read("Dockerfile");
        Assert.All(Repository.ProjectFiles.Where(Repository.IsSource), file =>
        {
            Assert.Contains(file, image, StringComparison.Ordinal);
            Assert.Contains(Path.GetDirectoryName(file) + "/packages.lock.json", image, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_image_publishes_what_the_check_publishes()
    {
        const string publish = "dotnet publish src/HawkesNet.Cli -c Release --no-restore";
        Assert.Contains(publish, Repository.Read("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains(publish, Repository.Read("check.sh"), StringComparison.Ordinal);
    }
}
