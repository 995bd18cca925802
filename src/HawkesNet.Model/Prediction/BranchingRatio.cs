namespace HawkesNet.Model.Prediction;

/// <summary>The spectral radius of the matrix of expected offspring; below 1 the process is stable.</summary>
public static class BranchingRatio
{
    /// <summary>Spectral radius of G (equation 37) over all actors, every pair by its clusters and tie; types count by
    /// their shares in late generations, cluster by cluster.</summary>
    /// <remarks>With one cluster and no ties, and targets for all events or for none, it is that of
    /// G[u′,u] = Σ_m α^m ψ^m[u′,u] (equation 10). Found when first asked, once per view.</remarks>
    public static double Of(ModelView view) => view.BranchingRatio;
}
