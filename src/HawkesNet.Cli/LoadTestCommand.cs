using System.ComponentModel;
using System.Globalization;
using HawkesNet.Cli.Load;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet loadtest`: hostile and heavy load, and what a client that behaves sees meanwhile.</summary>
[Description("Bombs, idle and slow connections, new actors without end, overload: memory, and a good client's waits.")]
internal sealed class LoadTestCommand : AsyncCommand<LoadTestCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--seconds <N>")]
        [Description("How long each load lasts that has no end of its own.")]
        [DefaultValue(15)]
        public int Seconds { get; init; }

        [CommandOption("--idle <N>")]
        [Description("Idle connections.")]
        [DefaultValue(10_000)]
        public int Idle { get; init; }

        [CommandOption("--slow <N>")]
        [Description("Connections that send a byte a second.")]
        [DefaultValue(200)]
        public int Slow { get; init; }

        [CommandOption("--large <N>")]
        [Description("Connections that post bodies of 20 MiB, to a service of its own.")]
        [DefaultValue(64)]
        public int Large { get; init; }

        [CommandOption("--new-actors <N>")]
        [Description("Actors that one client makes up.")]
        [DefaultValue(10_000_000L)]
        public long NewActors { get; init; }

        [CommandOption("--bomb-mib <N>")]
        [Description("Size of a bomb after decompression, in MiB.")]
        [DefaultValue(1_024)]
        public int BombMebibytes { get; init; }

        [CommandOption("--soak-seconds <N>")]
        [Description("Then steady traffic at 70 % of the peak for so long: memory, handles, lag.")]
        [DefaultValue(0)]
        public int SoakSeconds { get; init; }

        [CommandOption("--soak-rows <N>")]
        [Description("Rows a second of that traffic. Left out: 70 % of the peak.")]
        public double? SoakRows { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            Seconds < 1 || Idle < 0 || Slow < 0 || Large < 1 || NewActors < 1 || BombMebibytes < 32 || SoakSeconds < 0
                || SoakRows <= 0
                ? ValidationResult.Error("Sizes must be positive; a bomb has at least 32 MiB")
                : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-load-");
        try
        {
            IReadOnlyList<LoadResult> results = await new LoadTest(new LoadSizes
            {
                Seconds = settings.Seconds,
                Idle = settings.Idle,
                Slow = settings.Slow,
                Large = settings.Large,
                NewActors = settings.NewActors,
                BombBytes = (long)settings.BombMebibytes << 20,
                Soak = TimeSpan.FromSeconds(settings.SoakSeconds),
                SoakRowsPerSecond = settings.SoakRows,
            }).RunAsync(folder.FullName, interruption.Token);
            Print(results, settings);
            return results.All(result => result.Broken.Count == 0) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Print(IReadOnlyList<LoadResult> results, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(results);
            return;
        }
        Table table = Output.Table("load", "peak memory, MiB", "processors", "good client, ms p50 / p99", "broken");
        foreach (LoadResult result in results)
        {
            table.Row(result.Load, $"{result.PeakMemoryBytes >> 20}",
                result.Processors.ToString("F2", CultureInfo.InvariantCulture), $"{result.Good}",
                $"{result.Broken.Count}");
        }
        Output.Print("Load", table);
        foreach (LoadResult result in results)
        {
            Output.Results.WriteLine($"  {result.Load}: {result.Outcome}");
            result.Broken.ForEach(broken => Output.Results.WriteLine($"    BROKEN: {broken}"));
        }
    }
}
