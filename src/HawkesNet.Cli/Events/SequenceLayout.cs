using HawkesNet.Model.Events;

namespace HawkesNet.Cli.Events;

/// <summary>Lays the sequences of a file end to end on one clock, as events of one actor without targets.</summary>
/// <remarks>So all sequences share their parameters, and the time learned from is that of the sequences. A new sequence
/// starts one mean gap after the end of the one before.</remarks>
internal sealed class SequenceLayout(
    string file, IReadOnlyList<EventRow> rows, long[] ticks, NameIndex typeNames, TickScale scale)
{
    private readonly NameIndex types = new();
    private long meanGapTicks;

    /// <summary>The events of the file.</summary>
    /// <exception cref="InputException">A sequence is partly train and partly test, or there is no train
    /// row.</exception>
    public EventTable Lay()
    {
        int[][] sequences = [.. Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Source)
            .Select(sequence => sequence.OrderBy(i => ticks[i]).ToArray())];
        foreach (int[] sequence in sequences)
        {
            RequireOneSplit(sequence);
        }
        long span = sequences.Sum(s => ticks[s[^1]]);
        meanGapTicks = Math.Max(1, span / Math.Max(1, rows.Count - sequences.Length));
        (EventBatch train, List<int> trainStarts) = LayEndToEnd(sequences.Where(s => !rows[s[0]].IsTest));
        (EventBatch test, List<int> testStarts) = LayEndToEnd(sequences.Where(s => rows[s[0]].IsTest));
        CsvEvents.RequireTrain(file, train);
        var actors = new NameIndex();
        actors.GetOrAdd("sequence"u8);
        return new EventTable
        {
            File = file,
            Actors = actors,
            Types = types,
            Scale = scale,
            Train = train,
            Test = test,
            SelfRows = 0,
            TrainStarts = trainStarts,
            TestStarts = testStarts,
        };
    }

    private (EventBatch Events, List<int> Starts) LayEndToEnd(IEnumerable<int[]> sequences)
    {
        var events = new EventBatch();
        var starts = new List<int>();
        foreach (int[] sequence in sequences)
        {
            long start = events.Count == 0 ? 0 : events.TimeTicks[^1] + meanGapTicks;
            starts.Add(events.Count);
            foreach (int i in sequence)
            {
                int type = types.GetOrAdd(typeNames[rows[i].Type]);
                events.Add(start + ticks[i], 0, EventBatch.NoTarget, type, rows[i].Weight);
            }
        }
        return (events, starts);
    }

    private void RequireOneSplit(int[] sequence)
    {
        foreach (int i in sequence)
        {
            if (rows[i].IsTest != rows[sequence[0]].IsTest)
            {
                throw new InputException(file, rows[i].Line, "a sequence is partly train and partly test");
            }
        }
    }
}
