using System.ComponentModel;
using System.Globalization;
using HawkesNet.Cli.Evaluation;
using HawkesNet.Cli.Events;
using HawkesNet.Cli.Http;
using HawkesNet.Cli.Report;
using HawkesNet.Gpu;
using HawkesNet.Model;
using HawkesNet.Model.Inference;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet evaluate`: learns the train rows of a file and scores its test rows.</summary>
[Description("Learn the train rows of a CSV file in one pass and score its test rows.")]
internal sealed class EvaluateCommand : AsyncCommand<EvaluateCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("CSV (or .gz) with columns time, source, target, type, weight, sequence, split, in any order.")]
        public string File { get; init; } = "";

        [CommandOption("--clusters <KMAX>")]
        [Description("Most clusters of actors.")]
        [DefaultValue(16)]
        public int Clusters { get; init; }

        [CommandOption("--ties")]
        [Description("Estimate latent ties between actors without observed contact.")]
        public bool Ties { get; init; }

        [CommandOption("--passes <N>")]
        [Description("Times the train rows are learned, one after the other.")]
        [DefaultValue(1)]
        public int Passes { get; init; }

        [CommandOption("--forgetting <H>")]
        [Description("Half-life of evidence, in the file's time unit. Default: nothing is forgotten.")]
        public double? Forgetting { get; init; }

        [CommandOption("--ignore-weights")]
        [Description("Learn every event with weight 1.")]
        public bool IgnoreWeights { get; init; }

        [CommandOption("--columns <NAMES>")]
        [Description("What the file calls its columns, such as time=booked_at,source=payer.")]
        public string? Columns { get; init; }

        [CommandOption("--device <NAME>")]
        [Description("Where learning runs: auto (a CUDA device where there is one), cpu or cuda.")]
        [DefaultValue(DeviceChoice.Auto)]
        public DeviceChoice Device { get; init; }

        [CommandOption("--posterior <OUT>")]
        [Description("Write the learned parameters to this JSON file.")]
        public string? Posterior { get; init; }

        [CommandOption("--report <OUT>")]
        [Description("Write a page with the verdict and its plots to this HTML file; it needs nothing but itself.")]
        public string? Report { get; init; }

        [CommandOption("--link-window <D>")]
        [Description("Predict next dyads over windows of this length, in the file's time unit (at most 3,000 actors).")]
        public double? LinkWindow { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            Clusters is < 1 or > 64 ? ValidationResult.Error("--clusters must be 1..64")
            : Passes is < 1 or > 100 ? ValidationResult.Error("--passes must be 1..100")
            : Forgetting is not (null or > 0) ? ValidationResult.Error("--forgetting must be positive")
            : LinkWindow is not (null or > 0) ? ValidationResult.Error("--link-window must be positive")
            : LinkWindow is not null && Passes > 1 ? ValidationResult.Error("--link-window goes with one pass only")
            : ValidationResult.Success();
    }

    private static readonly double[] UnitsOfDay = [1, 24, 1440, 86_400];

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        EventTable table = CsvEvents.Read(
            settings.File, settings.IgnoreWeights, ColumnNames.Parse(settings.Columns));
        SayWhatWasRead(settings.File, table);
        var spec = new ModelSpec
        {
            ClustersMax = settings.Clusters,
            Ties = settings.Ties,
            Rhythm = !table.IsSequences,
            DayTicks = Days(table),
            ForgettingHalfLifeTicks = Ticks(settings.Forgetting, table),
        };
        using LearningDevice device = Devices.Open(settings.Device);
        var evaluator = new Evaluator(table, spec, settings.Passes, device);
        EvaluationReport report = null!;
        await ProgressLine.RunAsync("learning and scoring", evaluator.EventsTotal, progress => Task.Run(
            () => report = evaluator.Run(Ticks(settings.LinkWindow, table), progress, cancellationToken),
            cancellationToken));
        if (settings.Posterior is { } path)
        {
            PosteriorFile.Write(path, evaluator.View, table);
            Output.Say($"parameters written to {path}");
        }
        if (settings.Report is { } page)
        {
            EvaluationPage.Write(page, table, evaluator.View, report, evaluator.Trace);
            Output.Say($"report written to {page}: open it in a browser");
        }
        Output.Say($"learned on {device.Name}" + (device.Failure is { } reason ? $"; it failed: {reason}" : ""));
        Print(report, settings);
        return 0;
    }

    private static void SayWhatWasRead(string file, EventTable table)
    {
        string unit = table.AreDates ? "; times are dates, so scores are per second" : "";
        string split = table.Test.Count == 0
            ? "; no column 'split' says train or test, so all rows are learned, each scored before" : "";
        Output.Say($"{file}: {table.Train.Count} train and {table.Test.Count} test events, "
            + $"{table.Actors.Count} actors; {table.SelfRows} self rows left out{unit}{split}");
    }

    /// <summary>What a day takes where the file's unit is a day, an hour, a minute or a second.</summary>
    private static long[] Days(EventTable table) =>
        [.. UnitsOfDay.Select(units => units * table.Scale.TicksPerUnit).Where(day => day is >= 1 and < 1e17)
            .Select(day => (long)day)];

    private static long? Ticks(double? units, EventTable table) =>
        units is { } value ? checked((long)(value * table.Scale.TicksPerUnit)) : null;

    private static void Print(EvaluationReport report, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(report);
            return;
        }
        Table table = Output.Table("figure", "value")
            .RowIf("test score, frozen (nats per event)", report.TestLogLikelihood, "F4")
            .RowIf("test score, still learning", report.PrequentialTest, "F4")
            .RowIf("test score of one Poisson rate per channel", report.PoissonFloor, "F4")
            .RowIf("train score, each event before it is learned", report.PrequentialTrain, "F4")
            .RowIf("link AUC", report.LinkAuc, "F3")
            .RowIf("link AUC, pairs never seen before", report.LinkAucNewPairs, "F3")
            .RowIf("link AUC, pairs not in train", report.LinkAucUntrainedPairs, "F3")
            .Row("KS distance of rescaled times", Number(report.KsDistance, "F4"))
            .Row("branching ratio", Number(report.BranchingRatio, "F3"))
            .Row("effective clusters", Number(report.EffectiveClusters, "F2"))
            .Row("train / test / self events", $"{report.TrainEvents} / {report.TestEvents} / {report.SelfEvents}")
            .Row("actors / dyads / types", $"{report.Actors} / {report.Dyads} / {report.Types}")
            .Row("learning: seconds / CPU seconds",
                $"{Number(report.Seconds, "F3")} / {Number(report.CpuSeconds, "F3")}")
            .Row("learning: events per second", Number(report.EventsPerSecond, "N0"))
            .Row("peak memory (MiB)", Number(report.PeakBytes / 1048576.0, "N0"));
        Output.Print(Path.GetFileName(settings.File), table);
        Output.Results.WriteLine();
        foreach (string sentence in report.Sentences)
        {
            Output.Results.WriteLine(sentence);
        }
    }

    private static string Number(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
