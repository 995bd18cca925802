using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using HawkesNet.Cli.Bench;
using HawkesNet.Gpu;
using HawkesNet.Model;
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
    private static readonly string[] names = [Queries, "learner", "length", "memory", "layers", "roofline"];

    private static readonly (string Name, Func<Task<BenchResult>> Run)[] sections =
    [
        ("parse-ndjson", () => Task.FromResult(IngestBench.Parse("parse NDJSON", BodyFormat.NdJson, 1_000))),
        ("parse-csv", () => Task.FromResult(IngestBench.Parse("parse CSV", BodyFormat.Csv, 2_000))),
        ("intern-1k", () => Task.FromResult(IngestBench.Intern(1_000, 10_000_000))),
        ("intern-1m", () => Task.FromResult(IngestBench.Intern(1_000_000, 5_000_000))),
        ("log-append", () => Task.FromResult(LogBench.Append(1_000, 300))),
        ("log-append-grouped", () => Task.FromResult(LogBench.Append(10_000, 60))),
        ("http-ndjson", () => HttpBench.RunAsync("HTTP, NDJSON", BodyFormat.NdJson, 1_000, 4)),
        ("http-csv", () => HttpBench.RunAsync("HTTP, CSV", BodyFormat.Csv, 1_000, 4)),
    ];

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "[NAME]")]
        [Description("learner: time per event by clusters and actors, with and without refits. length: time per event "
            + "and memory along a long stationary stream. memory: bytes of an actor and of a dyad. layers: the same "
            + "stream parsed, logged, learned, over HTTP and read again. roofline: what an event needs at least on "
            + "this machine. queries: how long each question takes with many actors, under half of the load that can "
            + "be learned. Left out: the parts that --filter names.")]
        public string? Name { get; init; }

        [CommandOption("--actors <N>")]
        [Description("Actors of `queries` (100,000), `length` (10,000) or `memory` (1,000,000); given several times, "
            + "of `learner` (1,000, 10,000, 100,000 and 1,000,000) and `roofline` (1,000 and 1,000,000).")]
        public int[] Actors { get; init; } = [];

        [CommandOption("--clusters <K>")]
        [Description("Most clusters of `learner` (1, 4, 8 and 16), `length`, `layers` and `roofline` (1 and 8), also "
            + "several times, and of `memory` (1).")]
        public int[] Clusters { get; init; } = [];

        [CommandOption("--no-ties")]
        [Description("Without latent ties in `learner`, `length`, `memory`, `layers` and `roofline`.")]
        public bool WithoutTies { get; init; }

        [CommandOption("--events <N>")]
        [Description("Events of each stream of `learner`, `layers` and `roofline` (1,000,000; of `learner` at "
            + "least 7 an actor, of `roofline` 3) and `length` (10,000,000); dyads of `memory` (10,000,000).")]
        public int? Events { get; init; }

        [CommandOption("--load <SHARE>")]
        [Description("Share of the events a second it can take that `queries` sends meanwhile; 0: none.")]
        [DefaultValue(0.5)]
        public double Load { get; init; }

        [CommandOption("--filter <NAME>")]
        [Description("Only sections whose name contains this: parse-ndjson, parse-csv, intern-1k, intern-1m, "
            + "log-append, log-append-grouped, http-ndjson, http-csv; or gpu: the CUDA device's kernels against the "
            + "processor, which no other filter measures.")]
        public string Filter { get; init; } = "";

        [CommandOption("--device <NAME>")]
        [Description("Where the learner of `learner` has its dense work done: auto (a CUDA device where there is one), "
            + "cpu or cuda.")]
        [DefaultValue(DeviceChoice.Auto)]
        public DeviceChoice Device { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            Name is not null && !names.Contains(Name)
                ? ValidationResult.Error($"there is no bench '{Name}'; there are {string.Join(", ", names)}")
            : Clusters.Any(k => k is < 1 or > 64) ? ValidationResult.Error("--clusters must be 1..64")
            : Events is < 10_000 or > 1_000_000_000 ? ValidationResult.Error("--events must be 10,000..1,000,000,000")
            : Actors.Any(n => n is < 100 or > 1_000_000) ? ValidationResult.Error("--actors must be 100..1,000,000")
            : Load is not (>= 0 and <= 1) ? ValidationResult.Error("--load must be 0..1")
            : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (settings.Name is not null)
        {
            await RunAsync(settings, cancellationToken);
            return 0;
        }
        if (settings.Filter.Equals(DeviceBench.Filter, StringComparison.OrdinalIgnoreCase))
        {
            return DeviceBench.Run(Machine, settings.Json);
        }
        var results = new List<BenchResult>();
        foreach ((string name, Func<Task<BenchResult>> run) in sections)
        {
            if (name.Contains(settings.Filter, StringComparison.OrdinalIgnoreCase))
            {
                Output.Say($"{name} ...");
                results.Add(await run());
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

    private static async Task RunAsync(Settings settings, CancellationToken cancel)
    {
        var spec = new ModelSpec { Ties = !settings.WithoutTies };
        int[] two = Or(settings.Clusters, 1, 8);
        int events = settings.Events ?? 1_000_000;
        switch (settings.Name)
        {
            case "learner":
                using (LearningDevice device = Devices.Open(settings.Device))
                {
                    int[] actors = Or(settings.Actors, 1_000, 10_000, 100_000, 1_000_000);
                    new LearnerBench(Or(settings.Clusters, 1, 4, 8, 16), actors, events, spec)
                        .Print(settings.Json, device);
                }
                break;
            case "length":
                new LengthBench(Or(settings.Actors, 10_000)[0], two, settings.Events ?? 10_000_000, spec)
                    .Print(settings.Json);
                break;
            case "memory":
                new MemoryBench(Or(settings.Actors, 1_000_000)[0], settings.Events ?? 10_000_000,
                    spec with { ClustersMax = Or(settings.Clusters, 1)[0] }).Print(settings.Json);
                break;
            case "layers":
                await new LayersBench(events, two, spec.Ties).PrintAsync(settings.Json, cancel);
                break;
            case "roofline":
                new RooflineBench(two, Or(settings.Actors, 1_000, 1_000_000), events, spec).Print(settings.Json);
                break;
            default:
                await AskAsync(settings, cancel);
                break;
        }
    }

    private static int[] Or(int[] given, params int[] usual) => given.Length > 0 ? given : usual;

    private static async Task AskAsync(Settings settings, CancellationToken cancel)
    {
        int actors = Or(settings.Actors, 100_000)[0];
        var bench = new QueryBench(actors, EventsPerActor * actors, settings.Load);
        IReadOnlyList<QueryResult> results = await bench.RunAsync(cancel);
        if (settings.Json)
        {
            Output.PrintJson(new
            {
                Machine,
                Actors = actors,
                bench.AimedEventsPerSecond,
                bench.LoadEventsPerSecond,
                Results = results,
            });
            return;
        }
        Table table = Output.Table(
            "question", "asked", "states", "p50 ms", "p99 ms", "first ms", "CPU ms", "CPU first", "aim p99");
        foreach (QueryResult result in results)
        {
            table.Row(result.Question, Text(result.Asked), Text(result.States), Milliseconds(result.MedianMs),
                Milliseconds(result.P99Ms), Milliseconds(result.FirstMs), Milliseconds(result.CpuMs),
                Milliseconds(result.FirstCpuMs), Aim(result));
        }
        string load = settings.Load > 0
            ? $"{Text(bench.LoadEventsPerSecond)} of {Text(bench.AimedEventsPerSecond)} events/s aimed at meanwhile"
            : "no events meanwhile";
        Output.Print($"{Text(actors)} actors, {load}, on {Machine}", table);
    }

    private static string Aim(QueryResult result) => result.IsMet switch
    {
        null => "–",
        true => $"{result.AimMs}, met",
        false => $"{result.AimMs}, missed",
    };

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
