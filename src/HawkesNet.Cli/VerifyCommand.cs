using System.ComponentModel;
using System.Globalization;
using HawkesNet.Cli.Verify;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet verify`: draws from known models, learns in one pass, and compares.</summary>
[Description("Draw from known models, learn each in one pass, and compare with the truth and with set bars.")]
internal sealed class VerifyCommand : Command<VerifyCommand.Settings>
{
    private const int SeedsMax = 1000;

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--protocol <NAMES>")]
        [Description("Rows to run, as A1,C4+2; a letter alone stands for all of its kind. Default: all.")]
        public string Protocol { get; init; } = "";

        [CommandOption("--seeds <SEEDS>")]
        [Description("Seeds: a number, a range as 1..5, or numbers and ranges separated by commas.")]
        [DefaultValue("1..5")]
        public string Seeds { get; init; } = "1..5";

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        /// <summary>The rows asked for.</summary>
        public IReadOnlyList<Protocol> Rows => Protocols.Find(Protocol, out _);

        public override ValidationResult Validate()
        {
            Protocols.Find(Protocol, out string? unknown);
            return unknown is not null ? ValidationResult.Error($"--protocol: no row is named '{unknown}'")
                : ParseSeeds(Seeds) is null
                    ? ValidationResult.Error($"--seeds must be numbers or ranges as 1..5, at most {SeedsMax}")
                : ValidationResult.Success();
        }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        var verification = new Verification(ParseSeeds(settings.Seeds)!, Output.Say);
        ProtocolReport[] reports =
            [.. settings.Rows.Select(protocol => verification.Run(protocol, interruption.Token))];
        int exitCode = ExitCode(reports);
        if (settings.Json)
        {
            Output.PrintJson(new { met = exitCode == 0, protocols = reports });
        }
        else
        {
            Print(reports);
        }
        return exitCode;
    }

    /// <summary>0 where every row is met, else 1.</summary>
    internal static int ExitCode(IEnumerable<ProtocolReport> reports) => reports.All(report => report.Met) ? 0 : 1;

    /// <summary>The seeds a text names, in order and each once; null: it is no such text.</summary>
    internal static IReadOnlyList<ulong>? ParseSeeds(string text)
    {
        var seeds = new List<ulong>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split("..");
            if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last)
                || last < first || last - first >= SeedsMax)
            {
                return null;
            }
            seeds.AddRange(Enumerable.Range(first, last - first + 1).Select(seed => (ulong)seed));
        }
        return seeds.Count <= SeedsMax ? [.. seeds.Distinct()] : null;
    }

    private static bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static void Print(ProtocolReport[] reports)
    {
        Table table = Output.Table(ProtocolReport.Headings);
        foreach (ProtocolReport report in reports)
        {
            table.Row(report.Cells);
        }
        Output.Print($"{reports[0].Seeds.Count} seeds; means, the worst seed in brackets", table);
        foreach (ProtocolReport report in reports)
        {
            foreach (string note in report.Notes)
            {
                Output.Results.WriteLine($"{report.Protocol}: {note}");
            }
        }
    }
}
