using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests.Verify;

public sealed class ClusterAgreementTests
{
    [Fact]
    public void Known_tables_give_known_indices()
    {
        // By hand: 1 pair together in both, 2 and 1 together in each, 6 in all: (1 - 1/3) / (3/2 - 1/3).
        Assert.Equal(4.0 / 7, ClusterAgreement.AdjustedRand([0, 0, 1, 1], [0, 0, 1, 2]), 12);
        Assert.Equal(-0.5, ClusterAgreement.AdjustedRand([0, 0, 1, 1], [0, 1, 0, 1]), 12);
        // By hand: information log 2, entropies log 2 and 1.5 log 2.
        Assert.Equal(0.8, ClusterAgreement.MutualInformation([0, 0, 1, 1], [0, 0, 1, 2]), 12);
        Assert.Equal(0, ClusterAgreement.MutualInformation([0, 0, 1, 1], [0, 1, 0, 1]), 12);
    }

    [Fact]
    public void Equal_partitions_agree_whatever_their_labels_are_called()
    {
        Assert.Equal(1, ClusterAgreement.AdjustedRand([0, 1, 2, 2, 1], [2, 0, 1, 1, 0]), 12);
        Assert.Equal(1, ClusterAgreement.MutualInformation([0, 1, 2, 2, 1], [2, 0, 1, 1, 0]), 12);
        Assert.Equal(1, ClusterAgreement.AdjustedRand([0, 0, 0], [0, 0, 0]), 12);
        Assert.Equal(0, ClusterAgreement.AdjustedRand([0, 1, 0, 1], [0, 0, 0, 0]), 12);
    }

    [Fact]
    public void Rand_index_equals_the_count_over_all_pairs()
    {
        var rng = new CounterRng(seed: 3);
        for (int round = 0; round < 50; round++)
        {
            int[] first = [.. Enumerable.Range(0, 30).Select(_ => rng.Below(3))];
            int[] second = [.. first.Select(label => rng.Uniform() < 0.5 ? label : rng.Below(4))];
            Assert.Equal(ByPairs(first, second), ClusterAgreement.AdjustedRand(first, second), 10);
        }
    }

    [Fact]
    public void Labellings_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => ClusterAgreement.AdjustedRand([0, 1], [0]));

    // Hubert and Arabie's index in its four-count form: pairs together in both, in one only, in neither.
    private static double ByPairs(int[] first, int[] second)
    {
        double both = 0, onlyFirst = 0, onlySecond = 0, neither = 0;
        for (int i = 0; i < first.Length; i++)
        {
            for (int j = i + 1; j < first.Length; j++)
            {
                bool a = first[i] == first[j], b = second[i] == second[j];
                both += a && b ? 1 : 0;
                onlyFirst += a && !b ? 1 : 0;
                onlySecond += !a && b ? 1 : 0;
                neither += !a && !b ? 1 : 0;
            }
        }
        return 2 * ((both * neither) - (onlyFirst * onlySecond))
            / (((both + onlyFirst) * (onlyFirst + neither)) + ((both + onlySecond) * (onlySecond + neither)));
    }
}
