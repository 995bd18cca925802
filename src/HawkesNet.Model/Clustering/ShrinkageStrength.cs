using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <summary>How strongly cells are shrunk to their parents: the strength under which the counts of all cells of a kind
/// are most probable. Cells that hardly differ shrink hard, so that more clusters cost little.</summary>
internal static class ShrinkageStrength
{
    private static readonly double[] Grid = [0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 640];

    /// <summary>For the cells of a mechanism.</summary>
    public static double Best(ClusterFit fit, Mechanism mechanism) => Best(strength =>
    {
        double sum = 0;
        for (int cell = 0; cell < fit.Layout.Count; cell++)
        {
            if (fit.Layout.MechanismOf(cell) == mechanism)
            {
                sum += ClusterScore.Marginal(fit.Offspring[cell], fit.Expected[cell], fit.Parent[cell], strength);
            }
        }
        return sum;
    });

    /// <summary>For the affinities.</summary>
    public static double BestAffinity(ClusterFit fit) => Best(strength =>
    {
        double sum = 0;
        for (int cell = 0; cell < fit.Chosen.Length; cell++)
        {
            double expected = fit.Drawn[cell / fit.Clusters] * fit.Popularity[cell % fit.Clusters];
            sum += ClusterScore.Marginal(fit.Chosen[cell], expected, 1, strength);
        }
        return sum;
    });

    private static double Best(Func<double, double> logMarginal)
    {
        double best = Grid[0], most = double.NegativeInfinity;
        foreach (double strength in Grid)
        {
            double value = logMarginal(strength);
            if (value > most)
            {
                (best, most) = (strength, value);
            }
        }
        return best;
    }
}
