namespace HawkesNet.Cli.Verify;

/// <summary>Protocols A and their bars.</summary>
internal static class MixtureProtocols
{
    private const double EventsPerSecondMin = 40_000;
    private const double RandLossMax = 0.02;

    /// <summary>A1 to A7, each with as many clusters as there are and with three more.</summary>
    public static IEnumerable<Protocol> All =>
    [
        .. Rows("A1", new(200, 5, 3, 100), (.98, .93), .14, -.020),
        .. Rows("A2", new(500, 10, 4, 100), (.98, .93), .14, -.020),
        .. Rows("A3", new(1000, 10, 5, 50), (.97, .94), .16, -.028),
        .. Rows("A4", new(500, 5, 3, 100, SameBaseline: true), (.98, .93), .10, -.020),
        .. Rows("A5", new(1000, 8, 5, 50, SameBaseline: true), (.955, .93), .16, -.025),
        .. Rows("A6", new(300, 5, 3, 200, SameBaseline: true), (.98, .93), .10, -.020),
        .. Rows("A7", new(500, 5, 3, 100, SameBaseline: true, Unequal: true), (.98, .93), .10, -.020),
    ];

    private static IEnumerable<Protocol> Rows(
        string name, MixtureSetting setting, (double Mean, double Worst) rand, double weightError, double gain)
    {
        yield return new Protocol(name, setting.Clusters, seed => new MixtureSample(setting, seed))
        {
            Bars =
            [
                Bar.AtLeast("ARI", row => row.AdjustedRand, rand.Mean, rand.Worst),
                Bar.AtMost("weight error", row => row.WeightError, weightError),
                Bar.AtLeast("dLL2", row => row.GainSecondHalf, gain),
                Bar.AtLeast("events/s", row => row.EventsPerSecond, EventsPerSecondMin),
            ],
        };
        yield return new Protocol($"{name}+3", setting.Clusters + 3, seed => new MixtureSample(setting, seed))
        {
            Base = name,
            BarsAgainstBase = known =>
            [
                Bar.AtLeast($"ARI within {RandLossMax} of {name}",
                    row => row.AdjustedRand, known.Average(row => row.AdjustedRand ?? 0) - RandLossMax),
            ],
        };
    }
}
