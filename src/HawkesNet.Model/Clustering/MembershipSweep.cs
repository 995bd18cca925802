using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <summary>Moves each actor to the cluster under which its own events, those addressed to it and its exposures are
/// most probable, the others' labels and the parameters held fixed.</summary>
/// <remarks>The events' likelihood is exact in the causes: they are summed over, not put down to (docs/model.md,
/// section 13).</remarks>
internal sealed class MembershipSweep(ClusterFit fit)
{
    /// <summary>Products of likelihood ratios are brought back to logarithms before they leave this range.</summary>
    private const double ProductMax = 1e100;
    private const int ProductEvents = 8;

    private readonly WindowIndex index = fit.Index;
    private readonly double[] logs = new double[fit.Clusters];
    private readonly double[] products = new double[fit.Clusters];
    private readonly double[] rates = new double[fit.Clusters];
    private readonly double[] appeals = new double[fit.Clusters];
    private readonly double[] intensities = new double[fit.Clusters];

    /// <summary>Log posterior of each cluster for the actor scored last, up to a constant. [clusters]</summary>
    public ReadOnlySpan<double> LogPosterior => logs;

    /// <summary>One pass over the actors; returns how many moved.</summary>
    public int Run()
    {
        int moved = 0;
        for (int i = 0; i < index.ActorCount; i++)
        {
            Score(i);
            int best = Best();
            int before = fit.Labels[i];
            if (best != before)
            {
                fit.Sizes[before]--;
                fit.Sizes[best]++;
                fit.ClusterCounts[before] -= fit.BaselineCounts[i];
                fit.ClusterCounts[best] += fit.BaselineCounts[i];
                fit.Labels[i] = best;
                moved++;
            }
        }
        return moved;
    }

    /// <summary>Log posterior of every cluster for one actor.</summary>
    public void Score(int actor)
    {
        for (int k = 0; k < logs.Length; k++)
        {
            double rate = rates[k] = fit.Rate(actor, k);
            appeals[k] = fit.AppealIn(actor, k);
            double ratio = rate * index.SpanTicks / fit.MeanCount(k);
            int others = fit.Sizes[k] - (fit.Labels[actor] == k ? 1 : 0);
            logs[k] = Math.Log(others + 1) + (fit.RateShape * (Math.Log(ratio) - ratio)) - Exposure(actor, k, rate);
            products[k] = 1;
        }
        int waiting = 0;
        foreach (int e in index.Out[actor])
        {
            int target = index.Targets[e] < 0 ? 0 : fit.Labels[index.Targets[e]];
            fit.IntensitiesAsSource(e, target, rates, intensities);
            Multiply(fit.Labels[actor], ref waiting);
        }
        foreach (int e in index.In[actor])
        {
            int source = fit.Labels[index.Sources[e]];
            fit.IntensitiesAsTarget(e, source, appeals, intensities);
            Multiply(fit.Labels[actor], ref waiting);
        }
        TakeLogs();
    }

    private int Best()
    {
        int best = 0;
        for (int k = 1; k < logs.Length; k++)
        {
            if (logs[k] > logs[best])
            {
                best = k;
            }
        }
        return best;
    }

    /// <summary>The part of the compensator that depends on the actor's cluster.</summary>
    private double Exposure(int actor, int k, double rate)
    {
        CellLayout layout = fit.Layout;
        double[] factors = fit.Factors;
        double sum = (rate * index.SpanTicks)
            + (factors[layout.Relay + k] * index.RelayExposure[actor])
            + (factors[layout.Join + k] * index.JoinExposure[actor]);
        for (int v = 0; v < index.TypeCount; v++)
        {
            double exposure = index.BurstExposure[(actor * index.TypeCount) + v];
            int row = layout.BurstRow(k, v);
            for (int u = 0; u < layout.BurstTypes && exposure > 0; u++)
            {
                sum += exposure * factors[row + u];
            }
        }
        int clusters = fit.Clusters;
        sum += fit.StrangersExpected(actor, k, appeals[k]);
        foreach (int d in index.DyadsFrom[actor])
        {
            ref readonly WindowDyad dyad = ref index.Dyads[d];
            int l = fit.Labels[dyad.Target];
            sum += (factors[(k * clusters) + l] * dyad.RepeatExposure)
                + (factors[layout.Reply + (l * clusters) + k] * dyad.ReplyExposure);
        }
        foreach (int d in index.DyadsTo[actor])
        {
            ref readonly WindowDyad dyad = ref index.Dyads[d];
            int l = fit.Labels[dyad.Source];
            sum += (factors[(l * clusters) + k] * dyad.RepeatExposure)
                + (factors[layout.Reply + (k * clusters) + l] * dyad.ReplyExposure);
        }
        return sum;
    }

    private void Multiply(int current, ref int waiting)
    {
        double scale = 1 / intensities[current];
        double most = 1, least = 1;
        for (int k = 0; k < products.Length; k++)
        {
            products[k] *= intensities[k] * scale;
            most = Math.Max(most, products[k]);
            least = Math.Min(least, products[k]);
        }
        waiting++;
        if (waiting >= ProductEvents || most > ProductMax || least < 1 / ProductMax)
        {
            TakeLogs();
            waiting = 0;
        }
    }

    private void TakeLogs()
    {
        for (int k = 0; k < products.Length; k++)
        {
            logs[k] += Math.Log(products[k]);
            products[k] = 1;
        }
    }
}
