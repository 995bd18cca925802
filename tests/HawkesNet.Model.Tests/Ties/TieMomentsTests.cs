using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

public sealed class TieMomentsTests
{
    /// <summary>The posterior of a weight w ~ Gamma(a, b) after an event of intensity c + w g is integrated on a
    /// grid.</summary>
    [Theory]
    [InlineData(0.6, 3, 0.5, 2)]
    [InlineData(1.5, 20, 0.05, 1)]
    [InlineData(7, 40, 1, 0.01)]
    [InlineData(2, 5, 0.001, 3)]
    public void Credit_keeps_mean_and_variance_of_the_exact_posterior(double a, double b, double c, double g)
    {
        double mass = 0, first = 0, second = 0;
        const int Steps = 200_000;
        for (int k = 0; k < Steps; k++)
        {
            // w = x² takes the singular density of small shapes out of the sum.
            double x = (k + 0.5) / Steps * Math.Sqrt((a + 60) / b);
            double w = x * x;
            double density = Math.Pow(w, a - 1) * Math.Exp(-b * w) * (c + (w * g)) * 2 * x;
            mass += density;
            first += density * w;
            second += density * w * w;
        }
        double mean = first / mass, variance = (second / mass) - (mean * mean);
        double caused = a / b * g;
        (double shape, double rate) = (a, b);
        TieMoments.Credit(ref shape, ref rate, caused / (c + caused));
        Close.Assert(mean, shape / rate, 1e-6);
        Close.Assert(variance, shape / (rate * rate), 1e-6);
    }

    [Fact]
    public void A_certain_cause_counts_as_one_and_a_certain_stranger_as_nothing()
    {
        (double shape, double rate) = (2, 8);
        TieMoments.Credit(ref shape, ref rate, 0);
        Assert.Equal((2, 8), (shape, rate));
        TieMoments.Credit(ref shape, ref rate, 1);
        Assert.Equal((3, 8), (shape, rate));
    }

    [Fact]
    public void The_shape_never_falls_below_the_prior()
    {
        var random = new Random(1);
        const double Exposure = 5;
        (double shape, double rate) = (0.05, 20);
        for (int k = 0; k < 10_000; k++)
        {
            double before = shape;
            rate++;
            TieMoments.Credit(ref shape, ref rate, random.NextDouble() * 0.1);
            Assert.True(shape >= before && rate > 1);
            if (k % 10 == 0)
            {
                var faded = new TieGamma(shape, rate - Exposure, 0);
                TieMoments.Discount(ref faded, Exposure, 0.5, 0.05);
                Assert.True(faded.Shape >= 0.05 * (1 - 1e-12));
                Close.Assert(shape / rate, faded.WeightAt(Exposure), 1e-12);
                (shape, rate) = (faded.Shape, faded.Rate + Exposure);
            }
        }
    }
}
