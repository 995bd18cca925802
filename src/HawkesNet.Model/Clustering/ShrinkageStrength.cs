using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <summary>How strongly cells are shrunk to their parents: the strength under which the counts of all cells of a kind
/// are most probable. Cells that hardly differ shrink hard, so that more clusters cost little.</summary>
internal static class ShrinkageStrength
{
    private static readonly double[] Grid = [0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 640];

    /// <summary>Least strength where there are few cells, one for each cluster or pair of them: so few do not tell that
    /// hardly any shrinkage is best. Cells of pairs of types are many, and many of them are empty.</summary>
    private const double FewCellsMin = 5;

    /// <summary>For the cells of a mechanism.</summary>
    public static double Best(ClusterFit fit, Mechanism mechanism) => Best(LeastOf(fit, mechanism), strength =>
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
    public static double BestAffinity(ClusterFit fit) => Best(FewCellsMin, strength =>
    {
        double sum = 0;
        for (int cell = 0; cell < fit.Chosen.Length; cell++)
        {
            double expected = fit.Drawn[cell / fit.Clusters] * fit.Popularity[cell % fit.Clusters];
            sum += ClusterScore.Marginal(fit.Chosen[cell], expected, 1, strength);
        }
        return sum;
    });

    private static double LeastOf(ClusterFit fit, Mechanism mechanism) =>
        mechanism == Mechanism.Burst && fit.Layout.BurstTypes > 1 ? Grid[0] : FewCellsMin;

    private static double Best(double least, Func<double, double> logMarginal)
    {
        double best = least, most = double.NegativeInfinity;
        foreach (double strength in Grid.Where(strength => strength >= least))
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
