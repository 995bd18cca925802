using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>A bounded window of the newest events with what the decay refinement needs of each.</summary>
internal sealed class RecentEvents
{
    /// <summary>Most events kept.</summary>
    public const int Capacity = 16_384;

    private RecentEvent[] ring = new RecentEvent[256];

    /// <summary>Events ever added.</summary>
    public long Added { get; private set; }

    public int Count => (int)Math.Min(Added, Capacity);

    /// <summary>Event by age: 0 is the oldest kept.</summary>
    public ref readonly RecentEvent this[int index] =>
        ref ring[(Added <= Capacity ? index : (Added + index) % Capacity)];

    public void Add(EventBatch batch, int start, int count, EventScores scores)
    {
        for (int i = 0; i < count; i++)
        {
            if (Added == ring.Length && ring.Length < Capacity)
            {
                Array.Resize(ref ring, Math.Min(Capacity, ring.Length * 2));
            }
            int e = start + i;
            ring[Added % Capacity] = new RecentEvent(
                batch.TimeTicks[e], batch.Sources[e], batch.Targets[e], batch.Types[e], 0,
                scores.BaselineIntensity[i], scores.BurstChoice[i], scores.RelayChoice[i], scores.JoinChoice[i]);
            Added++;
        }
    }

    public void Transfer(IStateTransfer transfer)
    {
        Added = transfer.Value(Added);
        ring = transfer.Array(ring, Count);
        if (transfer is StateReader)
        {
            Array.Resize(ref ring, Math.Max(256, ring.Length));
        }
    }
}

/// <summary>One event of the window: who, when, and the parts of its intensity that do not depend on the decays.</summary>
internal readonly record struct RecentEvent(
    long TimeTicks, int Source, int Target, int Type, int Unused,
    double BaselineIntensity, double BurstChoice, double RelayChoice, double JoinChoice);
