using System.Globalization;
using HawkesNet.Gpu;
using HawkesNet.Gpu.Measuring;
using Spectre.Console;

namespace HawkesNet.Cli.Bench;

/// <summary>The sections of the bench that need a CUDA device, printed as a table of their own.</summary>
internal static class DeviceBench
{
    /// <summary>What chooses them.</summary>
    public const string Filter = "gpu";

    /// <summary>Measures everything on the CUDA device and on the processor.</summary>
    /// <exception cref="NoDeviceException">There is no CUDA device.</exception>
    public static int Run(string machine, bool asJson)
    {
        var results = new List<MeasuredCase>();
        foreach (MeasuredCase one in DeviceMeasurement.Run(MeasuredSizes.Whole))
        {
            Output.Say($"{one.Work}, {one.Actors:N0} actors, {one.Size:N0}: {one.Path} {one.Seconds:G3} s");
            results.Add(one);
        }
        if (asJson)
        {
            Output.PrintJson(new { Machine = machine, Results = results });
            return 0;
        }
        Table table = Output.Table(
            "what", "actors", "size", "on", "seconds", "error", "bound", "share of roofline");
        foreach (MeasuredCase one in results)
        {
            table.Row(one.Work, Text(one.Actors, "N0"), Text(one.Size, "N0"), one.Path, Text(one.Seconds, "G3"),
                Text(one.RelativeError, "E1"), one.Bound ?? "", Text(one.RooflineShare, "P0"));
        }
        Output.Print($"On {machine}", table);
        return 0;
    }

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
