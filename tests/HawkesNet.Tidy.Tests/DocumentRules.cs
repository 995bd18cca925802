using System.Text.RegularExpressions;

namespace HawkesNet.Tidy.Tests;

/// <summary>What documents say that can be checked against the tree.</summary>
internal static partial class DocumentRules
{
    /// <summary>Targets of relative links and pictures, without fragment.</summary>
    public static IEnumerable<string> RelativeLinks(string text) =>
        from match in Link().Matches(WithoutFences(text)).Cast<Match>()
                .Concat(PictureSource().Matches(text).Cast<Match>())
        let target = match.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select target;

    /// <summary>Links that lead nowhere, as seen from a file's own folder.</summary>
    public static IEnumerable<Finding> BrokenLinks(string file, string text, Func<string, bool> exists) =>
        from target in RelativeLinks(text)
        let folder = Path.GetDirectoryName(file) ?? ""
        let path = Path.GetRelativePath(".", Path.Combine(folder, target)).Replace('\\', '/')
        where !exists(path)
        select new Finding(file, LineOf(text, target), $"a link to {target}, which is not there");

    /// <summary>Commands of the program that a text shows.</summary>
    public static IEnumerable<string> ProgramCommands(string text) =>
        Command().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>Projects that shown commands run.</summary>
    public static IEnumerable<string> ProjectFolders(string text) =>
        ProjectOption().Matches(text).Select(match => match.Groups[1].Value.TrimEnd('/')).Distinct();

    /// <summary>Names of metrics.</summary>
    public static IEnumerable<string> MetricNames(string text) =>
        Metric().Matches(text).Select(match => match.Value).Distinct();

    /// <summary>Names of tests: sentences with underscores, and classes that end with Tests.</summary>
    public static IEnumerable<string> TestNames(string text) =>
        TestName().Matches(text).Select(match => match.Value).Distinct();

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    private static int LineOf(string text, string target) =>
        text[..Math.Max(0, text.IndexOf(target, StringComparison.Ordinal))].Count(c => c == '\n') + 1;

    [GeneratedRegex(@"\]\(([^)\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:src|srcset)=""([^""]+)""")]
    private static partial Regex PictureSource();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?:\bhawkesnet|HawkesNet\.Cli --) ([a-z]+)\b(?= |`|$)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]*(?:_[A-Za-z0-9]+)+\b|(?<![./])\b[A-Z][A-Za-z]+Tests\b(?!/)")]
    private static partial Regex TestName();

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex ProjectOption();

    [GeneratedRegex(@"\bhawkesnet_[a-z_]*[a-z]\b")]
    private static partial Regex Metric();
}
