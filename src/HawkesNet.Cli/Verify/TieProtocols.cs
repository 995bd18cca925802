namespace HawkesNet.Cli.Verify;

/// <summary>Protocols B and their bars.</summary>
internal static class TieProtocols
{
    private const double EventsPerSecondMin = 400_000;
    private const double EventsPerSecondLargeMin = 100_000;

    /// <summary>B1 to B6.</summary>
    public static IEnumerable<Protocol> All =>
    [
        Row("B1", new(50, .05, 50_000, 5),
            [.. Ranking(.993, (.975, .965)), WeightError(.19), Gain(-.045), Speed(EventsPerSecondMin)]),
        Row("B2", new(200, .05, 100_000, 10),
            [.. Ranking(.965, (.85, .84)), WeightError(.50), Gain(-.135), Speed(EventsPerSecondMin)]),
        Row("B3", new(200, .05, 100_000, 10, Groups: 4),
            [.. Ranking(.965, (.855, .845)), WeightError(.49), Gain(-.13), Speed(EventsPerSecondMin)]),
        Row("B4", new(50, .1, 50_000, 5, Groups: 2),
            [.. Ranking(.990, (.965, .955)), WeightError(.25), Speed(EventsPerSecondMin)]),
        Row("B5", new(200, .05, 200_000, 10),
            [.. Ranking(.985, (.935, .925)), WeightError(.36), Speed(EventsPerSecondMin)]),
        Row("B6", new(2000, .005, 200_000, 10), [.. Ranking(.95, (.60, null)), Speed(EventsPerSecondLargeMin)]),
    ];

    private static Bar[] Ranking(double auc, (double Mean, double? Worst) precision) =>
    [
        Bar.AtLeast("AUC", row => row.Auc, auc),
        Bar.AtLeast("AP", row => row.AveragePrecision, precision.Mean, precision.Worst),
    ];

    private static Bar WeightError(double most) => Bar.AtMost("weight error", row => row.WeightError, most);

    private static Bar Gain(double least) => Bar.AtLeast("dLL2", row => row.GainSecondHalf, least);

    private static Bar Speed(double least) => Bar.AtLeast("events/s", row => row.EventsPerSecond, least);

    // No clusters are asked for: one is enough.
    private static Protocol Row(string name, TieSetting setting, IReadOnlyList<Bar> bars) =>
        new(name, 1, seed => new TieSample(setting, seed)) { Bars = bars };
}
