using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <content>Intensities of the window's events under other clusters.</content>
internal sealed partial class ClusterFit
{
    /// <summary>The intensity of an event if its source and target were in these clusters.</summary>
    public double Intensity(int e, int source, int target, double rate, double appeal)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        double sum = one.Other
            + (rate * TypeShares[(source * Index.TypeCount) + one.Type] * (one.Known + (one.Strange * tilt)));
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            sum += Weights[Cell(term, source, target, one.Type)] * (term.Known + (term.Strange * tilt));
        }
        return sum;
    }

    /// <summary>The intensity of an event for every cluster that its source might be in.</summary>
    /// <param name="e">The event.</param>
    /// <param name="target">Its target's cluster; 0 where it has none.</param>
    /// <param name="rates">Baseline rate of the source in each cluster. [clusters]</param>
    /// <param name="into">The intensities. [clusters]</param>
    public void IntensitiesAsSource(int e, int target, ReadOnlySpan<double> rates, Span<double> into)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int clusters = into.Length, types = Index.TypeCount;
        double appeal = one.Target < 0 ? 0 : Appeal[Index.Targets[e]];
        double untilted = one.Target < 0 ? 1 : 0;
        for (int k = 0; k < into.Length; k++)
        {
            tilts[k] = untilted + (appeal * Tilt[(k * clusters) + target]);
            into[k] = one.Other
                + (rates[k] * TypeShares[(k * types) + one.Type] * (one.Known + (one.Strange * tilts[k])));
        }
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            (int start, int stride) = (Mechanism)term.Mechanism switch
            {
                Mechanism.Repeat => (target, clusters),
                Mechanism.Reply => (Layout.Reply + target, clusters),
                Mechanism.Burst => (Layout.BurstCell(0, term.TriggerType, one.Type), Layout.BurstCells),
                Mechanism.Relay => (Layout.Relay, 1),
                _ => (Layout.Join + target, 0),
            };
            for (int k = 0; k < into.Length; k++)
            {
                into[k] += Weights[start] * (term.Known + (term.Strange * tilts[k]));
                start += stride;
            }
        }
    }

    /// <summary>The intensity of an event for every cluster that its target might be in.</summary>
    /// <param name="e">The event.</param>
    /// <param name="source">Its source's cluster.</param>
    /// <param name="appeals">Appeal of the target in each cluster. [clusters]</param>
    /// <param name="into">The intensities. [clusters]</param>
    public void IntensitiesAsTarget(int e, int source, ReadOnlySpan<double> appeals, Span<double> into)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int clusters = into.Length;
        double baseline = Rate(Index.Sources[e], source) * TypeShares[(source * Index.TypeCount) + one.Type];
        for (int k = 0; k < into.Length; k++)
        {
            tilts[k] = appeals[k] * Tilt[(source * clusters) + k];
            into[k] = one.Other + (baseline * (one.Known + (one.Strange * tilts[k])));
        }
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            (int start, int stride) = (Mechanism)term.Mechanism switch
            {
                Mechanism.Repeat => (source * clusters, 1),
                Mechanism.Reply => (Layout.Reply + (source * clusters), 1),
                Mechanism.Burst => (Layout.BurstCell(source, term.TriggerType, one.Type), 0),
                Mechanism.Relay => (Layout.Relay + source, 0),
                _ => (Layout.Join, 1),
            };
            for (int k = 0; k < into.Length; k++)
            {
                into[k] += Weights[start] * (term.Known + (term.Strange * tilts[k]));
                start += stride;
            }
        }
    }

    /// <summary>The cell of a term.</summary>
    public int Cell(in WindowTerm term, int source, int target, int type) => (Mechanism)term.Mechanism switch
    {
        Mechanism.Repeat => (source * Clusters) + target,
        Mechanism.Reply => Layout.Reply + (source * Clusters) + target,
        Mechanism.Burst => Layout.BurstCell(source, term.TriggerType, type),
        Mechanism.Relay => Layout.Relay + source,
        _ => Layout.Join + target,
    };
}
