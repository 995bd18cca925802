using System.Globalization;

namespace HawkesNet.Cli.Verify;

/// <summary>A bar that a protocol has to reach.</summary>
/// <param name="Text">The bar in words.</param>
/// <param name="Judge">The figure reached, in words, and whether it is met.</param>
internal sealed record Bar(string Text, Func<IReadOnlyList<SeedResult>, (string Figure, bool Met)> Judge)
{
    /// <summary>The mean is at least one value and every seed at least another.</summary>
    public static Bar AtLeast(string name, Func<SeedResult, double?> figure, double mean, double? worst = null) =>
        new($"{name} >= {Number(mean)}{(worst is { } w ? $", worst {Number(w)}" : "")}", rows => Judged(
            rows, figure, Enumerable.Min, (average, least) => average >= mean && least >= (worst ?? least)));

    /// <summary>The mean is at most one value.</summary>
    public static Bar AtMost(string name, Func<SeedResult, double?> figure, double mean) =>
        new($"{name} <= {Number(mean)}", rows => Judged(
            rows, figure, Enumerable.Max, (average, _) => average <= mean));

    /// <summary>Something holds for at least a share of the seeds.</summary>
    public static Bar Share(string text, Func<SeedResult, bool> holds, double share) =>
        new(share < 1 ? $"{text} in {share:P0} of the seeds" : $"{text} in every seed", rows =>
        {
            int count = rows.Count(holds);
            return ($"{count} of {rows.Count}", count >= share * rows.Count);
        });

    private static (string Figure, bool Met) Judged(
        IReadOnlyList<SeedResult> rows, Func<SeedResult, double?> figure, Func<IEnumerable<double>, double> worstOf,
        Func<double, double, bool> met)
    {
        double[] values = [.. rows.Select(figure).OfType<double>().Where(double.IsFinite)];
        if (values.Length < rows.Count)
        {
            return ("none", false);
        }
        (double average, double worst) = (values.Average(), worstOf(values));
        return (values.Length == 1 ? Number(average) : $"{Number(average)} [{Number(worst)}]", met(average, worst));
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) < 0.1 ? "0.####" : Math.Abs(value) < 100 ? "0.###" : "N0",
            CultureInfo.InvariantCulture);
}
