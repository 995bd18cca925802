using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <content>Intensities of the window's events under other clusters.</content>
internal sealed partial class ClusterFit
{
    /// <summary>Baseline rates of all actors in their clusters. [actors]</summary>
    public double[] Rates()
    {
        var rates = new double[Labels.Length];
        var means = new ClusterMeans(this);
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = means.RateOf(i, Labels[i]);
        }
        return rates;
    }

    /// <summary>The intensity of an event if its source and target were in these clusters.</summary>
    public double Intensity(int e, int source, int target, double rate, double appeal)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        SetFirstCells(source, target, one.Type);
        double sum = one.Other
            + (rate * TypeShares[(source * Index.TypeCount) + one.Type] * (one.Known + (one.Strange * tilt)));
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            sum += Weights[CellOf(term, firstCells, Index.TypeCount)] * (term.Known + (term.Strange * tilt));
        }
        return sum;
    }

    /// <summary>The cell of a term.</summary>
    public int Cell(in WindowTerm term, int source, int target, int type) =>
        (Mechanism)term.Mechanism == Mechanism.Burst
            ? Layout.BurstCell(source, term.TriggerType, type)
            : Layout.CellOf((Mechanism)term.Mechanism, source, target);
}
