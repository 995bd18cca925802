using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using HawkesNet.Cli.Bench;
using HawkesNet.Gpu;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Ingest;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet bench`: what the parts cost on this machine.</summary>
[Description("Measure learner, parser, interning, log and the whole way over HTTP on simulated streams.")]
internal sealed class BenchCommand : AsyncCommand<BenchCommand.Settings>
{
    private const string Queries = "queries";
    private const int EventsPerActor = 6;

    private static readonly (string Name, Func<LearningDevice, Task<BenchResult>> Run)[] sections =
    [
        ("learner-1k", device => Task.FromResult(LearnerBench.Run(1_000, 250, device))),
        ("learner-100k", device => Task.FromResult(LearnerBench.Run(100_000, 250, device))),
        ("learner-1m", device => Task.FromResult(LearnerBench.Run(1_000_000, 750, device))),
        ("parse-ndjson", _ => Task.FromResult(IngestBench.Parse("parse NDJSON", BodyFormat.NdJson, 1_000))),
        ("parse-csv", _ => Task.FromResult(IngestBench.Parse("parse CSV", BodyFormat.Csv, 2_000))),
        ("intern-1k", _ => Task.FromResult(IngestBench.Intern(1_000, 10_000_000))),
        ("intern-1m", _ => Task.FromResult(IngestBench.Intern(1_000_000, 5_000_000))),
        ("log-append", _ => Task.FromResult(LogBench.Append(1_000, 300))),
        ("log-append-grouped", _ => Task.FromResult(LogBench.Append(10_000, 60))),
        ("http-ndjson", _ => HttpBench.RunAsync("HTTP, NDJSON", BodyFormat.NdJson, 1_000, 4)),
        ("http-csv", _ => HttpBench.RunAsync("HTTP, CSV", BodyFormat.Csv, 1_000, 4)),
    ];

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "[NAME]")]
        [Description("queries: how long each question takes with many actors, under half of the load that can be "
            + "learned.")]
        public string? Name { get; init; }

        [CommandOption("--actors <N>")]
        [Description("Actors of `queries`.")]
        [DefaultValue(100_000)]
        public int Actors { get; init; }

        [CommandOption("--load <SHARE>")]
        [Description("Share of the events a second it can take that `queries` sends meanwhile; 0: none.")]
        [DefaultValue(0.5)]
        public double Load { get; init; }

        [CommandOption("--filter <NAME>")]
        [Description("Only sections whose name contains this: learner-1k, learner-100k, learner-1m, parse-ndjson, "
            + "parse-csv, intern-1k, intern-1m, log-append, log-append-grouped, http-ndjson, http-csv; or gpu: the "
            + "CUDA device's kernels against the processor, which no other filter measures.")]
        public string Filter { get; init; } = "";

        [CommandOption("--device <NAME>")]
        [Description("Where the learner of the sections learner-* runs: auto (a CUDA device where there is one), cpu "
            + "or cuda.")]
        [DefaultValue(DeviceChoice.Auto)]
        public DeviceChoice Device { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            Name is not (null or Queries) ? ValidationResult.Error($"there is no bench '{Name}'; there is {Queries}")
            : Actors is < 100 or > 1_000_000 ? ValidationResult.Error("--actors must be 100..1,000,000")
            : Load is not (>= 0 and <= 1) ? ValidationResult.Error("--load must be 0..1")
            : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (settings.Name == Queries)
        {
            return await AskAsync(settings, cancellationToken);
        }
        if (settings.Filter.Equals(DeviceBench.Filter, StringComparison.OrdinalIgnoreCase))
        {
            return DeviceBench.Run(Machine, settings.Json);
        }
        using LearningDevice device = Devices.Open(settings.Device);
        var results = new List<BenchResult>();
        foreach ((string name, Func<LearningDevice, Task<BenchResult>> run) in sections)
        {
            if (name.Contains(settings.Filter, StringComparison.OrdinalIgnoreCase))
            {
                Output.Say($"{name} ...");
                results.Add(await run(device));
            }
        }
        if (results.Count == 0)
        {
            Output.Say($"no section is named like '{settings.Filter}'; they are "
                + string.Join(", ", sections.Select(s => s.Name)) + ", " + DeviceBench.Filter);
            return 2;
        }
        Print(results, settings);
        return 0;
    }

    private static async Task<int> AskAsync(Settings settings, CancellationToken cancel)
    {
        var bench = new QueryBench(settings.Actors, EventsPerActor * settings.Actors, settings.Load);
        IReadOnlyList<QueryResult> results = await bench.RunAsync(cancel);
        if (settings.Json)
        {
            Output.PrintJson(new { Machine, settings.Actors, bench.LoadEventsPerSecond, Results = results });
            return 0;
        }
        Table table = Output.Table("question", "asked", "p50 ms", "p99 ms", "most ms", "CPU ms");
        foreach (QueryResult result in results)
        {
            table.Row(result.Question, Text(result.Asked), Milliseconds(result.MedianMs), Milliseconds(result.P99Ms),
                Milliseconds(result.MostMs), result.CpuMs is { } cpu ? Milliseconds(cpu) : "");
        }
        string load = $"{Text(bench.LoadEventsPerSecond)} events/s meanwhile";
        Output.Print($"{Text(settings.Actors)} actors, {load}, on {Machine}", table);
        return 0;
    }

    private static string Milliseconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    private static string Machine =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, "
        + $"{RuntimeInformation.OSArchitecture}";

    private static void Print(List<BenchResult> results, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(new { Machine, Results = results });
            return;
        }
        Table table = Output.Table(
            "what", "events/s", "CPU ns/event", "bytes/actor", "bytes/dyad", "note");
        foreach (BenchResult result in results)
        {
            table.Row(result.Name, Text(result.EventsPerSecond), Text(result.CpuNanosecondsPerEvent),
                Text(result.BytesPerActor), Text(result.BytesPerDyad), result.Note);
        }
        Output.Print($"On {Machine}", table);
    }

    private static string Text(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
