using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests.Verify;

public sealed class DelayMixtureTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.5)]
    [InlineData(20)]
    [InlineData(30_000)]
    public void Power_law_terms_sum_to_the_power_law(double seconds)
    {
        double expected = 0.7 * Math.Pow(0.5, 0.7) * Math.Pow(0.5 + seconds, -1.7);
        Assert.Equal(1, DelayMixture.Lomax(0.5, 0.7).Density(seconds) / expected, 6);
    }

    [Fact]
    public void Gamma_term_is_the_density_of_three_exponential_delays() =>
        Assert.Equal(27.0 / 2 * 0.49 * Math.Exp(-2.1), DelayMixture.Gamma3.Density(0.7), 12);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Drawn_delays_follow_the_density(int which)
    {
        DelayMixture kernel = which switch
        {
            0 => DelayMixture.Exponentials((0.5, 0.1), (0.5, 10)),
            1 => DelayMixture.Lomax(0.5, 0.7),
            _ => DelayMixture.Gamma3,
        };
        var rng = new CounterRng(seed: 11);
        double[] delays = [.. Enumerable.Range(0, 20_000).Select(_ => kernel.Draw(rng))];
        foreach (double limit in new[] { 0.2, 1, 3 })
        {
            // Five standard deviations of a share of 20,000.
            double expected = Enumerable.Range(0, 30_000)
                .Sum(i => kernel.Density((i + 0.5) * limit / 30_000) * limit / 30_000);
            Assert.InRange(delays.Count(d => d <= limit) / 20_000.0, expected - 0.018, expected + 0.018);
        }
    }
}
