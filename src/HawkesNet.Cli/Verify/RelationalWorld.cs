using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>The drawn truth of a protocol C: who is where, since when, how active and how popular. At half time it may
/// change.</summary>
internal sealed class RelationalWorld
{
    private readonly RelationalSetting setting;
    private readonly double[,] baselines;
    private readonly int[] clustersFirst;
    private readonly int[] clustersLast;
    private readonly double[] activityFirst;
    private readonly double[] activityLast;
    private readonly double[] popularity;
    private readonly double[] arrivals;

    public RelationalWorld(RelationalSetting setting, CounterRng rng)
    {
        this.setting = setting;
        baselines = setting.Baselines();
        clustersFirst = [.. Enumerable.Range(0, setting.Actors).Select(setting.ClusterOf)];
        clustersLast = [.. clustersFirst.Select(k => Moved(k, rng))];
        activityFirst = Weights(rng);
        activityLast = [.. activityFirst.Select(a => setting.Drifting && rng.Uniform() < 0.5 ? 2 * a : a)];
        popularity = Weights(rng);
        arrivals = [.. clustersFirst.Select(_ => setting.Growing && rng.Uniform() >= 0.3
            ? rng.Uniform() * HalfSeconds : 0)];
    }

    /// <summary>When it changes, where it does.</summary>
    public const double HalfSeconds = RelationalSetting.EndSeconds / 2;

    /// <summary>Times after which baselines are others, rising.</summary>
    public IReadOnlyList<double> Changes =>
        [.. arrivals.Append(setting.Drifting ? HalfSeconds : 0).Where(time => time > 0).Order()];

    /// <summary>Whether an actor is in another cluster after half time.</summary>
    public bool HasMoved(int actor) => clustersFirst[actor] != clustersLast[actor];

    /// <summary>Cluster of an actor at a time.</summary>
    public int ClusterOf(int actor, double seconds) =>
        seconds > HalfSeconds ? clustersLast[actor] : clustersFirst[actor];

    /// <summary>When both actors are there.</summary>
    public double LiveFrom(int source, int target) => Math.Max(arrivals[source], arrivals[target]);

    /// <summary>Baseline events per second of a dyad at a time, just after it.</summary>
    public double Baseline(int source, int target, double seconds)
    {
        bool late = seconds > HalfSeconds;
        return source == target || seconds < LiveFrom(source, target) ? 0
            : baselines[ClusterOf(source, seconds), ClusterOf(target, seconds)]
                * (late ? activityLast[source] : activityFirst[source]) * popularity[target];
    }

    /// <summary>Baseline events per second of an actor at a time.</summary>
    public double Baseline(int source, double seconds) =>
        Enumerable.Range(0, setting.Actors).Sum(target => Baseline(source, target, seconds));

    /// <summary>Expected repeats of an event source → target, by the clusters at the time of the repeat.</summary>
    public double Repeat(int source, int target, double seconds) =>
        setting.Repeat(ClusterOf(source, seconds), ClusterOf(target, seconds));

    /// <summary>Expected answers source → target to an event target → source, by the clusters at the time of the
    /// answer.</summary>
    public double Reply(int source, int target, double seconds) =>
        setting.Reply(ClusterOf(source, seconds), ClusterOf(target, seconds));

    private int Moved(int cluster, CounterRng rng) =>
        setting.Drifting && rng.Uniform() < 0.1
            ? (cluster + 1 + rng.Below(setting.Clusters - 1)) % setting.Clusters
            : cluster;

    private double[] Weights(CounterRng rng) =>
        [.. clustersFirst.Select(_ => setting.Heterogeneous ? rng.Gamma(2, 0.5) : 1)];
}
