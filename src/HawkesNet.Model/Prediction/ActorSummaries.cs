using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Reads one actor's record for people. Cost: O(1) per actor.</summary>
internal static class ActorSummaries
{
    public static ActorSummary Of(ModelView view, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, view.ActorCount);
        ref readonly ActorRecord actor = ref view.State.Actor(index);
        bool isSeen = actor.FirstTicks != long.MaxValue;
        return new ActorSummary(
            index, actor.Sent, actor.Received,
            isSeen ? actor.FirstTicks : null, isSeen ? actor.LastTicks : null,
            BaselinePerTick(view, actor), Clusters(view, actor));
    }

    /// <summary>Probability of every cluster: the two most probable are known, the others share the rest. Without
    /// enough events to be placed, all are as probable as they are large.</summary>
    private static double[] Clusters(ModelView view, in ActorRecord actor)
    {
        int count = view.ClusterCount;
        var result = new double[count];
        if (count == 1)
        {
            result[0] = 1;
            return result;
        }
        int[] sizes = view.ClusterSizes;
        double left = 1 - actor.FirstProbability - actor.SecondProbability;
        double others = 0;
        for (int k = 1; k < count; k++)
        {
            bool isKnown = actor.FirstCluster != 0 && (k == actor.FirstCluster || k == actor.SecondCluster);
            result[k] = isKnown ? 0 : sizes[k] + 1;
            others += result[k];
        }
        for (int k = 1; k < count && others > 0; k++)
        {
            result[k] *= (actor.FirstCluster == 0 ? 1 : Math.Max(0, left)) / others;
        }
        if (actor.FirstCluster != 0)
        {
            result[actor.FirstCluster] += actor.FirstProbability;
            result[actor.SecondCluster] += actor.SecondProbability;
        }
        return Normalised(result);
    }

    private static double[] Normalised(double[] values)
    {
        double sum = values.Sum();
        return [.. values.Select(value => value / sum)];
    }

    /// <summary>The baseline part of the actor's intensity now, over all targets and types (equations 2 and
    /// 14).</summary>
    private static Estimate BaselinePerTick(ModelView view, in ActorRecord actor)
    {
        Span<double> direction = stackalloc double[ParameterLayout.Count];
        direction.Clear();
        double rate = view.State.Rhythm.Level(view.TimeTicks) * view.State.Drift.Factor * actor.BaselineRate;
        direction[ParameterLayout.Baseline] = rate;
        double mean = view.State.Parameters.BaselineFactor * rate;
        double ownVariance = mean * mean * Baseline.RelativeVariance(view.State, actor);
        return Intensity.Around(mean, view.Covariance.Variance(direction) + ownVariance);
    }
}
