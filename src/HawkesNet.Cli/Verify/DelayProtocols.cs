namespace HawkesNet.Cli.Verify;

/// <summary>Protocols D and their bars.</summary>
internal static class DelayProtocols
{
    private const double Busy = 0.5;
    private const double Quiet = 0.1;

    /// <summary>D1 to D4, each with a high baseline and, marked with a q, a low one.</summary>
    /// <remarks>The learner has humps, so D4 is held to the bar for kernels with Erlang terms.</remarks>
    public static IEnumerable<Protocol> All =>
    [
        Row("D1", DelayMixture.Exponentials((1, 1)), Busy, -.003),
        Row("D1q", DelayMixture.Exponentials((1, 1)), Quiet, -.003),
        Row("D2", DelayMixture.Exponentials((0.5, 0.1), (0.5, 10)), Busy, -.005),
        Row("D2q", DelayMixture.Exponentials((0.5, 0.1), (0.5, 10)), Quiet, -.005),
        Row("D3", DelayMixture.Lomax(0.5, 0.7), Busy, -.002),
        Row("D3q", DelayMixture.Lomax(0.5, 0.7), Quiet, -.002),
        Row("D4", DelayMixture.Gamma3, Busy, -.024),
        Row("D4q", DelayMixture.Gamma3, Quiet, null),
    ];

    private static Protocol Row(string name, DelayMixture kernel, double baseline, double? gain) =>
        new(name, 1, seed => new DelaySample(kernel, baseline, seed))
        {
            Bars = gain is { } least ? [Bar.AtLeast("dLL2", row => row.GainSecondHalf, least)] : [],
        };
}
