using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <content>How much the attributions of events to causes say of the cells' weights.</content>
internal sealed partial class ClusterFit
{
    /// <summary>Σ over the window's events of the squared probability that each cell caused them: so many offspring
    /// whose cause were seen would say as much (Louis 1982); less what the repeats and the replies between the same
    /// two clusters take from each other, since an event that may be either tells them apart no further.
    /// [cells]</summary>
    public double[] CertainOffspring()
    {
        var squares = new double[Layout.Count];
        var products = new double[Layout.Reply];
        double[] rates = Rates();
        for (int e = 0; e < Index.Sources.Length; e++)
        {
            AddCertainty(e, rates[Index.Sources[e]], squares, products);
        }
        double repeatStrength = Strengths[(int)Mechanism.Repeat], replyStrength = Strengths[(int)Mechanism.Reply];
        for (int pair = 0; pair < products.Length; pair++)
        {
            ref double repeat = ref squares[pair], reply = ref squares[Layout.Reply + pair];
            double square = products[pair] * products[pair];
            // What is left of each when the other is not known: its Schur complement in their information.
            (repeat, reply) =
                (repeat - (square / (replyStrength + reply)), reply - (square / (repeatStrength + repeat)));
        }
        return squares;
    }

    /// <summary>Adds an event to the squares, by cell, and to the products of repeat and reply, by pair of
    /// clusters.</summary>
    private void AddCertainty(int e, double rate, double[] squares, double[] products)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int source = Labels[Index.Sources[e]];
        int target = Index.Targets[e] < 0 ? 0 : Labels[Index.Targets[e]];
        double appeal = one.Target < 0 ? 1 : Appeal[Index.Targets[e]];
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        double scale = 1 / Intensity(e, source, target, rate, appeal);
        double repeat = 0, reply = 0;
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            int cell = CellOf(term, firstCells, Index.TypeCount);
            double share = Weights[cell] * (term.Known + (term.Strange * tilt)) * scale;
            squares[cell] += share * share;
            repeat = (Mechanism)term.Mechanism == Mechanism.Repeat ? share : repeat;
            reply = (Mechanism)term.Mechanism == Mechanism.Reply ? share : reply;
        }
        products[(source * Clusters) + target] += repeat * reply;
    }
}
