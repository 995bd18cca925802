using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using HawkesNet.Cli.Fuzz;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet fuzz`: the parsers against plain ones, and the readers of what is stored, on generated
/// input.</summary>
[Description("Generate hostile input for the parsers and the readers of log and snapshots; compare with plain ones.")]
internal sealed class FuzzCommand : Command<FuzzCommand.Settings>
{
    private const int RowTurns = 20;

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--seconds <N>")]
        [Description("How long.")]
        [DefaultValue(60)]
        public int Seconds { get; init; }

        [CommandOption("--seed <N>")]
        [Description("Decides the input.")]
        [DefaultValue(1)]
        public int Seed { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() => Seconds is < 1 or > 86_400
            ? ValidationResult.Error("--seconds must be 1..86,400")
            : ValidationResult.Success();
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        var reader = new ReaderFuzz(settings.Seed);
        var stored = new StoredFuzz(settings.Seed);
        // A turn of rows is 40 of them, of the others several hundred.
        (FuzzCount Count, Action<FuzzCount> Try, int Turns)[] kinds =
        [
            (new("JSON lines, against a plain reader"), reader.Lines, RowTurns),
            (new("JSON arrays, against a plain reader"), reader.Array, RowTurns),
            (new("CSV, against a plain reader"), reader.Csv, RowTurns),
            (new("JSON lines with bytes changed, against a plain reader"), reader.ChangedLines, RowTurns),
            (new("CSV and JSON arrays with bytes changed"), reader.ChangedBodies, RowTurns),
            (new("times, against big integers and the platform's calendar"), reader.Times, 1),
            (new("log rows"), stored.LogRows, 1),
            (new("snapshots"), stored.Snapshots, 1),
            (new("states of the learner"), stored.States, 1),
        ];
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < settings.Seconds)
        {
            interruption.Token.ThrowIfCancellationRequested();
            foreach ((FuzzCount count, Action<FuzzCount> attempt, int turns) in kinds)
            {
                for (int turn = 0; turn < turns; turn++)
                {
                    Guarded(count, attempt);
                }
            }
        }
        FuzzCount[] counts = [.. kinds.Select(kind => kind.Count)];
        Print(counts, settings);
        return counts.All(count => count.Wrong + count.Crashes == 0) ? 0 : 1;
    }

    private static void Guarded(FuzzCount count, Action<FuzzCount> attempt)
    {
        try
        {
            attempt(count);
        }
        catch (Exception e)
        {
            count.NoteCrash(e, []);
        }
    }

    private static void Print(FuzzCount[] counts, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(counts);
            return;
        }
        Table table = Output.Table("input", "cases", "wrong", "crashes");
        foreach (FuzzCount count in counts)
        {
            table.Row(count.Of, Text(count.Cases), Text(count.Wrong), Text(count.Crashes));
        }
        table.Row("all", Text(counts.Sum(one => one.Cases)), Text(counts.Sum(one => one.Wrong)),
            Text(counts.Sum(one => one.Crashes)));
        Output.Print("Generated input", table);
        foreach (string note in counts.SelectMany(count => count.Notes).Take(20))
        {
            Output.Results.WriteLine($"  - {note}");
        }
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
