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
        var pair = new TiePair { Shape = a, Rate = b };
        TieMoments.Credit(ref pair, caused / (c + caused));
        Close.Assert(mean, pair.Weight, 1e-6);
        Close.Assert(variance, pair.Shape / (pair.Rate * pair.Rate), 1e-6);
    }

    [Fact]
    public void A_certain_cause_counts_as_one_and_a_certain_stranger_as_nothing()
    {
        var pair = new TiePair { Shape = 2, Rate = 8 };
        TieMoments.Credit(ref pair, 0);
        Assert.Equal((2, 8), (pair.Shape, pair.Rate));
        TieMoments.Credit(ref pair, 1);
        Assert.Equal((3, 8), (pair.Shape, pair.Rate));
    }

    [Fact]
    public void The_shape_never_falls_below_the_prior()
    {
        var random = new Random(1);
        var pair = new TiePair { Shape = 0.05, Rate = 20 };
        for (int k = 0; k < 10_000; k++)
        {
            double before = pair.Shape;
            pair.Rate++;
            TieMoments.Credit(ref pair, random.NextDouble() * 0.1);
            Assert.True(pair.Shape >= before && pair.Rate > 1);
            if (k % 10 == 0)
            {
                double mean = pair.Weight;
                TieMoments.Discount(ref pair, 0.5, 0.05);
                Assert.True(pair.Shape >= 0.05 * (1 - 1e-12));
                Close.Assert(mean, pair.Weight, 1e-12);
            }
        }
    }
}
