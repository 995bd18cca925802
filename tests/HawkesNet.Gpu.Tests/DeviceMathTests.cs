using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests;

public class DeviceMathTests
{
    private const double Tolerance = 5e-16;

    [Fact]
    public void Exponential_is_that_of_the_platform()
    {
        for (int i = 0; i < 100_000; i++)
        {
            double x = -700 * Math.Pow(i / 100_000.0, 4);
            Close.Assert(Math.Exp(x), DeviceMath.ExpOfNonPositive(x), Tolerance, 0, $"exp({x:R})");
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(-708.5, 0.0)]
    [InlineData(-1e300, 0.0)]
    [InlineData(double.NegativeInfinity, 0.0)]
    public void Exponential_ends_at_zero_and_one(double x, double expected) =>
        Assert.Equal(expected, DeviceMath.ExpOfNonPositive(x));

    [Fact]
    public void Logarithm_is_that_of_the_platform()
    {
        for (int i = 1; i < 100_000; i++)
        {
            double x = Math.Pow(10, (i / 100_000.0 * 600) - 300);
            Close.Assert(Math.Log(x), DeviceMath.Log(x), Tolerance, 0, $"ln {x:R}");
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.9999999999)]
    [InlineData(1.0000000001)]
    [InlineData(1.4999999999)]
    [InlineData(1.5)]
    [InlineData(2.2250738585072014e-308)]
    [InlineData(double.MaxValue)]
    public void Logarithm_is_exact_about_one_and_at_the_ends(double x) =>
        Close.Assert(Math.Log(x), DeviceMath.Log(x), Tolerance, 0);
}
