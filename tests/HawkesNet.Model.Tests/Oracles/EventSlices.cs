using HawkesNet.Model.Events;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>Parts and variants of a batch.</summary>
internal static class EventSlices
{
    /// <summary>Events from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
    public static EventBatch Of(EventBatch batch, int start, int end) =>
        Map(batch, start, end, time => time, actor => actor);

    /// <summary>The same events at other times.</summary>
    public static EventBatch WithTimes(EventBatch batch, Func<long, long> time) =>
        Map(batch, 0, batch.Count, time, actor => actor);

    /// <summary>The same events with actors renamed.</summary>
    public static EventBatch WithActors(EventBatch batch, Func<int, int> actor) =>
        Map(batch, 0, batch.Count, time => time, actor);

    /// <summary>The events up to <paramref name="end"/>, those of the last time in the opposite order.</summary>
    /// <returns>The batch, and how many bear its last time.</returns>
    public static (EventBatch Batch, int Tied) LastTieReversed(EventBatch batch, int end)
    {
        int start = end - 1;
        while (start > 0 && batch.TimeTicks[start - 1] == batch.TimeTicks[end - 1])
        {
            start--;
        }
        EventBatch result = Of(batch, 0, start);
        for (int i = end - 1; i >= start; i--)
        {
            result.Add(batch.TimeTicks[i], batch.Sources[i], batch.Targets[i], batch.Types[i], batch.Weights[i]);
        }
        return (result, end - start);
    }

    private static EventBatch Map(
        EventBatch batch, int start, int end, Func<long, long> time, Func<int, int> actor)
    {
        var result = new EventBatch(Math.Max(1, end - start));
        for (int i = start; i < end; i++)
        {
            int target = batch.Targets[i];
            result.Add(time(batch.TimeTicks[i]), actor(batch.Sources[i]), target < 0 ? target : actor(target),
                batch.Types[i], batch.Weights[i]);
        }
        return result;
    }
}
