using System.Runtime.Intrinsics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>Puts the events of a window of one type down to their causes, an event's causes side by side in a
/// vector.</summary>
/// <remarks>What is read and summed for an actor stands together, and so for a pair of clusters: the loop over the
/// events then keeps what it needs in registers. Sums are formed in the order of the events.</remarks>
internal sealed class RowAttribution
{
    private readonly ClusterFit fit;
    private readonly ActorSums[] actors;
    private readonly PairSums[] pairs;
    private readonly double[] baselineCounts;

    /// <param name="fit">The parameters in force.</param>
    /// <param name="rates">Baseline rates. [actors]</param>
    public RowAttribution(ClusterFit fit, double[] rates)
    {
        this.fit = fit;
        baselineCounts = new double[fit.Clusters];
        actors = new ActorSums[rates.Length];
        for (int i = 0; i < actors.Length; i++)
        {
            actors[i].Label = fit.Labels[i];
            actors[i].Baseline = rates[i] * fit.TypeShares[fit.Labels[i]];
            actors[i].Appeal = fit.Appeal[i];
        }
        pairs = new PairSums[fit.Tilt.Length];
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            Doubles8 weights = default;
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                weights[m] = fit.Weights[Cell(m, pair)];
            }
            weights[WindowRows.OtherLane] = 1;
            pairs[pair].Weights = weights.ToVector();
            pairs[pair].Tilt = fit.Tilt[pair];
        }
    }

    /// <summary>Σ of the squared parts that are put down to the baseline.</summary>
    public double SquareSum { get; private set; }

    /// <summary>Attributes all events; adds the logarithms of their intensities, in a unit, to a sum.</summary>
    public double Run(WindowRows rows, double unit, double logs)
    {
        double product = 1;
        for (int at = 0; at < fit.Index.Sources.Length;)
        {
            at = Multiply(rows, at, unit, ref product);
            if (ClusterFit.IsFar(product))
            {
                logs += Math.Log(product);
                product = 1;
            }
        }
        return logs + Math.Log(product);
    }

    /// <summary>Writes the sums by actor, cluster and cell.</summary>
    public void CopyTo(double[] byActor, double[] byCluster, double[] strangersOf, double[] chosen, double[] offspring)
    {
        baselineCounts.CopyTo(byCluster, 0);
        for (int i = 0; i < actors.Length; i++)
        {
            (byActor[i], strangersOf[i]) = (actors[i].BaselineCount, actors[i].Strangers);
        }
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            chosen[pair] = pairs[pair].Chosen;
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                offspring[Cell(m, pair)] += pairs[pair].Offspring.GetElement(m);
            }
        }
    }

    /// <summary>Attributes events and multiplies their intensities until the product leaves its range; returns the next
    /// event.</summary>
    private int Multiply(WindowRows rows, int at, double unit, ref double product)
    {
        int[] sources = fit.Index.Sources, targets = fit.Index.Targets;
        int clusters = fit.Clusters;
        double result = product, squares = SquareSum;
        while (at < sources.Length)
        {
            int e = at++, to = targets[e];
            ref ActorSums from = ref actors[sources[e]];
            ref PairSums pair = ref pairs[(from.Label * clusters) + (to < 0 ? 0 : actors[to].Label)];
            double tilt = to < 0 ? 1 : pair.Tilt * actors[to].Appeal;
            Vector512<double> weights = Vector512.FusedMultiplyAdd(
                Vector512.Create(0d, 0, 0, 0, 0, 1, 0, 0), Vector512.Create(from.Baseline), pair.Weights);
            Vector512<double> strange = weights * rows.Strange(e).ToVector() * Vector512.Create(tilt);
            Vector512<double> all = Vector512.FusedMultiplyAdd(weights, rows.Known(e).ToVector(), strange);
            double intensity = VectorLanes.Total(all), scale = 1 / intensity;
            all *= Vector512.Create(scale);
            pair.Offspring += all;
            double baselineShare = all.GetElement(WindowRows.BaselineLane);
            double strangeShare = VectorLanes.Total(strange) * scale;
            from.BaselineCount += baselineShare;
            squares += baselineShare * baselineShare;
            baselineCounts[from.Label] += baselineShare;
            pair.Chosen += strangeShare;
            if (to >= 0)
            {
                actors[to].Strangers += strangeShare;
            }
            result *= intensity * unit;
            if (ClusterFit.IsFar(result))
            {
                break;
            }
        }
        (product, SquareSum) = (result, squares);
        return at;
    }

    private int Cell(int mechanism, int pair) =>
        fit.Layout.CellOf((Mechanism)mechanism, pair / fit.Clusters, pair % fit.Clusters);

    /// <summary>An actor's parameters, and what was put down to it.</summary>
    private struct ActorSums
    {
        public double Baseline;
        public double Appeal;
        public double BaselineCount;
        public double Strangers;
        public int Label;
    }

    /// <summary>The parameters of a pair of clusters, and what was put down to it.</summary>
    private struct PairSums
    {
        public Vector512<double> Weights;
        public Vector512<double> Offspring;
        public double Tilt;
        public double Chosen;
    }
}
