using System.ComponentModel;
using System.Globalization;
using HawkesNet.Cli;
using HawkesNet.Fuzzing.Control;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>Fuzzes the readers, guided by the edges they take.</summary>
[Description("Fuzz the readers of bodies, times, log rows, snapshots and states, guided by the edges they take.")]
internal sealed class GuidedCommand : AsyncCommand<GuidedCommand.Settings>
{
    private static readonly Target planted = new("the planted defect", [new byte[8]], [[0]], input =>
    {
        PlantedDefect.Read(input);
        return null;
    });

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--seconds <N>")]
        [Description("How long at most.")]
        [DefaultValue(60)]
        public int Seconds { get; init; }

        [CommandOption("--cases <N>")]
        [Description("How many cases of each target at most.")]
        [DefaultValue(long.MaxValue)]
        public long Cases { get; init; }

        [CommandOption("--seed <N>")]
        [Description("Decides the cases.")]
        [DefaultValue(1)]
        public int Seed { get; init; }

        [CommandOption("--unguided")]
        [Description("Change only the first inputs: the control.")]
        public bool Unguided { get; init; }

        [CommandOption("--planted")]
        [Description("Look for a planted defect instead.")]
        public bool Planted { get; init; }

        [CommandOption("--json")]
        [Description("Print JSON.")]
        public bool Json { get; init; }

        [CommandOption("--instrumented", IsHidden = true)]
        public bool Instrumented { get; init; }
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (settings.Instrumented)
        {
            return Run(settings);
        }
        using var copy = new Instrumentation();
        (int code, string output) = await copy.RunAsync([.. context.Arguments, "--instrumented"]);
        Console.Out.Write(output);
        return code;
    }

    private static int Run(Settings settings)
    {
        // What is instrumented cannot run before the counters have their place.
        Coverage.Clear();
        IReadOnlyList<Target> targets = settings.Planted
            ? [planted]
            : [.. ReaderTargets.All(settings.Seed), .. StoredTargets.All()];
        var run = new GuidedRun(targets, settings.Seed, !settings.Unguided);
        run.Run(settings.Cases, TimeSpan.FromSeconds(settings.Seconds), (elapsed, now) => Output.Say(
            string.Create(CultureInfo.InvariantCulture,
                $"{elapsed.TotalSeconds:N0} s: {now.Cases:N0} cases, {now.Edges:N0} edges")));
        if (settings.Json)
        {
            Output.PrintJson(run.Results);
        }
        else
        {
            Print(run.Results);
        }
        return run.Results.All(one => one.Wrong + one.Crashes == 0) ? 0 : 1;
    }

    private static void Print(TargetResult[] results)
    {
        Table table = Output.Table("target", "cases", "inputs held", "edges", "wrong", "crashes");
        foreach (TargetResult one in results)
        {
            table.Row(one.Of, Text(one.Cases), Text(one.Inputs), Text(one.Edges), Text(one.Wrong), Text(one.Crashes));
        }
        Output.Print("Fuzzing by coverage", table);
        foreach (string note in results.SelectMany(one => one.Notes).Take(5))
        {
            Output.Results.WriteLine($"  - {note}");
        }
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
