using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>The first events of a stream, held until there are enough to settle the decay grid from.</summary>
internal sealed class HeldBack
{
    private const int Enough = 100;

    // A stream whose first events all bear one time gives no scale; in the end it is settled all the same.
    private const int EnoughWithoutSpan = 100_000;

    public EventBatch Events { get; } = new(Enough);

    /// <summary>Actors and types seen or declared.</summary>
    public int ActorCount { get; set; }
    public int TypeCount { get; set; }

    public bool CanSettle => Events.Count > 1 && Events.TimeTicks[^1] > Events.TimeTicks[0];

    public bool IsReady => (Events.Count >= Enough && CanSettle) || Events.Count >= EnoughWithoutSpan;

    /// <summary>Takes events until there are enough; returns how many it took.</summary>
    public int Take(EventBatch batch)
    {
        int i = 0;
        for (; i < batch.Count && !IsReady; i++)
        {
            Events.Add(batch.TimeTicks[i], batch.Sources[i], batch.Targets[i], batch.Types[i], batch.Weights[i]);
            ActorCount = Math.Max(ActorCount, Math.Max(batch.Sources[i], batch.Targets[i]) + 1);
            TypeCount = Math.Max(TypeCount, batch.Types[i] + 1);
        }
        return i;
    }

    public void Transfer(IStateTransfer transfer)
    {
        ActorCount = transfer.Value(ActorCount);
        TypeCount = transfer.Value(TypeCount);
        long[] times = transfer.Array(Events.TimeTicks.ToArray());
        int[] sources = transfer.Array(Events.Sources.ToArray());
        int[] targets = transfer.Array(Events.Targets.ToArray());
        int[] types = transfer.Array(Events.Types.ToArray());
        double[] weights = transfer.Array(Events.Weights.ToArray());
        if (transfer is StateReader)
        {
            for (int i = 0; i < times.Length; i++)
            {
                Events.Add(times[i], sources[i], targets[i], types[i], weights[i]);
            }
        }
    }
}
