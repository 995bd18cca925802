using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using HawkesNet.Cli.Events;
using HawkesNet.Model.Events;
using HawkesNet.Model.Simulation;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet simulate`: events from a known model.</summary>
[Description("Draw events from a known model, with the true clusters and causes.")]
internal sealed class SimulateCommand : Command<SimulateCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--spec <SPEC>", isRequired: true)]
        [Description("The model, as JSON.")]
        public string Spec { get; init; } = "";

        [CommandOption("--seed <N>")]
        [Description("Equal seeds give equal events.")]
        [DefaultValue(1UL)]
        public ulong Seed { get; init; }

        [CommandOption("--events <N>", isRequired: true)]
        [Description("Number of events.")]
        public int Events { get; init; }

        [CommandOption("--out <FILE>", isRequired: true)]
        [Description("The CSV file to write.")]
        public string Out { get; init; } = "";

        [CommandOption("--truth <FILE>")]
        [Description("Write clusters, activities and the cause of every event to this JSON file.")]
        public string? Truth { get; init; }

        public override ValidationResult Validate() =>
            Events is < 1 or > 100_000_000 ? ValidationResult.Error("--events must be 1..100,000,000")
            : ValidationResult.Success();
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        (EventBatch events, SimulationTruth truth) = Draw(settings);
        WriteEvents(settings.Out, events, truth.Spec);
        if (settings.Truth is { } path)
        {
            using FileStream file = File.Create(path);
            JsonSerializer.Serialize(file, truth, Output.Json);
        }
        string end = truth.EndUnits.ToString("G6", CultureInfo.InvariantCulture);
        Output.Say($"{events.Count} events over {end} units written to {settings.Out}");
        return 0;
    }

    private static (EventBatch Events, SimulationTruth Truth) Draw(Settings settings)
    {
        try
        {
            var spec = JsonSerializer.Deserialize<SimulationSpec>(CsvEvents.Load(settings.Spec), Output.Json)
                ?? throw new InputException(settings.Spec, 1, "holds no object");
            return Simulator.Run(spec, settings.Seed, settings.Events);
        }
        catch (JsonException e)
        {
            throw new InputException(settings.Spec, (e.LineNumber ?? 0) + 1, e.Message);
        }
        catch (ArgumentException e)
        {
            throw new InputException(settings.Spec, 0, e.Message);
        }
    }

    private static void WriteEvents(string path, EventBatch events, SimulationSpec spec)
    {
        using var file = new StreamWriter(path);
        bool typed = spec.TypeCount > 1;
        file.WriteLine("time,source" + (spec.Targeted ? ",target" : "") + (typed ? ",type" : "")
            + (spec.Marks is null ? "" : ",weight"));
        for (int i = 0; i < events.Count; i++)
        {
            decimal time = events.TimeTicks[i] / (decimal)spec.TicksPerUnit;
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{time},a{events.Sources[i]}"));
            file.Write(spec.Targeted ? $",a{events.Targets[i]}" : "");
            file.Write(typed ? $",t{events.Types[i]}" : "");
            file.WriteLine(spec.Marks is null ? ""
                : string.Create(CultureInfo.InvariantCulture, $",{events.Weights[i]:R}"));
        }
    }
}
