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
        Row("D1", 300, DelayMixture.Exponentials((1, 1)), Busy, -.003),
        Row("D1q", 301, DelayMixture.Exponentials((1, 1)), Quiet, -.003),
        Row("D2", 302, DelayMixture.Exponentials((0.5, 0.1), (0.5, 10)), Busy, -.005),
        Row("D2q", 303, DelayMixture.Exponentials((0.5, 0.1), (0.5, 10)), Quiet, -.005),
        Row("D3", 304, DelayMixture.Lomax(0.5, 0.7), Busy, -.002),
        Row("D3q", 305, DelayMixture.Lomax(0.5, 0.7), Quiet, -.002),
        Row("D4", 306, DelayMixture.Gamma3, Busy, -.024),
        Row("D4q", 307, DelayMixture.Gamma3, Quiet, null),
    ];

    private static Protocol Row(string name, ulong stream, DelayMixture kernel, double baseline, double? gain) =>
        new(name, 1, seed => new DelaySample(kernel, baseline, seed, stream))
        {
            Bars = gain is { } least ? [Bar.AtLeast("dLL2", row => row.GainSecondHalf, least)] : [],
        };
}
