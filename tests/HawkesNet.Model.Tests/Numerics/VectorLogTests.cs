using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

/// <summary>Logarithms eight at once against the runtime's scalar one.</summary>
public class VectorLogTests
{
    [Fact]
    public void Logarithms_are_right_to_the_last_bits()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 200_000).Select(i => (i % 3) switch
        {
            0 => Math.Exp((1400 * random.NextDouble()) - 700),
            1 => 1 + ((random.NextDouble() - 0.5) * Math.Pow(10, -16 * random.NextDouble())),
            _ => 0.5 + (1.5 * random.NextDouble()),
        })];
        double[] actual = Of(values);
        for (int i = 0; i < values.Length; i++)
        {
            Close.Assert(Math.Log(values[i]), actual[i], 5e-16, what: $"log {values[i]:R}");
        }
    }

    [Fact]
    public void Ends_of_the_range_are_those_of_the_runtime()
    {
        double[] values =
        [
            0, -0.0, -1, double.NaN, double.PositiveInfinity, double.Epsilon, 1e-310, double.MaxValue, 1, 2, 0.5,
        ];
        Assert.Equal(values.Select(value => Math.Log(value)), Of(values));
        Assert.Equal([0, 0, 0], Of([1, 1, 1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(31)]
    public void A_logarithm_does_not_depend_on_its_place(int count)
    {
        double[] values = [.. Enumerable.Range(1, count).Select(i => i * 0.37e-9)];
        Assert.Equal(values.Select(value => Of([value])[0]), Of(values));
    }

    private static double[] Of(double[] values)
    {
        var result = (double[])values.Clone();
        VectorLog.Replace(result);
        return result;
    }
}
