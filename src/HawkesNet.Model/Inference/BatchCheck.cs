using HawkesNet.Model.Events;

namespace HawkesNet.Model.Inference;

/// <summary>What a batch must satisfy; checked in release builds too, before anything changes.</summary>
internal static class BatchCheck
{
    /// <summary>Throws <see cref="ArgumentException"/> naming the first event at fault.</summary>
    public static void Check(EventBatch batch, long lastTicks, int actorCount, int typeCount, ModelSpec spec)
    {
        ReadOnlySpan<long> times = batch.TimeTicks;
        for (int i = 0; i < batch.Count; i++)
        {
            Require(times[i] >= lastTicks, i, "its time is before that of the event before it");
            lastTicks = times[i];
            CheckIndex(batch.Sources[i], ref actorCount, spec.ActorsMax, i, "source");
            if (batch.Targets[i] != EventBatch.NoTarget)
            {
                CheckIndex(batch.Targets[i], ref actorCount, spec.ActorsMax, i, "target");
            }
            CheckIndex(batch.Types[i], ref typeCount, spec.TypesMax, i, "type");
            Require(double.IsFinite(batch.Weights[i]) && batch.Weights[i] >= 0, i, "its weight is not a number >= 0");
        }
    }

    private static void CheckIndex(int index, ref int count, int limit, int row, string name)
    {
        if (index < 0 || index > count)
        {
            throw Refusal(row, $"its {name} index is not known and not the next free one");
        }
        if (index >= limit)
        {
            throw Refusal(row, $"its {name} is beyond the limit of {limit}");
        }
        count = Math.Max(count, index + 1);
    }

    private static void Require(bool holds, int row, string message)
    {
        if (!holds)
        {
            throw Refusal(row, message);
        }
    }

    private static ArgumentException Refusal(int row, string message) => new($"event {row} of the batch: {message}");
}
