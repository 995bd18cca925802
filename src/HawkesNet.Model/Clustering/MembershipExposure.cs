using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Clustering;

/// <summary>The offspring expected of an actor's triggers and to it, in every cluster it might be in: the part of the
/// compensator that depends on its cluster, but for baseline and strangers.</summary>
internal sealed class MembershipExposure
{
    private readonly ClusterFit fit;
    private readonly WindowIndex index;
    private readonly int clusters;

    // Σ of the factors of a row of burst cells: what a trigger of a type sets off in all. [clusters, types]
    private readonly double[] burstSums;

    // Exposures of the actor's dyads by the cluster at their other end: repeats and replies. [clusters]
    private readonly Vector128<double>[] sent;
    private readonly Vector128<double>[] received;
    private int actor;

    public MembershipExposure(ClusterFit fit)
    {
        this.fit = fit;
        index = fit.Index;
        clusters = fit.Clusters;
        burstSums = new double[clusters * index.TypeCount];
        for (int i = 0; i < burstSums.Length; i++)
        {
            int row = fit.Layout.BurstRow(i / index.TypeCount, i % index.TypeCount);
            for (int u = 0; u < fit.Layout.BurstTypes; u++)
            {
                burstSums[i] += fit.Factors[row + u];
            }
        }
        sent = new Vector128<double>[clusters];
        received = new Vector128<double>[clusters];
    }

    /// <summary>Gathers an actor's exposures under the others' present labels.</summary>
    public void Sum(int one)
    {
        actor = one;
        int[] labels = fit.Labels;
        WindowDyad[] dyads = index.Dyads;
        Array.Clear(sent);
        Array.Clear(received);
        foreach (int d in index.DyadsFrom[one])
        {
            ref readonly WindowDyad dyad = ref dyads[d];
            sent[labels[dyad.Target]] += Vector128.Create(dyad.RepeatExposure, dyad.ReplyExposure);
        }
        foreach (int d in index.DyadsTo[one])
        {
            ref readonly WindowDyad dyad = ref dyads[d];
            received[labels[dyad.Source]] += Vector128.Create(dyad.RepeatExposure, dyad.ReplyExposure);
        }
    }

    /// <summary>The offspring expected if the actor gathered last were in a cluster.</summary>
    public double Of(int cluster)
    {
        double[] factors = fit.Factors;
        double sum = (factors[fit.Layout.Relay + cluster] * index.RelayExposure[actor])
            + (factors[fit.Layout.Join + cluster] * index.JoinExposure[actor]);
        for (int v = 0; v < index.TypeCount; v++)
        {
            sum += index.BurstExposure[(actor * index.TypeCount) + v]
                * burstSums[(cluster * index.TypeCount) + v];
        }
        int reply = fit.Layout.Reply;
        for (int l = 0; l < clusters; l++)
        {
            int outward = (cluster * clusters) + l, inward = (l * clusters) + cluster;
            (Vector128<double> to, Vector128<double> from) = (sent[l], received[l]);
            sum += (factors[outward] * to[0]) + (factors[inward] * from[0])
                + (factors[reply + inward] * to[1]) + (factors[reply + outward] * from[1]);
        }
        return sum;
    }
}
