using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Prediction;

/// <summary>The spectral radius of the matrix of expected offspring; below 1 the process is stable.</summary>
public static class BranchingRatio
{
    private const int Iterations = 200;

    /// <summary>Branching ratio over types: power iteration on G[u′,u] = Σ_m α^m ψ^m[u′,u] (equation 10).</summary>
    /// <remarks>A trigger without a target sets off bursts only; the matrix weighs the other mechanisms by the share of
    /// events that have a target. Ties add the radius of their own matrix, exact where bursts are all else.</remarks>
    public static double Of(ModelView view)
    {
        int types = view.TypeCount;
        var offspring = new double[types * types];
        double targeted = view.State.EventCount == 0 ? 0 : view.State.TargetedCount / (double)view.State.EventCount;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var mechanism = (Mechanism)m;
            double share = Mechanisms.NeedsTarget(mechanism) ? targeted : 1;
            double weight = view.State.Parameters.Offspring(mechanism) * share;
            for (int cell = 0; cell < offspring.Length; cell++)
            {
                offspring[cell] += weight * view.State.Types.Factor(mechanism, cell / types, cell % types);
            }
        }
        if (view.HasTies)
        {
            double tied = view.TieMatrix.Radius();
            for (int cell = 0; cell < offspring.Length; cell++)
            {
                offspring[cell] += tied * view.State.Types.Share(cell % types);
            }
        }
        return SpectralRadius(offspring, types);
    }

    private static double SpectralRadius(double[] matrix, int size)
    {
        double[] vector = Enumerable.Repeat(1.0, size).ToArray();
        double radius = 0;
        for (int i = 0; i < Iterations; i++)
        {
            var next = new double[size];
            for (int v = 0; v < size; v++)
            {
                for (int u = 0; u < size; u++)
                {
                    next[u] += vector[v] * matrix[(v * size) + u];
                }
            }
            radius = next.Max();
            if (radius <= 0)
            {
                return 0;
            }
            for (int u = 0; u < size; u++)
            {
                vector[u] = next[u] / radius;
            }
        }
        return radius;
    }
}
