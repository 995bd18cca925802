using HawkesNet.Model.Clustering;
using HawkesNet.Model.State;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>The window against a plain list of events with their terms.</summary>
public class EventWindowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Events_keep_their_terms_whatever_is_added_dropped_and_read_back(int seed)
    {
        var random = new Random(seed);
        var window = new EventWindow();
        var expected = new List<(WindowEvent One, WindowTerm[] Terms)>();
        // Where a double no longer tells one tick from the next.
        long time = 1_767_225_600_000_000_000;
        bool isWhole = true;
        for (int round = 0; round < 3000; round++)
        {
            switch (random.Next(100))
            {
                case 0:
                    int age = random.Next(400);
                    window.DropOlderThan(age, time);
                    isWhole &= expected.RemoveAll(kept => time - kept.One.TimeTicks > age) == 0;
                    break;
                case 1:
                    window = ReadBack(window);
                    break;
                default:
                    time += random.Next(4);
                    expected.Add(AddRandom(window, random, time));
                    break;
            }
        }
        Assert.Equal(isWhole, window.IsWhole);
        AssertEqual(expected, window);
    }

    [Fact]
    public void A_full_window_lets_the_oldest_half_go()
    {
        var window = new EventWindow();
        var random = new Random(4);
        var expected = new List<(WindowEvent One, WindowTerm[] Terms)>();
        for (int i = 0; i <= EventWindow.Capacity; i++)
        {
            expected.Add(AddRandom(window, random, i));
        }
        Assert.False(window.IsWhole);
        AssertEqual(expected[(EventWindow.Capacity / 2)..], window);
    }

    [Fact]
    public void A_window_that_loses_every_event_goes_on()
    {
        var window = new EventWindow();
        var random = new Random(5);
        AddRandom(window, random, 1);
        window.DropOlderThan(50, 100);
        Assert.Equal(0, window.Count);
        AssertEqual([AddRandom(window, random, 200)], window);
    }

    private static (WindowEvent One, WindowTerm[] Terms) AddRandom(EventWindow window, Random random, long time)
    {
        var terms = new WindowTerm[random.Next(5)];
        foreach (ref WindowTerm term in terms.AsSpan())
        {
            term.Mechanism = random.Next(5);
            term.TriggerType = random.Next(3);
            term.Known = random.NextSingle();
            term.Strange = random.NextSingle();
            window.AddTerm(term.Mechanism, term.TriggerType, term.Known, term.Strange);
        }
        var one = new WindowEvent
        {
            TimeTicks = time,
            Source = random.Next(100),
            Target = random.Next(100) - 1,
            Type = random.Next(3),
            Known = random.NextSingle(),
            Strange = random.NextSingle(),
        };
        window.Add(one);
        return (one, terms);
    }

    private static EventWindow ReadBack(EventWindow window)
    {
        var writer = new StateWriter();
        window.Transfer(writer);
        var read = new EventWindow();
        read.Transfer(new StateReader(writer.Written));
        var again = new StateWriter();
        read.Transfer(again);
        Assert.True(writer.Written.Span.SequenceEqual(again.Written.Span));
        return read;
    }

    private static void AssertEqual(List<(WindowEvent One, WindowTerm[] Terms)> expected, EventWindow window)
    {
        Assert.Equal(expected.Count, window.Count);
        Assert.Equal(expected.Count, window.Events.Length);
        for (int i = 0; i < expected.Count; i++)
        {
            WindowEvent one = window.Event(i);
            one.TermEnd = 0;
            Assert.Equal(expected[i].One, one);
            Assert.Equal(expected[i].Terms, window.Terms(i).ToArray());
        }
    }
}
