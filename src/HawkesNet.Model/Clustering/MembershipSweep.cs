using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Clustering;

/// <summary>Moves each actor to the cluster under which its own events, those addressed to it and its exposures are
/// most probable, the others' labels and the parameters held fixed.</summary>
/// <remarks>The events' likelihood is exact in the causes: they are summed over, not put down to (docs/model.md,
/// section 13). The parameters are those the fit had when the sweep was made.</remarks>
internal sealed class MembershipSweep
{
    private readonly ClusterFit fit;
    private readonly WindowIndex index;
    private readonly ClusterMeans means;
    private readonly IClusterLanes lanes;
    private readonly MembershipExposure exposure;
    private readonly double[] logs;
    private readonly double[] rates;
    private readonly double[] appeals;

    // Logarithms of a cluster's size, and of the size with one actor more. [clusters]
    private readonly double[] logSizes;
    private readonly double[] logSizesJoined;

    public MembershipSweep(ClusterFit fit)
    {
        this.fit = fit;
        index = fit.Index;
        means = new ClusterMeans(fit);
        // About the intensity of one channel, so that products stay in range for long.
        double channels = (double)index.ActorCount * (index.Targeted > 0 ? index.ActorCount : 1);
        double unit = index.SpanTicks * channels / index.Sources.Length;
        lanes = index.Rows is null
            ? new ClusterLanes(fit, means, unit) : new ClusterRowLanes(fit, index.Rows, means, unit);
        exposure = new MembershipExposure(fit);
        int width = (fit.Clusters + IClusterLanes.Count - 1) / IClusterLanes.Count * IClusterLanes.Count;
        logs = new double[width];
        rates = new double[width];
        appeals = new double[width];
        logSizes = new double[fit.Clusters];
        logSizesJoined = new double[fit.Clusters];
        for (int k = 0; k < fit.Clusters; k++)
        {
            SetLogSizes(k);
        }
    }

    /// <summary>Log posterior of each cluster for the actor scored last, up to a constant. [clusters]</summary>
    public ReadOnlySpan<double> LogPosterior => logs.AsSpan(0, fit.Clusters);

    /// <summary>One pass over the actors that are not settled; returns how many moved.</summary>
    public int Run()
    {
        int moved = 0;
        fit.Memberships ??= new Membership[index.ActorCount];
        for (int i = 0; i < index.ActorCount; i++)
        {
            if (fit.IsSettled[i])
            {
                continue;
            }
            Score(i);
            int best = Best();
            Membership membership = fit.Memberships[i] = Membership.Of(LogPosterior, best);
            fit.IsSettled[i] = membership.IsCertain;
            if (best != fit.Labels[i])
            {
                Move(i, best);
                moved++;
            }
        }
        return moved;
    }

    private void Move(int actor, int to)
    {
        int from = fit.Labels[actor];
        fit.Sizes[from]--;
        fit.Sizes[to]++;
        fit.ClusterCounts[from] -= fit.BaselineCounts[actor];
        fit.ClusterCounts[to] += fit.BaselineCounts[actor];
        fit.ClusterPresence[from] -= index.Presence[actor];
        fit.ClusterPresence[to] += index.Presence[actor];
        fit.Labels[actor] = to;
        means.Set(from);
        means.Set(to);
        SetLogSizes(from);
        SetLogSizes(to);
        foreach (int d in index.DyadsFrom[actor])
        {
            fit.IsSettled[index.Dyads[d].Target] = false;
        }
        foreach (int d in index.DyadsTo[actor])
        {
            fit.IsSettled[index.Dyads[d].Source] = false;
        }
    }

    /// <summary>Judges how sure the labels are and moves nobody.</summary>
    public void Judge()
    {
        fit.Memberships = new Membership[index.ActorCount];
        for (int i = 0; i < index.ActorCount; i++)
        {
            Score(i);
            fit.Memberships[i] = Membership.Of(LogPosterior, fit.Labels[i]);
        }
    }

    /// <summary>Log posterior of every cluster for one actor.</summary>
    public void Score(int actor)
    {
        exposure.Sum(actor);
        for (int k = 0; k < fit.Clusters; k++)
        {
            double rate = rates[k] = means.RateOf(actor, k);
            appeals[k] = fit.AppealIn(actor, k);
            double ratio = rate * index.SpanTicks / means.CountOf(k);
            double logSize = fit.Labels[actor] == k ? logSizes[k] : logSizesJoined[k];
            logs[k] = logSize + (fit.RateShape * (Math.Log(ratio) - ratio))
                - (rate * index.SpanTicks * index.Presence[actor])
                - fit.StrangersExpected(actor, k, appeals[k]) - exposure.Of(k);
        }
        rates.AsSpan(fit.Clusters).Fill(rates[fit.Clusters - 1]);
        appeals.AsSpan(fit.Clusters).Fill(appeals[fit.Clusters - 1]);
        for (int first = 0; first < logs.Length; first += IClusterLanes.Count)
        {
            AddEvents(actor, first);
        }
    }

    /// <summary>Adds the log-likelihood of an actor's events for eight clusters.</summary>
    private void AddEvents(int actor, int first)
    {
        Vector512<double> products = Vector512<double>.One;
        Vector512<double> ratesHere = Vector512.Create<double>(rates.AsSpan(first));
        (int at, int end) = index.Out.Range(actor);
        while (at < end)
        {
            at = lanes.MultiplyAsSource(at, end, first, ratesHere, ref products);
            products = IClusterLanes.IsFar(products) ? TakeLogs(products, first) : products;
        }
        Vector512<double> appealsHere = Vector512.Create<double>(appeals.AsSpan(first));
        (at, end) = index.In.Range(actor);
        while (at < end)
        {
            at = lanes.MultiplyAsTarget(at, end, first, appealsHere, ref products);
            products = IClusterLanes.IsFar(products) ? TakeLogs(products, first) : products;
        }
        TakeLogs(products, first);
    }

    /// <summary>Moves products over to the logarithms and returns those to go on with: ones.</summary>
    private Vector512<double> TakeLogs(Vector512<double> products, int first)
    {
        int count = Math.Min(IClusterLanes.Count, fit.Clusters - first);
        for (int k = 0; k < count; k++)
        {
            logs[first + k] += Math.Log(products[k]);
        }
        return Vector512<double>.One;
    }

    private void SetLogSizes(int cluster)
    {
        logSizes[cluster] = Math.Log(fit.Sizes[cluster]);
        logSizesJoined[cluster] = Math.Log(fit.Sizes[cluster] + 1);
    }

    private int Best()
    {
        int best = 0;
        for (int k = 1; k < fit.Clusters; k++)
        {
            if (logs[k] > logs[best])
            {
                best = k;
            }
        }
        return best;
    }
}
