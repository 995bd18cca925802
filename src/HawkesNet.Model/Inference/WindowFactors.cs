using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>The factors of clusters and types as a window of events meets them; with one type, all of them side by side
/// for a pair of clusters. Immutable.</summary>
internal sealed class WindowFactors
{
    private readonly ClusterExcitation cells;
    private readonly int clusters;

    // [source's cluster, target's cluster, mechanisms]; empty with several types.
    private readonly double[] responses;
    private readonly double[] triggers;

    public WindowFactors(ModelState state)
    {
        cells = state.Cells;
        clusters = cells.ClusterCount;
        responses = new double[state.TypeCount == 1 ? clusters * clusters * Mechanisms.Count : 0];
        triggers = new double[responses.Length];
        for (int i = 0; i < responses.Length; i++)
        {
            (int pair, var mechanism) = (i / Mechanisms.Count, (Mechanism)(i % Mechanisms.Count));
            responses[i] = LookUp(mechanism, pair / clusters, pair % clusters, 0, 0);
            triggers[i] = LookUpTrigger(mechanism, pair / clusters, pair % clusters, 0);
        }
    }

    /// <summary>Factor of a response between two clusters to a trigger of a type; target 0: it has none.</summary>
    public double OfResponse(Mechanism mechanism, int source, int target, int triggerType, int type) =>
        responses.Length == 0 ? LookUp(mechanism, source, target, triggerType, type)
            : responses[(((source * clusters) + target) * Mechanisms.Count) + (int)mechanism];

    /// <summary>Relative number of offspring of a trigger between two clusters; target 0: it has none.</summary>
    public double OfTrigger(Mechanism mechanism, int source, int target, int type) =>
        triggers.Length == 0 ? LookUpTrigger(mechanism, source, target, type)
            : triggers[(((source * clusters) + target) * Mechanisms.Count) + (int)mechanism];

    private double LookUp(Mechanism mechanism, int source, int target, int triggerType, int type) =>
        cells.Factor(mechanism, cells.Cell(mechanism, source, target), triggerType, type);

    private double LookUpTrigger(Mechanism mechanism, int source, int target, int type) =>
        cells.RowSum(mechanism, cells.TriggerCell(mechanism, source, target), type);
}
