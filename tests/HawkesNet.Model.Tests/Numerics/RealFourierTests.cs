using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

/// <summary>The fast transform against the sums that define it.</summary>
public class RealFourierTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(1024)]
    public void Power_is_that_of_the_defining_sums(int length)
    {
        var random = new Random(length);
        double[] series = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.3)];
        double[] power = new RealFourier(length).Power(series, length / 2);
        for (int k = 0; k < power.Length; k++)
        {
            double real = 0, imaginary = 0;
            for (int t = 0; t < length; t++)
            {
                (double sine, double cosine) = Math.SinCos(-2 * Math.PI * ((long)k * t % length) / length);
                real += series[t] * cosine;
                imaginary += series[t] * sine;
            }
            Close.Assert((real * real) + (imaginary * imaginary), power[k], 1e-11, 1e-11, $"frequency {k}:");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(24)]
    public void Only_powers_of_two_are_taken(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFourier(length));
}
