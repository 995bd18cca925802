using HawkesNet.Model.Events;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>The stream's events from its first on, kept while the decays are being refined; then let go.</summary>
internal sealed class EarlyEvents
{
    /// <summary>Most events kept; a longer stream has its decays settled.</summary>
    public const int Capacity = 32_768;

    private EarlyEvent[] events = new EarlyEvent[256];

    /// <summary>Events held; none once the stream has outgrown <see cref="Capacity"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the events held are the whole stream.</summary>
    public bool IsWhole { get; private set; } = true;

    public ReadOnlySpan<EarlyEvent> Events => events.AsSpan(0, Count);

    public void Add(EventBatch batch, int start, int count, EventScores scores)
    {
        if (!IsWhole || Count + count > Capacity)
        {
            IsWhole = false;
            Count = 0;
            events = [];
            return;
        }
        if (Count + count > events.Length)
        {
            Array.Resize(ref events, Math.Max(events.Length * 2, Count + count));
        }
        for (int i = 0; i < count; i++)
        {
            int e = start + i;
            events[Count++] = new EarlyEvent(
                batch.TimeTicks[e], batch.Sources[e], batch.Targets[e], batch.Types[e], 0,
                batch.Weights[e],
                scores.BaselineIntensity[i], scores.BurstChoice[i], scores.RelayChoice[i], scores.JoinChoice[i])
            {
                StreamTicks = batch.StreamTicks[e],
            };
        }
    }

    /// <summary>Moves all events to the operational times of another rhythm.</summary>
    public void Retime(Rhythm rhythm)
    {
        for (int i = 0; i < Count; i++)
        {
            events[i] = events[i] with { TimeTicks = rhythm.ToOperational(events[i].StreamTicks) };
        }
    }

    public void Transfer(IStateTransfer transfer)
    {
        IsWhole = transfer.Value(IsWhole);
        events = transfer.Array(events, Count);
        if (transfer is StateReader)
        {
            Count = events.Length;
        }
    }
}

/// <summary>One event: who, when, and the parts of its intensity that do not depend on the decays.</summary>
/// <remarks><paramref name="Filling"/> keeps the layout free of padding, which would not be the same in equal
/// states.</remarks>
internal readonly record struct EarlyEvent(
    long TimeTicks, int Source, int Target, int Type, int Filling, double Weight,
    double BaselineIntensity, double BurstChoice, double RelayChoice, double JoinChoice)
{
    /// <summary>Its time as the stream has it; <see cref="TimeTicks"/> is operational.</summary>
    public long StreamTicks { get; init; }

    /// <summary>Probability that a mechanism's next event is this one's channel; 1 where the mechanism names the
    /// channel.</summary>
    public double Choice(Excitation.Mechanism mechanism) => mechanism switch
    {
        Excitation.Mechanism.Burst => BurstChoice,
        Excitation.Mechanism.Relay => RelayChoice,
        Excitation.Mechanism.Join => JoinChoice,
        _ => 1,
    };
}
