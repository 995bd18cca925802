using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using HawkesNet.Cli.Events;
using HawkesNet.Cli.Http;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet replay`: posts a file of events to a service.</summary>
[Description("Post a CSV file of events to a running service.")]
internal sealed class ReplayCommand : AsyncCommand<ReplayCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("CSV (or .gz) with the columns time, source, target, type, weight, id.")]
        public string File { get; init; } = "";

        [CommandOption("--url <U>", isRequired: true)]
        [Description("Address of the service, such as http://127.0.0.1:8080.")]
        public string Url { get; init; } = "";

        [CommandOption("--network <N>", isRequired: true)]
        [Description("The network; created where it does not exist.")]
        public string Network { get; init; } = "";

        [CommandOption("--unit <UNIT>")]
        [Description("Unit of times given as numbers: s, ms, us or ns since 1970.")]
        public string? Unit { get; init; }

        [CommandOption("--rate <R>")]
        [Description("Most events per second. Default: as fast as the service takes them.")]
        public double? Rate { get; init; }

        [CommandOption("--batch <B>")]
        [Description("Events per body.")]
        [DefaultValue(1000)]
        public int Batch { get; init; }

        [CommandOption("--connections <C>")]
        [Description("Bodies under way at once. One: sent as history, in order. More: sent live, so rows behind the "
            + "network's reorder window are late.")]
        [DefaultValue(1)]
        public int Connections { get; init; }

        [CommandOption("--columns <NAMES>")]
        [Description("What the file calls its columns, such as time=booked_at,source=payer.")]
        public string? Columns { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() =>
            !Uri.TryCreate(Url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https")
                ? ValidationResult.Error("--url must be an http or https address")
            : Unit is not (null or "s" or "ms" or "us" or "ns")
                ? ValidationResult.Error("--unit must be s, ms, us or ns")
            : Rate is not (null or > 0) ? ValidationResult.Error("--rate must be positive")
            : Batch is < 1 or > 50_000 ? ValidationResult.Error("--batch must be 1..50,000")
            : Connections is < 1 or > 64 ? ValidationResult.Error("--connections must be 1..64")
            : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        IReadOnlyList<EventBody> bodies = EventBodies.Read(
            settings.File, settings.Batch, ColumnNames.Parse(settings.Columns));
        if (settings.Unit is null && EventBodies.HasNumericTimes(bodies[0]))
        {
            throw new InputException(
                settings.File, 2, "times are numbers: say their --unit (s, ms, us or ns since 1970)");
        }
        var totals = new PostTotals();
        long started = Stopwatch.GetTimestamp();
        await ProgressLine.RunAsync(
            $"replay to {settings.Network}", bodies.Sum(b => (long)b.Rows),
            report => PostAllAsync(bodies, settings, totals, report, cancellationToken));
        Print(totals, Stopwatch.GetElapsedTime(started).TotalSeconds, settings);
        return totals.Rejected == totals.Rows ? 1 : 0;
    }

    private static async Task PostAllAsync(
        IReadOnlyList<EventBody> bodies, Settings settings, PostTotals totals, Action<long> report,
        CancellationToken cancel)
    {
        using var client = new ServiceClient(new Uri(settings.Url.TrimEnd('/') + "/"));
        string query = string.Join('&', new[]
        {
            settings.Unit is { } unit ? $"unit={unit}" : "",
            settings.Connections == 1 ? "backfill=true" : "",
        }.Where(part => part.Length > 0));
        long started = Stopwatch.GetTimestamp();
        int next = -1;
        long taken = 0;
        await Task.WhenAll(Enumerable.Range(0, settings.Connections).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < bodies.Count; i = Interlocked.Increment(ref next))
            {
                await PaceAsync(Interlocked.Add(ref taken, bodies[i].Rows), settings.Rate, started, cancel);
                long sent = Stopwatch.GetTimestamp();
                PostAnswer answer = await client.PostEventsAsync(
                    settings.Network, bodies[i].Text, "text/csv", query + Learned(i, bodies.Count, settings), cancel);
                totals.Add(bodies[i].Rows, answer, Stopwatch.GetElapsedTime(sent));
                report(totals.Rows);
            }
        }));
    }

    // History that is sent in order is learned when the last answer comes, so that what is asked next knows of it.
    private static string Learned(int index, int count, Settings settings) =>
        settings.Connections == 1 && index == count - 1 ? "&ack=applied" : "";

    private static async Task PaceAsync(long events, double? rate, long started, CancellationToken cancel)
    {
        TimeSpan early = TimeSpan.FromSeconds(events / (rate ?? double.MaxValue)) - Stopwatch.GetElapsedTime(started);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, cancel);
        }
    }

    private static void Print(PostTotals totals, double seconds, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(new
            {
                totals.Rows,
                totals.Accepted,
                totals.Duplicates,
                totals.Late,
                totals.Rejected,
                totals.FirstRefusal,
                Seconds = seconds,
                EventsPerSecond = totals.Rows / seconds,
                LatencyMilliseconds = new
                {
                    P50 = totals.LatencyMilliseconds(0.5),
                    P90 = totals.LatencyMilliseconds(0.9),
                    P99 = totals.LatencyMilliseconds(0.99),
                    Max = totals.LatencyMilliseconds(1),
                },
            });
            return;
        }
        Output.Print($"{Path.GetFileName(settings.File)} → {settings.Network}", Output.Table("figure", "value")
            .Row("rows acknowledged", Text(totals.Rows, "N0"))
            .Row("accepted / duplicates", $"{Text(totals.Accepted, "N0")} / {Text(totals.Duplicates, "N0")}")
            .Row("late / rejected", $"{Text(totals.Late, "N0")} / {Text(totals.Rejected, "N0")}")
            .Row("first refusal", totals.FirstRefusal is { } r ? $"{r.Code}: {r.Detail}" : "-")
            .Row("seconds", Text(seconds, "F2"))
            .Row("events per second", Text(totals.Rows / seconds, "N0"))
            .Row("latency of a body, ms: median", Text(totals.LatencyMilliseconds(0.5), "F1"))
            .Row("90 % / 99 % / most", string.Join(" / ", new[] { 0.9, 0.99, 1 }
                .Select(share => Text(totals.LatencyMilliseconds(share), "F1")))));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
