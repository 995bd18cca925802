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

    // Exposures of the actor's dyads by the cluster at their other end. [clusters]
    private readonly double[] repeatTo;
    private readonly double[] repeatFrom;
    private readonly double[] replyFrom;
    private readonly double[] replyTo;
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
        repeatTo = new double[clusters];
        repeatFrom = new double[clusters];
        replyFrom = new double[clusters];
        replyTo = new double[clusters];
    }

    /// <summary>Gathers an actor's exposures under the others' present labels.</summary>
    public void Sum(int one)
    {
        actor = one;
        Array.Clear(repeatTo);
        Array.Clear(repeatFrom);
        Array.Clear(replyFrom);
        Array.Clear(replyTo);
        foreach (int d in index.DyadsFrom[one])
        {
            ref readonly WindowDyad dyad = ref index.Dyads[d];
            repeatTo[fit.Labels[dyad.Target]] += dyad.RepeatExposure;
            replyFrom[fit.Labels[dyad.Target]] += dyad.ReplyExposure;
        }
        foreach (int d in index.DyadsTo[one])
        {
            ref readonly WindowDyad dyad = ref index.Dyads[d];
            repeatFrom[fit.Labels[dyad.Source]] += dyad.RepeatExposure;
            replyTo[fit.Labels[dyad.Source]] += dyad.ReplyExposure;
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
            sum += (factors[outward] * repeatTo[l]) + (factors[inward] * repeatFrom[l])
                + (factors[reply + inward] * replyFrom[l]) + (factors[reply + outward] * replyTo[l]);
        }
        return sum;
    }
}
