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
