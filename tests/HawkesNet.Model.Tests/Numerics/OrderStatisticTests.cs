using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

public sealed class OrderStatisticTests
{
    public static TheoryData<string, Func<int, double>> Orders => new()
    {
        { "random", i => new Random(i).NextDouble() },
        { "few values", i => new Random(i).Next(5) },
        { "rising", i => i },
        { "falling", i => -i },
        { "organ pipe", i => Math.Min(i, 999 - i) },
        { "equal", _ => 3 },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Every_value_is_that_of_the_sorted_values(string order, Func<int, double> value)
    {
        foreach (int count in new[] { 1, 2, 33, 200, 1000 })
        {
            double[] values = [.. Enumerable.Range(0, count).Select(value)];
            double[] sorted = [.. values.Order()];
            for (int index = 0; index < count; index += 1 + (count / 50))
            {
                double[] copy = [.. values];
                Assert.True(sorted[index] == OrderStatistic.Of(copy, index), $"{order}, {index} of {count}");
                Assert.Equal(sorted, copy.Order());
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_index_outside_is_refused(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderStatistic.Of(new double[3], index));
}
