using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HawkesNet.Docs.Tests;

/// <summary>Whether what was printed is what a document shows.</summary>
/// <remarks>A line `…` stands for any number of lines, and `…` within a line for any text. Numbers may differ by 2 %,
/// or by one in their last digit: other processors sum in another order. Spaces at the ends of lines do not count, nor
/// does how wide the columns and frames of tables are drawn.</remarks>
internal static partial class Expectation
{
    private const string Any = "…";
    private const double NumberTolerance = 0.02;

    /// <summary>Null where the text is as shown; else the first line of the document that is not there.</summary>
    public static string? Missing(IReadOnlyList<string> shown, string printed)
    {
        string text = printed.TrimEnd('\n');
        string[] lines = text.Length == 0 ? [] : [.. text.Split('\n').Select(Plain)];
        return Match([.. shown.Select(Plain)], 0, lines, 0, out string? missing) ? null : missing;
    }

    /// <summary>Members of a JSON answer that a document shows and the answer lacks.</summary>
    public static IEnumerable<string> MissingMembers(JsonNode? shown, JsonNode? answered, string at = "")
    {
        if (shown is JsonObject members)
        {
            return answered is JsonObject own
                ? members.SelectMany(member => own.ContainsKey(member.Key)
                    ? MissingMembers(member.Value, own[member.Key], $"{at}/{member.Key}")
                    : [$"{at}/{member.Key}"])
                : answered is null ? [] : [at];
        }
        if (shown is JsonArray { Count: > 0 } items)
        {
            return answered is JsonArray list
                ? list.Count == 0 ? [] : MissingMembers(items[0], list[0], $"{at}[]")
                : [at];
        }
        return [];
    }

    private static bool Match(
        IReadOnlyList<string> shown, int at, string[] lines, int line, out string? missing)
    {
        missing = null;
        for (; at < shown.Count; at++, line++)
        {
            if (shown[at] == Any)
            {
                return Enumerable.Range(line, lines.Length - line + 1)
                    .Any(start => Match(shown, at + 1, lines, start, out _))
                    || Fails(shown.Skip(at + 1).FirstOrDefault() ?? "", out missing);
            }
            if (line >= lines.Length || !Same(shown[at], lines[line]))
            {
                string instead = line < lines.Length ? lines[line] : "the end";
                return Fails($"{shown[at]}\nbut: {instead}", out missing);
            }
        }
        return line == lines.Length || Fails($"the end, but: {lines[line]}", out missing);
    }

    private static bool Fails(string line, out string? missing)
    {
        missing = line;
        return false;
    }

    private static bool Same(string shown, string printed)
    {
        string pattern = "^" + string.Join(".*", shown.Split(Any).Select(PatternOf)) + "$";
        Match match = Regex.Match(printed, pattern, RegexOptions.Singleline);
        string[] numbers = [.. Number().Matches(shown.Replace(Any, "\n")).Select(found => found.Value)];
        return match.Success
            && numbers.Select((number, i) => Close(number, match.Groups[i + 1].Value)).All(isClose => isClose);
    }

    // The text as it stands, with a group for each number.
    private static string PatternOf(string text)
    {
        var pattern = new StringBuilder();
        int end = 0;
        foreach (Match number in Number().Matches(text))
        {
            pattern.Append(Regex.Escape(text[end..number.Index]));
            pattern.Append(@"(\d[\d,]*(?:\.\d+)?)");
            end = number.Index + number.Length;
        }
        return pattern.Append(Regex.Escape(text[end..])).ToString();
    }

    private static bool Close(string shown, string printed)
    {
        if (shown == printed)
        {
            return true;
        }
        double wanted = Value(shown), found = Value(printed);
        int digits = shown.Contains('.') ? shown.Length - shown.IndexOf('.') - 1 : 0;
        return Math.Abs(wanted - found) <= Math.Max(NumberTolerance * Math.Abs(wanted), 1.001 * Math.Pow(10, -digits));
    }

    private static double Value(string number) =>
        double.Parse(number.Replace(",", ""), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Plain(string line) => Spaces().Replace(Frame().Replace(line, "─"), " ").Trim();

    [GeneratedRegex(@"(?<![\w.])\d[\d,]*\d(?:\.\d+)?|(?<![\w.])\d(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("─+")]
    private static partial Regex Frame();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
