using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using HawkesNet.Cli.Crash;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet disktest`: every operation on the disk fails once, in four ways.</summary>
[Description("Fail the n-th write, sync, truncation or deletion of a SQLite store, for every n; check the promises.")]
internal sealed class DiskTestCommand : AsyncCommand<DiskTestCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--every <N>")]
        [Description("Try only each N-th operation.")]
        [DefaultValue(1)]
        public int Every { get; init; }

        [CommandOption("--first <N>")]
        [Description("The first operation tried.")]
        [DefaultValue(1)]
        public int First { get; init; }

        [CommandOption("--lying-disk")]
        [Description("As a control: the disk only says that it synced, so that power cuts must break promises.")]
        public bool IsDiskLying { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate() => Every < 1 || First < 1
            ? ValidationResult.Error("--every and --first must be at least 1")
            : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        FaultyDisk.Install();
        FaultyDisk.IsLying = settings.IsDiskLying;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-disk-");
        try
        {
            List<DiskFaultReport> reports = [];
            foreach (DiskFault fault in Enum.GetValues<DiskFault>())
            {
                reports.Add(await RunAsync(fault, settings, folder, interruption.Token));
            }
            IReadOnlyList<string> full = await FullDiskRun.RunAsync(
                Path.Combine(folder.FullName, "http"), interruption.Token);
            reports[^1].Broken.AddRange(full.Select(one => "full disk over HTTP: " + one));
            Print(reports, settings);
            return reports.All(report => report.Broken.Count == 0) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<DiskFaultReport> RunAsync(
        DiskFault fault, Settings settings, DirectoryInfo folder, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        var report = new DiskFaultReport { Fault = fault };
        for (long at = settings.First; ; at += settings.Every)
        {
            cancel.ThrowIfCancellationRequested();
            string store = Path.Combine(folder.FullName, $"{fault}-{at}");
            using var run = new DiskFaultRun(store, fault, at);
            bool hasFailed = await run.RunAsync();
            report.Broken.AddRange(run.Broken.Select(one => $"operation {at}: {one}"));
            Directory.Delete(store, recursive: true);
            if (!hasFailed)
            {
                break;
            }
            report.Runs++;
            report.Refusals += run.Refusals;
            report.Restarts += run.Restarts;
            if (report.Runs % 100 == 0)
            {
                Output.Say($"{fault}: operation {at}, broken so far {report.Broken.Count}");
            }
        }
        report.Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return report;
    }

    private static void Print(List<DiskFaultReport> reports, Settings settings)
    {
        if (settings.Json)
        {
            Output.PrintJson(reports);
            return;
        }
        Table table = Output.Table("fault of the disk", "runs", "refused for now", "starts", "promises broken", "s");
        foreach (DiskFaultReport report in reports)
        {
            table.Row(report.Fault.ToString(), Text(report.Runs), Text(report.Refusals), Text(report.Restarts),
                Text(report.Broken.Count), report.Seconds.ToString("F0", CultureInfo.InvariantCulture));
        }
        bool isKept = reports.All(report => report.Broken.Count == 0);
        Output.Print(isKept ? "Every promise was kept" : "A PROMISE WAS BROKEN", table);
        foreach (string broken in reports.SelectMany(report => report.Broken.Select(one => $"{report.Fault}, {one}"))
            .Take(20))
        {
            Output.Results.WriteLine($"  - {broken}");
        }
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
