using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

/// <summary>The first of an order against the whole order.</summary>
public class LargestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(1_000)]
    public void They_are_the_first_of_all_sorted_and_equal_ones_keep_their_order(int count)
    {
        var random = new Random(count);
        foreach (int distinct in new[] { 1, 5, 1_000_000 })
        {
            double[] values = [.. Enumerable.Range(0, 200).Select(_ => (double)random.Next(distinct) - (distinct / 2))];
            int[] sorted = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i])];
            Assert.Equal(sorted.Take(count), Largest.Of(values, count));
        }
        Assert.Empty(Largest.Of([], count));
    }
}
