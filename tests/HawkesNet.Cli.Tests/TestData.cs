using System.Text;
using HawkesNet.Cli.Events;

namespace HawkesNet.Cli.Tests;

/// <summary>Where the files of the tests lie.</summary>
internal static class TestData
{
    public static string Bundled => Path.Combine(AppContext.BaseDirectory, "Data", "enron.csv");

    /// <summary>The folder shared/data beside the repository, or null.</summary>
    public static string? SharedFolder { get; } = FindShared();

    public static string Shared(string file) => Path.Combine(SharedFolder!, file);

    public static EventTable Parse(string text) => CsvEvents.Parse("test.csv", Encoding.UTF8.GetBytes(text));

    private static string? FindShared()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "shared", "data");
            if (File.Exists(Path.Combine(folder, "reality_mining.csv")))
            {
                return folder;
            }
        }
        return Environment.GetEnvironmentVariable("HAWKESNET_SHARED_DATA");
    }
}

/// <summary>A test on files whose licences keep them out of the repository: skipped, visibly, where they are
/// absent.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() =>
        Skip = TestData.SharedFolder is null ? "needs the folder shared/data beside the repository" : null;
}
