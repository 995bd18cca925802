using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests.Verify;

public sealed class LabelMatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void Assignment_is_the_best_of_all_permutations(int size)
    {
        var rng = new CounterRng(seed: (ulong)size);
        for (int round = 0; round < 30; round++)
        {
            var gain = new double[size, size];
            for (int cell = 0; cell < size * size; cell++)
            {
                gain[cell / size, cell % size] = rng.Below(20) - 5;
            }
            int[] columns = LabelMatch.Assign(gain);
            Assert.Equal(size, columns.Distinct().Count());
            double best = Permutations(size).Max(permutation => Sum(gain, permutation));
            Assert.Equal(best, Sum(gain, columns), 9);
        }
    }

    [Fact]
    public void Each_cluster_gets_the_label_that_shares_most_actors_with_it() =>
        Assert.Equal([2, 0, 1], LabelMatch.Of([0, 0, 0, 1, 1, 2, 2], [2, 2, 0, 0, 0, 1, 1], 3));

    [Fact]
    public void Labels_in_surplus_are_left_over() =>
        Assert.Equal([3, 1], LabelMatch.Of([0, 0, 0, 1, 1, 1], [3, 3, 2, 1, 1, 0], 2));

    [Fact]
    public void A_cluster_without_a_label_of_its_own_shares_one() =>
        Assert.Equal([0, 0, 1], LabelMatch.Of([0, 0, 1, 1, 1, 2], [0, 0, 0, 0, 0, 1], 3));

    private static double Sum(double[,] gain, int[] columns) =>
        columns.Select((column, row) => gain[row, column]).Sum();

    private static IEnumerable<int[]> Permutations(int size)
    {
        if (size == 0)
        {
            return [[]];
        }
        return from rest in Permutations(size - 1)
               from place in Enumerable.Range(0, size)
               select rest.Take(place).Append(size - 1).Concat(rest.Skip(place)).ToArray();
    }
}
