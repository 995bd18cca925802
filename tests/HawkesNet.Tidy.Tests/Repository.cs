namespace HawkesNet.Tidy.Tests;

/// <summary>The files of the repository, as text, by path relative to its root.</summary>
internal static class Repository
{
    private static readonly string[] ignoredFolders =
        [".git", "artifacts", "bin", "obj", "data", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly string[] binaryEndings = [".gz", ".png", ".ico", ".db", ".bin", ".woff2"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextFiles =>
        Files.Where(file => !binaryEndings.Any(end => file.EndsWith(end, StringComparison.Ordinal)));

    public static IEnumerable<string> CSharpFiles =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> ProjectFiles =>
        Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> Documents => Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) =>
        File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    public static bool IsSource(string file) => file.StartsWith("src/", StringComparison.Ordinal);

    private static string FindRoot(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "HawkesNet.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("the tests run outside the repository");
        }
        return folder;
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            if (Path.GetFileName(file) != ".git")
            {
                yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
            }
        }
        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (IsOurs(folder, inner))
            {
                foreach (string file in Walk(inner))
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>Build output and the service's data folder at the root are nobody's source.</summary>
    private static bool IsOurs(string folder, string inner)
    {
        string name = Path.GetFileName(inner);
        return !ignoredFolders.Contains(name) || (name == "data" && folder != Root);
    }
}
