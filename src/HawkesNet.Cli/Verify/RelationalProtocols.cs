namespace HawkesNet.Cli.Verify;

/// <summary>Protocols C and their bars.</summary>
internal static class RelationalProtocols
{
    private const double EventsPerSecondMin = 60_000;
    private const double SeedShare = 0.8;

    private static readonly RelationalSetting drifting =
        new(200, 3, 60_000, 3) { Drifting = true, HalfLifeShare = 0.125 };

    private static readonly RelationalSetting heterogeneous = new(200, 3, 30_000, 3) { Heterogeneous = true };

    private static readonly RelationalSetting dynamicsOnly = new(100, 2, 20_000, 1) { DynamicsOnly = true };

    private static Bar Speed => Bar.AtLeast("events/s", row => row.EventsPerSecond, EventsPerSecondMin);

    /// <summary>C1 to C8; those marked +2 may use two clusters more than there are.</summary>
    public static IEnumerable<Protocol> All =>
    [
        .. Plain("C1", new(100, 2, 10_000, 2)),
        .. Plain("C2", new(200, 4, 20_000, 3)),
        .. Plain("C3", new(400, 3, 20_000, 4)),
        .. DynamicsOnly(),
        .. Plain("C5", new(200, 3, 30_000, 3) { Growing = true }),
        Row("C6", drifting, 0,
        [
            Bar.AtLeast("ARI at 3/4 of the time", row => row.RandAtThreeQuarters, .97),
            Bar.AtLeast("ARI", row => row.AdjustedRand, .98),
            Bar.AtLeast("movers' accuracy", row => row.MoversAccuracy, .95),
            Bar.AtMost("baseline error", row => row.BaselineError, .20),
            Speed,
        ]),
        Row("C6-", drifting with { HalfLifeShare = null }, 0,
            [Bar.AtMost("ARI at 3/4 of the time, nothing forgotten", row => row.RandAtThreeQuarters, .85)]),
        Row("C7", heterogeneous, 0, [Speed]),
        Heterogeneous(),
        Row("C8", new(200, 2, 8_000, 2), 0,
        [
            Bar.Share("ARI >= .80", row => row.AdjustedRand >= .80, 0.6),
            Bar.AtLeast("ARI", row => row.AdjustedRand, .55),
            Speed,
        ]),
    ];

    private static IEnumerable<Protocol> Plain(string name, RelationalSetting setting)
    {
        yield return Row(name, setting, 0,
        [
            Bar.AtLeast("ARI", row => row.AdjustedRand, .98, .93),
            Bar.AtLeast("NMI", row => row.MutualInformation, .97),
            Speed,
        ]);
        yield return Row($"{name}+2", setting, 2,
        [
            Bar.AtLeast("ARI", row => row.AdjustedRand, .97),
            Bar.Share($"{setting.Clusters} clusters", row => row.Clusters == setting.Clusters, SeedShare),
            Speed,
        ]);
    }

    private static IEnumerable<Protocol> DynamicsOnly()
    {
        yield return Row("C4", dynamicsOnly, 0,
        [
            Bar.AtLeast("ARI", row => row.AdjustedRand, .97, .90),
            Bar.AtMost("control: spectral ARI of the counts", row => row.SpectralRand, .1),
            Speed,
        ]);
        yield return Row("C4+2", dynamicsOnly, 2,
        [
            Bar.AtLeast("ARI", row => row.AdjustedRand, .95),
            Bar.Share($"at most {dynamicsOnly.Clusters + 1} clusters",
                row => row.Clusters <= dynamicsOnly.Clusters + 1, 1),
            Speed,
        ]);
    }

    // The bar asks for one of the two rows: with exactly K clusters a greedy merge has no slack.
    private static Protocol Heterogeneous() => Row("C7+2", heterogeneous, 2, [Speed]) with
    {
        Base = "C7",
        BarsAgainstBase = known =>
        {
            Dictionary<ulong, double?> other = known.ToDictionary(row => row.Seed, row => row.AdjustedRand);
            bool useKnown = known.Min(row => row.AdjustedRand) >= .90 && known.Average(row => row.AdjustedRand) >= .95;
            double? Rand(SeedResult row) => useKnown ? other[row.Seed] : row.AdjustedRand;
            return
            [
                Bar.AtLeast("ARI (K known or K+2)", Rand, .95, .90),
                Bar.AtLeast("ARI above spectral clustering of the counts", row => Rand(row) - row.SpectralRand, .3),
            ];
        },
    };

    private static Protocol Row(string name, RelationalSetting setting, int more, IReadOnlyList<Bar> bars) =>
        new(name, setting.Clusters + more, seed => new RelationalSample(setting, seed)) { Bars = bars };
}
