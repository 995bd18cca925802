using HawkesNet.Cli.Evaluation;
using HawkesNet.Model;

namespace HawkesNet.Cli.Verify;

/// <summary>The figures that every protocol with ties has.</summary>
internal static class TieFigures
{
    /// <summary>Adds how well the learned ties rank and measure the true ones, over all ordered pairs of
    /// actors.</summary>
    /// <remarks>Coverage is that of the true ties: the interval of a quantity above zero never holds a zero.</remarks>
    /// <param name="result">The figures so far.</param>
    /// <param name="ties">True ties of each actor, by the protocol's numbers. [N]</param>
    /// <param name="actors">The indices of those numbers.</param>
    /// <param name="view">What was learned.</param>
    public static SeedResult Add(
        SeedResult result, IReadOnlyList<ChannelOffspring>[] ties, AppearanceOrder actors, ModelView view)
    {
        int count = ties.Length;
        var scores = new double[count * (count - 1)];
        var truths = new bool[scores.Length];
        var weights = new WeightComparison();
        int pair = 0;
        for (int source = 0; source < count; source++)
        {
            double[] row = new double[count];
            foreach (ChannelOffspring tie in ties[source])
            {
                row[tie.Channel] = tie.Mean;
                weights.Check(tie.Mean, view, actors.Find(source), actors.Find(tie.Channel));
            }
            for (int target = 0; target < count; target++)
            {
                if (target != source)
                {
                    scores[pair] = Learned(view, actors.Find(source), actors.Find(target));
                    truths[pair] = row[target] > 0;
                    weights.Add(row[target], scores[pair++]);
                }
            }
        }
        return result with
        {
            Auc = AreaUnderCurve.Of([.. scores], [.. truths]),
            AveragePrecision = AveragePrecision.Of(scores, truths),
            WeightError = weights.Error,
            Covered = result.Covered + weights.Covered,
            Intervals = result.Intervals + weights.Intervals,
        };
    }

    /// <summary>Average precision of a ranking of all ordered pairs of actors seen.</summary>
    /// <param name="scores">Scores by index. [actors, actors]</param>
    /// <param name="ties">True ties of each actor, by the protocol's numbers. [N]</param>
    /// <param name="actors">The indices of those numbers.</param>
    public static double? Precision(double[,] scores, IReadOnlyList<ChannelOffspring>[] ties, AppearanceOrder actors)
    {
        int count = actors.Numbers.Count;
        var values = new double[count * (count - 1)];
        var truths = new bool[values.Length];
        int pair = 0;
        for (int source = 0; source < count; source++)
        {
            HashSet<int> tied = [.. ties[actors.Numbers[source]].Select(tie => actors.Find(tie.Channel))];
            for (int target = 0; target < count; target++)
            {
                if (target != source)
                {
                    values[pair] = scores[source, target];
                    truths[pair++] = tied.Contains(target);
                }
            }
        }
        return AveragePrecision.Of(values, truths);
    }

    private static double Learned(ModelView view, int source, int target) =>
        source < 0 || target < 0 ? 0 : view.TieMean(source, target);

    private static void Check(this WeightComparison weights, double truth, ModelView view, int source, int target)
    {
        if (source >= 0 && target >= 0)
        {
            weights.Check(truth, view.Tie(source, target));
        }
    }
}
