using System.Runtime.Intrinsics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <content>The sweep over a window of one type: an event's causes side by side in a vector.</content>
internal sealed partial class ClusterFit
{
    private static readonly Vector512<double> BaselineUnit =
        Vector512<double>.Zero.WithElement(WindowRows.BaselineLane, 1);

    // Weights of the lanes of an event, and what was put down to them, by its pair of clusters. [clusters, clusters]
    private readonly Vector512<double>[] rowWeights;
    private readonly Vector512<double>[] rowOffspring;

    /// <summary>As <see cref="AttributeEvents"/>; adds the log intensities to a sum.</summary>
    private double AttributeRows(WindowRows rows, double[] rates, double unit, double logs)
    {
        SpreadWeights();
        int[] sources = Index.Sources, targets = Index.Targets, labels = Labels;
        double[] baselines = BaselineByActor(rates), tilts = Tilt, appeals = Appeal;
        double[] baselineCounts = BaselineCounts, typeCounts = TypeCounts, chosen = Chosen, strangers = strangersOf;
        Vector512<double>[] weightsOf = rowWeights, offspring = rowOffspring;
        int clusters = Clusters;
        double product = 1, squares = 0;
        for (int e = 0; e < sources.Length; e++)
        {
            int from = sources[e], to = targets[e], source = labels[from];
            int pair = (source * clusters) + (to < 0 ? 0 : labels[to]);
            double tilt = to < 0 ? 1 : tilts[pair] * appeals[to];
            Vector512<double> weights = Vector512.FusedMultiplyAdd(
                BaselineUnit, Vector512.Create(baselines[from]), weightsOf[pair]);
            Vector512<double> strange = weights * rows.Strange(e).ToVector() * Vector512.Create(tilt);
            Vector512<double> all = Vector512.FusedMultiplyAdd(weights, rows.Known(e).ToVector(), strange);
            double intensity = VectorLanes.Total(all), scale = 1 / intensity;
            all *= Vector512.Create(scale);
            offspring[pair] += all;
            double baselineShare = all.GetElement(WindowRows.BaselineLane);
            double strangeShare = VectorLanes.Total(strange) * scale;
            baselineCounts[from] += baselineShare;
            squares += baselineShare * baselineShare;
            typeCounts[source] += baselineShare;
            chosen[pair] += strangeShare;
            if (to >= 0)
            {
                strangers[to] += strangeShare;
            }
            product *= intensity * unit;
            if (product is > ProductMax or < 1 / ProductMax)
            {
                logs += Math.Log(product);
                product = 1;
            }
        }
        squareSum = squares;
        GatherOffspring();
        return logs + Math.Log(product);
    }

    /// <summary>Baseline intensity of each actor's events, before the choice of a target. [actors]</summary>
    private double[] BaselineByActor(double[] rates)
    {
        var baselines = new double[rates.Length];
        for (int i = 0; i < baselines.Length; i++)
        {
            baselines[i] = rates[i] * TypeShares[Labels[i]];
        }
        return baselines;
    }

    private void SpreadWeights()
    {
        for (int pair = 0; pair < rowWeights.Length; pair++)
        {
            Doubles8 row = default;
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                row[m] = Weights[Layout.CellOf((Mechanism)m, pair / Clusters, pair % Clusters)];
            }
            row[WindowRows.OtherLane] = 1;
            rowWeights[pair] = row.ToVector();
        }
        Array.Clear(rowOffspring);
    }

    private void GatherOffspring()
    {
        for (int pair = 0; pair < rowOffspring.Length; pair++)
        {
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                Offspring[Layout.CellOf((Mechanism)m, pair / Clusters, pair % Clusters)] +=
                    rowOffspring[pair].GetElement(m);
            }
        }
    }
}
