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
    private readonly Doubles8[] rowWeights;
    private readonly Doubles8[] rowOffspring;

    private void SpreadWeights()
    {
        for (int pair = 0; pair < rowWeights.Length; pair++)
        {
            ref Doubles8 row = ref rowWeights[pair];
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                row[m] = Weights[Layout.CellOf((Mechanism)m, pair / Clusters, pair % Clusters)];
            }
            row[WindowRows.OtherLane] = 1;
        }
        Array.Clear(rowOffspring);
    }

    private void GatherOffspring()
    {
        for (int pair = 0; pair < rowOffspring.Length; pair++)
        {
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                Offspring[Layout.CellOf((Mechanism)m, pair / Clusters, pair % Clusters)] += rowOffspring[pair][m];
            }
        }
    }

    /// <summary>As <see cref="AttributeEvent"/>, between <see cref="SpreadWeights"/> and
    /// <see cref="GatherOffspring"/>.</summary>
    private double AttributeRow(WindowRows rows, int e, double rate)
    {
        int from = Index.Sources[e], to = Index.Targets[e];
        int source = Labels[from], pair = (source * Clusters) + (to < 0 ? 0 : Labels[to]);
        double tilt = to < 0 ? 1 : Tilt[pair] * Appeal[to];
        Vector512<double> weights = Vector512.FusedMultiplyAdd(
            BaselineUnit, Vector512.Create(rate * TypeShares[source]), rowWeights[pair].ToVector());
        Vector512<double> strange = weights * rows.Strange(e).ToVector() * Vector512.Create(tilt);
        Vector512<double> all = Vector512.FusedMultiplyAdd(weights, rows.Known(e).ToVector(), strange);
        double intensity = VectorLanes.Total(all), scale = 1 / intensity;
        all *= Vector512.Create(scale);
        rowOffspring[pair] = Doubles8.From(rowOffspring[pair].ToVector() + all);
        double baselineShare = all.GetElement(WindowRows.BaselineLane);
        double strangeShare = VectorLanes.Total(strange) * scale;
        BaselineCounts[from] += baselineShare;
        squareSum += baselineShare * baselineShare;
        TypeCounts[source] += baselineShare;
        Chosen[pair] += strangeShare;
        if (to >= 0)
        {
            strangersOf[to] += strangeShare;
        }
        return intensity;
    }
}
