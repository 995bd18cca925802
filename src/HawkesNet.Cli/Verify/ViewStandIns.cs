using HawkesNet.Model;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;

namespace HawkesNet.Cli.Verify;

/// <summary>Stands in for members of the view that are to come: one cluster, no ties. Delete this file once the view
/// has them; until then its own members win over these one by one as they appear.</summary>
internal static class ViewStandIns
{
    private static (ModelView? View, PosteriorSummary? Summary) last;

    extension(ModelView view)
    {
        /// <summary>One.</summary>
        public int ClusterCount => 1;

        /// <summary>The only cluster.</summary>
        public int ClusterOf(int actor) => 0;

        /// <summary>The pooled expected offspring.</summary>
        public double OffspringMean(
            Mechanism mechanism, int sourceCluster, int targetCluster, int triggerType, int type) =>
            view.Offspring(mechanism, sourceCluster, targetCluster, triggerType, type).Mean;

        /// <summary>The pooled expected offspring with its interval.</summary>
        public Estimate Offspring(
            Mechanism mechanism, int sourceCluster, int targetCluster, int triggerType, int type)
        {
            if (last.View != view)
            {
                last = (view, view.Summarize());
            }
            int row = ((((int)mechanism * view.TypeCount) + triggerType) * view.TypeCount) + type;
            return last.Summary!.Excitations[row].Offspring;
        }

        /// <summary>No tie.</summary>
        public double TieMean(int source, int target) => 0;

        /// <summary>No tie.</summary>
        public Estimate Tie(int source, int target) => default;
    }
}
