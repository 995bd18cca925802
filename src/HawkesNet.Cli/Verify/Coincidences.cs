using HawkesNet.Model.Events;

namespace HawkesNet.Cli.Verify;

/// <summary>The simplest ranking of ties: how much more often one actor acts soon after another than by chance. A
/// learner that does not rank better has learned nothing.</summary>
internal static class Coincidences
{
    /// <summary>For each ordered pair: the sum over the target's events of the decayed count of the source's (decay one
    /// per second), less its expectation were they independent, over its Poisson deviation. [actors, actors]</summary>
    /// <remarks>O(events · actors).</remarks>
    public static double[,] Scores(EventBatch events, int actorCount, double endSeconds)
    {
        double[] decayed = new double[actorCount], counts = new double[actorCount];
        var scores = new double[actorCount, actorCount];
        long last = 0;
        for (int n = 0; n < events.Count; n++)
        {
            double left = Math.Exp((last - events.TimeTicks[n]) / Sample.TicksPerSecond);
            last = events.TimeTicks[n];
            int target = events.Sources[n];
            for (int source = 0; source < actorCount; source++)
            {
                decayed[source] *= left;
                scores[source, target] += decayed[source];
            }
            decayed[target]++;
            counts[target]++;
        }
        for (int source = 0; source < actorCount; source++)
        {
            for (int target = 0; target < actorCount; target++)
            {
                double expected = counts[source] * counts[target] / endSeconds;
                scores[source, target] = (scores[source, target] - expected) / Math.Sqrt(expected);
            }
        }
        return scores;
    }
}
