using HawkesNet.Model;

namespace HawkesNet.Cli.Verify;

/// <summary>The figures that every protocol with clusters has.</summary>
internal static class ClusterFigures
{
    /// <summary>The learned label of each of the first actors. [actorCount]</summary>
    public static int[] Labels(ModelView view, int actorCount) =>
        [.. Enumerable.Range(0, actorCount).Select(view.ClusterOf)];

    /// <summary>Adds how well the labels agree with the truth, and how many are in use.</summary>
    public static SeedResult Add(SeedResult result, int[] truth, int[] learned) => result with
    {
        AdjustedRand = ClusterAgreement.AdjustedRand(truth, learned),
        MutualInformation = ClusterAgreement.MutualInformation(truth, learned),
        Clusters = learned.Distinct().Count(),
    };
}
