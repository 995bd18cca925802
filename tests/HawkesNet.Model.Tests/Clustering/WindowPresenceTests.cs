using HawkesNet.Model.Clustering;
using HawkesNet.Model.State;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

public class WindowPresenceTests
{
    private const int Actors = 200;
    private const long Span = 10_000_000;

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(200)]
    public void Actors_that_were_all_there_from_the_start_are_taken_for_there(int eventsOfEach)
    {
        double[] presence = Index(eventsOfEach, _ => 0).Presence;
        // The mean first event of so many actors is off by some percent, and all of that is put down to lateness.
        Assert.InRange(presence.Average(), 0.95, 1);
        Assert.All(presence, share => Assert.InRange(share, 0.8, 1));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public void Actors_that_come_one_after_the_other_are_there_from_about_then_on(int eventsOfEach)
    {
        WindowIndex index = Index(eventsOfEach, Arrival);
        for (int i = 0; i < Actors; i++)
        {
            double truth = 1 - ((double)Arrival(index.Actor(i)) / Span);
            // Of two hundred gaps the longest is about ln 200 mean gaps, seldom more than eight.
            double off = 8.0 / eventsOfEach;
            Assert.InRange(index.Presence[i], truth - off, truth + off);
        }
    }

    [Fact]
    public void Who_was_there_before_the_window_is_there_all_along()
    {
        WindowIndex index = Index(20, Arrival, seenBefore: true);
        Assert.All(index.Presence, share => Assert.Equal(1, share));
    }

    private static long Arrival(int actor) => Span / 2 * actor / Actors;

    /// <summary>Each actor has so many events, at random from its arrival to the end.</summary>
    private static WindowIndex Index(int eventsOfEach, Func<int, long> arrival, bool seenBefore = false)
    {
        var random = new Random(1);
        var state = new ModelState(new ModelSpec());
        state.GrowTypes(1);
        state.GrowActors(Actors);
        var window = new EventWindow();
        (long Time, int Actor)[] events = [.. Enumerable.Range(0, Actors * eventsOfEach)
            .Select(e => e % Actors)
            .Select(actor => (random.NextInt64(arrival(actor), Span), actor))
            .Append((0, 0)).Append((Span, 0)).Order()];
        foreach ((long time, int actor) in events)
        {
            window.Add(new WindowEvent { TimeTicks = time, Source = actor, Target = -1, Known = 1 });
            long first = Math.Min(state.Actor(actor).FirstTicks, time);
            state.Actor(actor).FirstTicks = seenBefore ? -1 : first;
        }
        state.EventCount = events.Length;
        state.BaselineCountSum = events.Length;
        state.ClockTicks = Span;
        return new WindowIndex(state, window);
    }
}
