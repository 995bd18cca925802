using HawkesNet.Cli.Evaluation;
using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests.Verify;

public sealed class RankingTests
{
    [Fact]
    public void Average_precision_of_a_known_ranking()
    {
        // The true ones come first and third: (1/1 + 2/3) / 2.
        Assert.Equal(5.0 / 6, AveragePrecision.Of([0.7, 0.9, 0.8, 0.1], [true, true, false, false])!.Value, 12);
        // All scores equal: the share of true ones.
        Assert.Equal(0.25, AveragePrecision.Of([1, 1, 1, 1], [false, true, false, false])!.Value, 12);
        Assert.Null(AveragePrecision.Of([0.1, 0.2], [false, false]));
    }

    [Fact]
    public void Average_precision_and_area_equal_their_definitions()
    {
        var rng = new CounterRng(seed: 5);
        for (int round = 0; round < 50; round++)
        {
            bool[] truths = [true, false, .. Enumerable.Range(0, 40).Select(_ => rng.Uniform() < 0.2)];
            double[] scores = [.. truths.Select(truth => rng.Below(12) + (truth ? 2.0 : 0))];
            Assert.Equal(PrecisionByDefinition(scores, truths),
                AveragePrecision.Of([.. scores], [.. truths])!.Value, 10);
            Assert.Equal(AreaByDefinition(scores, truths), AreaUnderCurve.Of([.. scores], [.. truths])!.Value, 10);
        }
    }

    private static double PrecisionByDefinition(double[] scores, bool[] truths) =>
        Enumerable.Range(0, scores.Length).Where(i => truths[i]).Average(i =>
            (double)Enumerable.Range(0, scores.Length).Count(j => truths[j] && scores[j] >= scores[i])
            / scores.Count(score => score >= scores[i]));

    private static double AreaByDefinition(double[] scores, bool[] truths) =>
        (from i in Enumerable.Range(0, scores.Length)
         from j in Enumerable.Range(0, scores.Length)
         where truths[i] && !truths[j]
         select scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0).Average();
}
