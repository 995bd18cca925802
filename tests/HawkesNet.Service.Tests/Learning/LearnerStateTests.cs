using HawkesNet.Model;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

public class LearnerStateTests
{
    [Theory]
    [InlineData(100, false, false, false)]
    [InlineData(100, true, false, false)]
    [InlineData(100, false, true, false)]
    [InlineData(100, false, false, true)]
    [InlineData(7, true, false, true)]
    public void Reading_the_state_and_reading_it_back_change_no_bit(
        int rowSize, bool publish, bool write, bool readBack)
    {
        List<TestEvent> events = TestEvent.Stream(1200, 11);
        LearnerState expected = New();
        LearnerState actual = New();
        Feed(expected, events, 100, state => state);
        actual = Feed(actual, events, rowSize, state =>
        {
            if (publish)
            {
                state.Learner.Publish();
            }
            if (write)
            {
                state.Learner.Serialize();
            }
            return readBack
                ? StateSnapshot.Read(StateSnapshot.Write(state), state.Learner.Spec, new NetworkNames())
                : state;
        });
        Assert.Equal(1100, actual.Learner.Position, 100.0);
        Assert.Equal(expected.Learner.Serialize(), actual.Learner.Serialize());
    }

    private static LearnerState New() => new(new ModelSpec(), new NetworkNames());

    private static LearnerState Feed(
        LearnerState state, List<TestEvent> events, int rowSize, Func<LearnerState, LearnerState> between)
    {
        long sequence = 0;
        foreach (TestEvent[] body in events.Chunk(rowSize))
        {
            var batch = new LogBatch
            {
                Sequence = ++sequence,
                FirstPosition = state.Counts.Position + 1,
                FirstNewActor = state.Counts.Actors,
                FirstNewType = state.Counts.Types,
                LatenessTicks = 5 * TestNetwork.Second,
            };
            foreach (TestEvent one in body)
            {
                batch.Add(one.TimeTicks, Index(state.Names.Actors.Names, batch.NewActors, one.Source),
                    one.Target is null ? -1 : Index(state.Names.Actors.Names, batch.NewActors, one.Target),
                    Index(state.Names.Types.Names, batch.NewTypes, one.Type ?? ""), one.Weight, false, default);
            }
            state.Apply(batch);
            state = between(state);
        }
        return state;
    }

    private static int Index(SharedNames names, TextColumn added, string name)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(name);
        int index = names.Find(utf8);
        if (index < 0)
        {
            added.Add(utf8);
            index = names.Add(utf8);
        }
        return index;
    }
}
