using System.Runtime.Intrinsics;
using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

public sealed class VectorExponentialTests
{
    private static readonly double[] Arguments =
    [
        0, -double.Epsilon, -1e-300, -1e-17, -0.34657359027997264, -0.34657359027997270, -0.5, -1, -700, -707.999, -708,
        .. Enumerable.Range(0, 40_000).Select(i => -Math.Exp((i * 0.00046) - 12)),
    ];

    [Fact]
    public void It_is_the_exponential_within_two_units_in_the_last_place() =>
        Assert.All(Arguments.Where(x => x >= -708), x =>
        {
            double exact = Math.Exp(x);
            Assert.InRange(Of(x), exact - (2 * UnitOf(exact)), exact + (2 * UnitOf(exact)));
        });

    [Theory]
    [InlineData(-708.0001)]
    [InlineData(-745)]
    [InlineData(-1e9)]
    [InlineData(double.MinValue)]
    [InlineData(double.NegativeInfinity)]
    public void It_is_zero_where_no_normal_number_is_left(double x) => Assert.Equal(0, Of(x));

    [Fact]
    public void It_is_one_at_zero() => Assert.Equal(1, Of(0));

    // The platform's own exponential fails this: its first calls run code compiled ahead, later ones code compiled here.
    [Fact]
    public void Its_bits_do_not_change_while_the_process_warms_up()
    {
        double[] cold = [.. Arguments.Select(Of)];
        for (int round = 0; round < 60; round++)
        {
            double[] warm = [.. Arguments.Select(Of)];
            Assert.Equal(cold, warm);
        }
    }

    private static double Of(double x) => VectorExponential.OfNonPositive(Vector512.Create(x))[3];

    private static double UnitOf(double value) => Math.BitIncrement(value) - value;
}
