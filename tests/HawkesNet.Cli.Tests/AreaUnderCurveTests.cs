using HawkesNet.Cli.Evaluation;

namespace HawkesNet.Cli.Tests;

public sealed class AreaUnderCurveTests
{
    [Fact]
    public void Equals_the_share_of_ordered_pairs_with_ties_counted_half()
    {
        double[] scores = [0.9, 0.4, 0.4, 0.4, 0.1, 0.1, 0.7];
        bool[] truths = [true, true, false, true, false, true, false];
        double wins = 0;
        int pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (truths[i] && !truths[j])
                {
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        Assert.Equal(wins / pairs, AreaUnderCurve.Of(scores, truths)!.Value, 12);
    }

    [Fact]
    public void Is_unknown_without_both_kinds()
    {
        Assert.Null(AreaUnderCurve.Of([0.1, 0.2], [true, true]));
        Assert.Null(AreaUnderCurve.Of([0.1, 0.2], [false, false]));
    }
}
