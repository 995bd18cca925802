using System.Runtime.InteropServices;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Clusters as people read them: sizes, members, baselines; and the kernels.</summary>
public static class ClusterSummaries
{
    private const int CurvePoints = 60;

    /// <summary>All clusters. Where there are several, cluster 0 holds the actors not yet placed. O(actors).</summary>
    public static IReadOnlyList<ClusterSummary> Of(ModelView view)
    {
        ModelState state = view.State;
        var rates = new double[view.ClusterCount];
        double now = state.Rhythm.Level(view.TimeTicks) * state.Drift.Factor;
        var sent = new long[view.ClusterCount];
        var received = new long[view.ClusterCount];
        foreach (ref readonly ActorRecord actor in state.Actors)
        {
            rates[actor.FirstCluster] += now * actor.BaselineRate;
            sent[actor.FirstCluster] += actor.Sent;
            received[actor.FirstCluster] += actor.Received;
        }
        return [.. Enumerable.Range(0, view.ClusterCount).Select(k => new ClusterSummary(
            k, view.ClusterCount == 1 || k > 0, view.ClusterSizes[k], sent[k], received[k],
            Baseline(view, k, rates[k], 1),
            [.. TypeShares(state, k).Select(share => Baseline(view, k, rates[k], share))]))];
    }

    /// <summary>A page of the actors of a cluster, the surest first; of equally sure ones the first to
    /// appear.</summary>
    /// <remarks>O(actors) for the first pages; what lies beyond the page is not sorted.</remarks>
    /// <param name="view">The view.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="first">Members before the page.</param>
    /// <param name="count">Most members of the page.</param>
    /// <exception cref="ArgumentOutOfRangeException">Unknown cluster, or a negative number.</exception>
    public static IReadOnlyList<ClusterMember> Members(ModelView view, int cluster, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, view.ClusterCount);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var actors = new List<int>();
        var probabilities = new List<double>();
        for (int i = 0; i < view.ActorCount; i++)
        {
            ref readonly ActorRecord actor = ref view.State.Actor(i);
            if (actor.FirstCluster == cluster)
            {
                actors.Add(i);
                probabilities.Add(view.ClusterCount == 1 ? 1 : actor.FirstProbability);
            }
        }
        int end = (int)Math.Min(actors.Count, (long)first + count);
        int[] surest = first < end ? Largest.Of(CollectionsMarshal.AsSpan(probabilities), end) : [];
        return [.. surest.Skip(first).Select(i => new ClusterMember(actors[i], probabilities[i]))];
    }

    /// <summary>The triggering kernels of the whole network: expected offspring per tick at delays from a tenth of the
    /// shortest to five times the longest of the decay grid.</summary>
    public static IReadOnlyList<KernelCurve> Kernels(ModelView view)
    {
        DecayGrid grid = view.State.Grid;
        double first = 0.1 / grid.DecaysPerTick[0], last = 5 / grid.DecaysPerTick[Doubles8.Count - 1];
        return [.. Enumerable.Range(0, Mechanisms.Count).Select(m => new KernelCurve(
            (Mechanism)m,
            [.. Enumerable.Range(0, CurvePoints).Select(i =>
            {
                double delay = first * Math.Pow(last / first, i / (CurvePoints - 1.0));
                return new KernelPoint(delay, Density(view.State, (Mechanism)m, delay));
            })]))];
    }

    private static double Density(ModelState state, Mechanism mechanism, double delayTicks)
    {
        ReadOnlySpan<double> weights = state.Parameters.Components(mechanism);
        double sum = 0;
        for (int j = 0; j < weights.Length; j++)
        {
            sum += weights[j] * state.Grid.Density(j, delayTicks);
        }
        return sum;
    }

    private static double[] TypeShares(ModelState state, int cluster)
    {
        double[] shares = [.. Enumerable.Range(0, state.TypeCount).Select(u =>
            state.Clusters.TypeShare(cluster, u, state.TypeCount, state.Types.Share(u)))];
        double sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    /// <summary>The baseline of a share of a cluster's events, with the Gamma variance of their count.</summary>
    private static Estimate Baseline(ModelView view, int cluster, double rate, double share)
    {
        var direction = new double[ParameterLayout.Count];
        direction[ParameterLayout.Baseline] = rate * share;
        double mean = view.State.Parameters.BaselineFactor * direction[ParameterLayout.Baseline];
        double own = mean * mean / (1 + (view.State.Clusters.BaselineCounts[cluster] * share));
        return Intensity.Around(mean, view.Covariance.Variance(direction) + own);
    }
}

/// <summary>One cluster.</summary>
/// <param name="Cluster">Its number.</param>
/// <param name="IsPlaced">Whether its actors were put into it; false: they wait to be placed.</param>
/// <param name="Size">Its actors.</param>
/// <param name="Sent">Events they sent.</param>
/// <param name="Received">Events addressed to them.</param>
/// <param name="BaselinePerTick">Baseline of all of them together.</param>
/// <param name="BaselinesPerTick">The same by type. [types]</param>
public sealed record ClusterSummary(
    int Cluster, bool IsPlaced, int Size, long Sent, long Received, Estimate BaselinePerTick,
    IReadOnlyList<Estimate> BaselinesPerTick);

/// <summary>An actor of a cluster and the probability that it belongs there.</summary>
public readonly record struct ClusterMember(int Actor, double Probability);

/// <summary>A triggering kernel as points of a curve, by log-spaced delays.</summary>
public sealed record KernelCurve(Mechanism Mechanism, IReadOnlyList<KernelPoint> Points);

/// <summary>Expected offspring per tick at a delay.</summary>
public readonly record struct KernelPoint(double DelayTicks, double OffspringPerTick);
