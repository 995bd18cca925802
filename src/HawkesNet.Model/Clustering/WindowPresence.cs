using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>In which share of a window each actor was there: in a network that grows, who came late has done less for
/// that reason alone.</summary>
/// <remarks>An actor of n occasions that was there all along misses 1 / (n + 1) of the span before its first. What
/// actors miss beyond that, on average, is put down to their coming late (docs/model.md, section 13). Under forgetting
/// fewer events count as occasions than are, so less is put down to lateness.</remarks>
internal static class WindowPresence
{
    /// <summary>Shares in (0, 1], by local actor.</summary>
    public static double[] Of(ModelState state, WindowIndex index)
    {
        ReadOnlySpan<WindowEvent> events = index.Window.Events;
        // Events that others set off come in bursts: they are no occasions of their own.
        double occasionShare = Math.Clamp(state.BaselineCountSum / Math.Max(1, state.EventCount), 0, 1);
        var missed = new double[index.ActorCount];
        double missedSum = 0, expectedSum = 0;
        for (int i = 0; i < missed.Length; i++)
        {
            double occasions = occasionShare * (index.Out[i].Length + index.In[i].Length);
            long first = First(state, index.Actor(i), events[^1].TimeTicks);
            missed[i] = Math.Max(0, StreamTime.Elapsed(events[0].TimeTicks, first)) / index.SpanTicks;
            missedSum += missed[i];
            expectedSum += 1 / (occasions + 1);
            // About one mean gap before the first event it was there already.
            missed[i] *= occasions / (occasions + 1);
        }
        double late = missedSum <= expectedSum ? 0 : 1 - (expectedSum / missedSum);
        return [.. missed.Select(share => 1 - (late * share))];
    }

    private static long First(ModelState state, int actor, long lastTicks)
    {
        long first = state.Actor(actor).FirstTicks;
        return first == long.MaxValue ? lastTicks : Math.Min(state.Rhythm.ToOperational(first), lastTicks);
    }
}
