using System.ComponentModel;
using System.Globalization;
using HawkesNet.Cli.Crash;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet crashtest`: the promises on durability and recovery, shown on this machine.</summary>
[Description("Kill the service, or its database, under load; check that nothing is lost or learned twice.")]
internal sealed class CrashTestCommand : AsyncCommand<CrashTestCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--kills <N>")]
        [Description("Number of kills, or of faults with --database-faults.")]
        [DefaultValue(50)]
        public int Kills { get; init; }

        [CommandOption("--seed <N>")]
        [Description("Decides the instants of the kills.")]
        [DefaultValue(1UL)]
        public ulong Seed { get; init; }

        [CommandOption("--postgres [CONN]")]
        [Description("On PostgreSQL: in a new database of this server; without a value, on a server started for it.")]
        public FlagValue<string?> Postgres { get; init; } = new();

        [CommandOption("--database-faults")]
        [Description("Stop, kill, slow down the PostgreSQL server started for it instead of killing the service.")]
        public bool DatabaseFaults { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            Kills is < 1 or > 10_000 ? ValidationResult.Error("--kills must be 1..10,000")
            : DatabaseFaults && !string.IsNullOrEmpty(Postgres.Value)
                ? ValidationResult.Error("--database-faults needs a server of its own: --postgres without a value")
                : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-crash-");
        bool keep = false;
        try
        {
            using CrashDatabase? database = settings.Postgres.IsSet || settings.DatabaseFaults
                ? CrashDatabase.Create(settings.Postgres.Value)
                : null;
            var place = new StorePlace(Path.Combine(folder.FullName, "killed"), database?.Connection);
            CrashReport report = await new CrashTest(
                settings.Kills, settings.Seed, place, folder.FullName,
                settings.DatabaseFaults ? database!.Server : null).RunAsync(interruption.Token);
            Print(report, settings);
            keep = !report.Passed;
            return report.Passed ? 0 : 1;
        }
        finally
        {
            if (keep)
            {
                Output.Say($"What was learned again is kept for inspection: {folder.FullName}");
            }
            else
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static void Print(CrashReport report, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(report);
            return;
        }
        string title = report.Passed ? "Every promise was kept" : "A PROMISE WAS BROKEN";
        Output.Print(title, Output.Table("check", "found")
            .Row("store", report.Store)
            .Row("kills (kill -9 under load)", Text(report.Kills))
            .Row("faults of the database under load", Text(report.DatabaseFaults.Values.Sum()))
            .Row("events acknowledged", Text(report.Acknowledged))
            .Row("posts not answered or refused for now, sent again", Text(report.SentAgain))
            .Row("... of which committed all the same", Text(report.KnownWhenSentAgain))
            .Row("events in the log", Text(report.Log.Events))
            .Row("acknowledged events lost", Text(report.Log.Lost))
            .Row("events there twice", Text(report.Log.Doubled))
            .Row("events never sent", Text(report.Log.Unknown))
            .Row("answers that break a promise", Text(report.Faults.Count))
            .Row("model after all of it", Short(report.RecoveredDigest))
            .Row("model of a service never killed, same log", Short(report.UninterruptedDigest))
            .Row("median recovery, s", report.RecoverySecondsMedian.ToString("F2", CultureInfo.InvariantCulture))
            .Row("longest recovery, s", report.RecoverySecondsMax.ToString("F2", CultureInfo.InvariantCulture))
            .Row("whole time, s", report.Seconds.ToString("F1", CultureInfo.InvariantCulture)));
        foreach (string fault in report.Faults.Take(20))
        {
            Output.Results.WriteLine($"  - {fault}");
        }
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(string digest) => digest.Length > 16 ? digest[..16] + "…" : digest;
}
