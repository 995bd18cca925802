using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>An event of a channel of the protocol's own numbering.</summary>
internal readonly record struct ChannelEvent(double Seconds, int Channel);

/// <summary>Offspring of one event on one channel: their expected number.</summary>
internal readonly record struct ChannelOffspring(int Channel, double Mean);

/// <summary>Draws events by their branching structure on [0, end], starting from no history: exact, and O(events) but
/// for the final sort. Hawkes &amp; Oakes 1974.</summary>
/// <param name="rng">The random numbers.</param>
/// <param name="endSeconds">Nothing happens after it.</param>
/// <param name="delay">Draws a delay from the triggering kernel, in seconds.</param>
internal sealed class BranchingProcess(CounterRng rng, double endSeconds, Func<CounterRng, double> delay)
{
    private readonly List<ChannelEvent> events = [];

    /// <summary>Adds the baseline events of a channel, a Poisson process on [from, to].</summary>
    public void AddBaseline(int channel, double perSecond, double fromSeconds, double toSeconds)
    {
        if (toSeconds <= fromSeconds)
        {
            return;
        }
        int count = rng.Poisson(perSecond * (toSeconds - fromSeconds));
        for (int i = 0; i < count; i++)
        {
            events.Add(new ChannelEvent(fromSeconds + (rng.Uniform() * (toSeconds - fromSeconds)), channel));
        }
    }

    /// <summary>All events with their offspring to the last generation, by time.</summary>
    /// <param name="offspringOf">Expected offspring of an event of a channel.</param>
    /// <param name="keep">Probability that an offspring (trigger's channel, own channel, time) is kept; null:
    /// always.</param>
    public List<ChannelEvent> Grow(
        Func<int, IReadOnlyList<ChannelOffspring>> offspringOf, Func<int, int, double, double>? keep = null)
    {
        for (int i = 0; i < events.Count; i++)
        {
            ChannelEvent trigger = events[i];
            foreach (ChannelOffspring offspring in offspringOf(trigger.Channel))
            {
                for (int left = rng.Poisson(offspring.Mean); left > 0; left--)
                {
                    double time = trigger.Seconds + delay(rng);
                    double kept = time > endSeconds ? 0 : keep?.Invoke(trigger.Channel, offspring.Channel, time) ?? 1;
                    if (kept >= 1 || (kept > 0 && rng.Uniform() < kept))
                    {
                        events.Add(new ChannelEvent(time, offspring.Channel));
                    }
                }
            }
        }
        events.Sort((a, b) => a.Seconds != b.Seconds
            ? a.Seconds.CompareTo(b.Seconds)
            : a.Channel.CompareTo(b.Channel));
        return events;
    }
}
