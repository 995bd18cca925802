using System.Text.RegularExpressions;

namespace HawkesNet.Tidy.Tests;

/// <summary>Rules that need only the text of a file.</summary>
internal static partial class LineRules
{
    public const int LinesMax = 400;
    public const int LineCharactersMax = 120;
    public const int DecisionLinesMax = 40;

    // Put together here, so that this file does not break its own rule.
    private static readonly string[] registryHosts =
        [.. new[] { "nuget.", "npmjs.", "pypi.", "pythonhosted." }.Select(name => name + "org"), "crates." + "io"];

    public static IEnumerable<Finding> FileLength(string file, string text, int linesMax = LinesMax)
    {
        int lines = text.TrimEnd('\n').Split('\n').Length;
        if (lines > linesMax)
        {
            yield return new(file, lines, $"{lines} lines, more than {linesMax}");
        }
    }

    public static IEnumerable<Finding> LineLength(string file, string text) =>
        Lines(file, text, line => line.TrimEnd('\r').Length > LineCharactersMax,
            $"a line of more than {LineCharactersMax} characters");

    /// <summary>An unfinished mark is allowed only where the same line names a document that explains it.</summary>
    public static IEnumerable<Finding> UnfinishedMarks(string file, string text) =>
        Lines(file, text, line => Unfinished().IsMatch(line) && !line.Contains("docs/", StringComparison.Ordinal),
            "an unfinished mark without a document");

    public static IEnumerable<Finding> MachinePaths(string file, string text) =>
        Lines(file, text, line => MachinePath().IsMatch(line), "an absolute path of some machine");

    public static IEnumerable<Finding> RegistryHosts(string file, string text) =>
        Lines(file, text, line => registryHosts.Any(host => line.Contains(host, StringComparison.OrdinalIgnoreCase)),
            "the host of a package registry");

    private static IEnumerable<Finding> Lines(string file, string text, Func<string, bool> isBad, string message)
    {
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (isBad(line))
            {
                yield return new(file, number, message);
            }
        }
    }

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|X" + @"XX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.~$}\)-])/(work|home|tmp|root|Users)/\w")]
    private static partial Regex MachinePath();
}
