using System.Runtime.Intrinsics;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

/// <summary>The vector exponential against the runtime's scalar one.</summary>
public class VectorExpTests
{
    [Fact]
    public void Exponentials_are_right_to_the_last_bits()
    {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++)
        {
            double x = -Math.Exp((40 * random.NextDouble()) - 33.5);
            double actual = VectorExp.OfNonPositive(Vector512.Create(x))[i % 8];
            double expected = x < -708 ? 0 : Math.Exp(x);
            Close.Assert(expected, actual, 3.4e-16, what: $"e^{x:R}");
        }
    }

    [Fact]
    public void Ends_of_the_range_are_exact()
    {
        Assert.Equal(1, Of(0));
        Assert.Equal(1, Of(-0.0));
        Assert.Equal(0, Of(double.NegativeInfinity));
        Assert.Equal(0, Of(-1e300));
        Assert.Equal(0, Of(-709));
        Assert.True(Of(-708) > 0);
        Assert.True(double.IsNaN(Of(double.NaN)));
    }

    [Fact]
    public void Lanes_do_not_mix()
    {
        Vector512<double> x = Vector512.Create(0, -1, -2.5, -10, -100, -700, -800, -1e-9);
        Vector512<double> all = VectorExp.OfNonPositive(x);
        for (int lane = 0; lane < 8; lane++)
        {
            Assert.Equal(Of(x[lane]), all[lane]);
        }
    }

    [Fact]
    public void Bits_stay_the_same_while_the_code_is_being_optimized()
    {
        double[] arguments = [.. Enumerable.Range(0, 40).Select(i => -0.0013 * Math.Pow(1.37, i))];
        double[] first = [.. arguments.Select(Of)];
        for (int i = 0; i < 200_000; i++)
        {
            Assert.True(Of(arguments[i % 40]) == first[i % 40]);
        }
    }

    private static double Of(double x) => VectorExp.OfNonPositive(Vector512.Create(x))[3];
}
