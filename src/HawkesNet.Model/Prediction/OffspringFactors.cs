using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>How many times the network's offspring an event has by a mechanism, by the clusters of its source and
/// target: χ ψ summed over the types of what it sets off and averaged over its own (equation 18).</summary>
/// <remarks>Weights of events count as one, their mean. With one cluster and one type all are 1. Immutable.</remarks>
internal sealed class OffspringFactors
{
    private readonly int clusters;
    private readonly double[] means;
    private readonly double[] deviations;

    public OffspringFactors(ModelState state, TriggerTypes types)
    {
        clusters = state.Clusters.Count;
        means = new double[Mechanisms.Count * clusters * clusters];
        deviations = new double[means.Length];
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            for (int source = 0; source < clusters; source++)
            {
                for (int target = 0; target < clusters; target++)
                {
                    Fill(state, types, (Mechanism)m, source, target);
                }
            }
        }
    }

    /// <summary>The factor of an event of one cluster's actor addressed to another's; bursts do not look at the
    /// target.</summary>
    public double Mean(Mechanism mechanism, int source, int target) => means[Index(mechanism, source, target)];

    /// <summary>Its standard deviation, of the Gamma posteriors of the cells' counts.</summary>
    public double Deviation(Mechanism mechanism, int source, int target) =>
        deviations[Index(mechanism, source, target)];

    private void Fill(ModelState state, TriggerTypes types, Mechanism mechanism, int source, int target)
    {
        int cell = state.Cells.TriggerCell(mechanism, source, target);
        double mean = 0, variance = 0;
        for (int type = 0; type < state.TypeCount; type++)
        {
            double part = types.Share(source, type) * state.Cells.RowSum(mechanism, cell, type);
            mean += part;
            variance += part * part * state.Cells.RowSumRelativeVariance(mechanism, cell, type);
        }
        means[Index(mechanism, source, target)] = mean;
        deviations[Index(mechanism, source, target)] = Math.Sqrt(variance);
    }

    private int Index(Mechanism mechanism, int source, int target) =>
        ((((int)mechanism * clusters) + source) * clusters) + target;
}
