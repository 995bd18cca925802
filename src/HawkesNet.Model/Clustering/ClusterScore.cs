using MathNet.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>The collapsed marginal likelihood: what a partition explains, its parameters summed over rather than
/// fitted, so that clusters that do not differ cost more than they bring (equation 21).</summary>
internal static class ClusterScore
{
    /// <summary>Score of a fit, in nats; the larger the better.</summary>
    public static double Of(ClusterFit fit)
    {
        double sum = fit.LogLikelihood;
        for (int cell = 0; cell < fit.Factors.Length; cell++)
        {
            sum += Collapse(
                fit.Offspring[cell], fit.Expected[cell], fit.Parent[cell],
                fit.Strengths[(int)fit.Layout.MechanismOf(cell)]);
        }
        for (int k = 0; k < fit.Clusters; k++)
        {
            for (int l = 0; l < fit.Clusters; l++)
            {
                int cell = (k * fit.Clusters) + l;
                sum += Collapse(fit.Chosen[cell], fit.Drawn[k] * fit.Popularity[l], 1, fit.AffinityStrength);
            }
        }
        return sum + Rates(fit) + Types(fit) + Labels(fit);
    }

    /// <summary>Log of the Gamma–Poisson marginal of a cell.</summary>
    public static double Marginal(double count, double expected, double parent, double strength)
    {
        double shape = strength * parent;
        return shape == 0 ? 0 : SpecialFunctions.GammaLn(shape + count) - SpecialFunctions.GammaLn(shape)
            + (shape * Math.Log(strength))
            - ((shape + count) * Math.Log(strength + expected));
    }

    /// <summary>Marginal of the baseline counts of a cluster's actors, all constants left out.</summary>
    public static double Rates(double shape, int size, double count) =>
        size == 0 || count <= 0 ? 0
            : (count * Math.Log(count / size)) - (((shape * size) + count) * Math.Log(shape + (count / size)));

    /// <summary>Log of the Dirichlet–multinomial probability of a cluster's baseline types.</summary>
    public static double Types(ReadOnlySpan<double> counts, Func<int, double> share)
    {
        double total = 0, sum = 0;
        for (int u = 0; u < counts.Length; u++)
        {
            double shape = ClusterFit.TypeShrinkage * share(u);
            total += counts[u];
            sum += SpecialFunctions.GammaLn(shape + counts[u]) - SpecialFunctions.GammaLn(shape);
        }
        return sum + SpecialFunctions.GammaLn(ClusterFit.TypeShrinkage)
            - SpecialFunctions.GammaLn(ClusterFit.TypeShrinkage + total);
    }

    /// <summary>Log prior of the labels, their proportions summed over.</summary>
    public static double Labels(ClusterFit fit)
    {
        double sum = SpecialFunctions.GammaLn(fit.Clusters)
            - SpecialFunctions.GammaLn(fit.Labels.Length + fit.Clusters);
        foreach (int size in fit.Sizes)
        {
            sum += SpecialFunctions.GammaLn(size + 1);
        }
        return sum;
    }

    /// <summary>What collapsing a cell takes from its likelihood at the posterior mean.</summary>
    private static double Collapse(double count, double expected, double parent, double strength)
    {
        double factor = ((strength * parent) + count) / (strength + expected);
        return factor == 0 ? 0
            : Marginal(count, expected, parent, strength) - ((count * Math.Log(factor)) - (factor * expected));
    }

    private static double Rates(ClusterFit fit)
    {
        double sum = 0, shape = fit.RateShape;
        double logGamma = SpecialFunctions.GammaLn(shape), logShape = Math.Log(shape);
        var means = new ClusterMeans(fit);
        for (int i = 0; i < fit.Labels.Length; i++)
        {
            double count = fit.BaselineCounts[i], presence = fit.Index.Presence[i];
            double mean = means.CountOf(fit.Labels[i]) * presence;
            double fitted = means.RateOf(i, fit.Labels[i]) * fit.Index.SpanTicks * presence;
            sum += SpecialFunctions.GammaLn(shape + count) - logGamma
                + (shape * logShape) + (count * Math.Log(mean)) - ((shape + count) * Math.Log(shape + mean))
                - ((count * Math.Log(fitted)) - fitted);
        }
        return sum;
    }

    private static double Types(ClusterFit fit)
    {
        int types = fit.Index.TypeCount;
        double sum = 0;
        for (int k = 0; k < fit.Clusters && types > 1; k++)
        {
            ReadOnlySpan<double> counts = fit.TypeCounts.AsSpan(k * types, types);
            sum += Types(counts, fit.NetworkTypeShare);
            for (int u = 0; u < types; u++)
            {
                sum -= counts[u] * Math.Log(fit.TypeShares[(k * types) + u]);
            }
        }
        return sum;
    }
}
