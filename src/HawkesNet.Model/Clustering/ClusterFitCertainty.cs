namespace HawkesNet.Model.Clustering;

/// <content>How much the attributions of events to causes say of the cells' weights.</content>
internal sealed partial class ClusterFit
{
    /// <summary>Σ over the window's events of the squared probability that each cell caused them: so many offspring
    /// whose cause were seen would say as much (Louis 1982). [cells]</summary>
    public double[] CertainOffspring()
    {
        var squares = new double[Layout.Count];
        double[] rates = Rates();
        for (int e = 0; e < Index.Sources.Length; e++)
        {
            AddSquares(e, rates[Index.Sources[e]], squares);
        }
        return squares;
    }

    private void AddSquares(int e, double rate, double[] squares)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int source = Labels[Index.Sources[e]];
        int target = Index.Targets[e] < 0 ? 0 : Labels[Index.Targets[e]];
        double appeal = one.Target < 0 ? 1 : Appeal[Index.Targets[e]];
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        double scale = 1 / Intensity(e, source, target, rate, appeal);
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            int cell = CellOf(term, firstCells, Index.TypeCount);
            double share = Weights[cell] * (term.Known + (term.Strange * tilt)) * scale;
            squares[cell] += share * share;
        }
    }
}
