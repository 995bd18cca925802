using System.ComponentModel;
using System.Globalization;
using HawkesNet.Cli.Crash;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet damagetest`: rows of the log and snapshots torn and changed at every byte.</summary>
[Description("Tear and change the newest log rows and snapshots at every byte; check that none is read wrongly.")]
internal sealed class DamageTestCommand : AsyncCommand<DamageTestCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--every <N>")]
        [Description("Try only each N-th byte.")]
        [DefaultValue(1)]
        public int Every { get; init; }

        [CommandOption("--postgres [CONN]")]
        [Description("On PostgreSQL: in a new database of this server; without a value, on a server started for it.")]
        public FlagValue<string?> Postgres { get; init; } = new();

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            Every < 1 ? ValidationResult.Error("--every must be at least 1") : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-damage-");
        try
        {
            using CrashDatabase? database = settings.Postgres.IsSet
                ? CrashDatabase.Create(settings.Postgres.Value)
                : null;
            IReadOnlyList<DamageReport> reports = await new DamageTest(
                new StorePlace(folder.FullName, database?.Connection), settings.Every).RunAsync(interruption.Token);
            Print(reports, settings);
            return reports.All(report => report.Wrong.Count == 0) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Print(IReadOnlyList<DamageReport> reports, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(reports);
            return;
        }
        Table table = Output.Table("damage to", "tried", "refused", "read from elsewhere", "wrong");
        foreach (DamageReport report in reports)
        {
            table.Row(report.Of, Text(report.Tried), Text(report.Refused), Text(report.ReadFromElsewhere),
                Text(report.Wrong.Count));
        }
        Output.Print("Damaged rows", table);
        foreach (string wrong in reports.SelectMany(report => report.Wrong).Take(20))
        {
            Output.Results.WriteLine($"  - {wrong}");
        }
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
