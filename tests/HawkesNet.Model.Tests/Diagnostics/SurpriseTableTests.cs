using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Diagnostics;

/// <summary>The table of surprises against all scores sorted.</summary>
public class SurpriseTableTests
{
    private const int Window = SurpriseTable.BlockEvents * SurpriseTable.BlockCount;

    [Theory]
    [InlineData(250)]
    [InlineData(2_500)]
    [InlineData(9_999)]
    [InlineData(31_000)]
    public void The_table_holds_the_least_expected_of_the_newest_blocks(int events)
    {
        double[] logs = Logs(events);
        int first = Math.Max(300, ((events - 1) / SurpriseTable.BlockEvents * SurpriseTable.BlockEvents)
            - Window + SurpriseTable.BlockEvents);
        var expected = new List<(int Event, double Nats)>();
        double sum = 0, weight = 0;
        for (int e = 0; e < events; e++)
        {
            if (e >= first)
            {
                expected.Add((e, (sum / weight) - logs[e]));
            }
            sum = (sum * 0.999) + logs[e];
            weight = (weight * 0.999) + 1;
        }
        List<Surprise> actual = Filled(logs).Top(40);
        Assert.Equal(Math.Min(40, expected.Count), actual.Count);
        Assert.Equal(
            expected.OrderByDescending(one => one.Nats).Take(40).Select(one => (long)one.Event),
            actual.Select(one => one.Event));
        Assert.All(actual, one => Assert.Equal(expected[(int)one.Event - first].Nats, one.Nats, 9));
    }

    [Fact]
    public void A_table_read_back_goes_on_as_the_first()
    {
        double[] logs = Logs(14_000);
        SurpriseTable whole = Filled(logs[..9_000]);
        var writer = new StateWriter();
        whole.Transfer(writer);
        var copy = new SurpriseTable();
        copy.Transfer(new StateReader(writer.Written));
        Fill(whole, logs[9_000..]);
        Fill(copy, logs[9_000..]);
        var first = new StateWriter();
        var second = new StateWriter();
        whole.Transfer(first);
        copy.Transfer(second);
        Assert.True(first.Written.Span.SequenceEqual(second.Written.Span));
        Assert.Equal(whole.Top(100).Select(one => one.Event), copy.Clone().Top(100).Select(one => one.Event));
    }

    [Fact]
    public void An_event_out_of_the_ordinary_is_the_first_and_its_unit_of_time_does_not_matter()
    {
        List<Surprise> first = [], second = [];
        foreach ((int scale, List<Surprise> into) in new[] { (1, first), (1024, second) })
        {
            EventBatch stream = EventSlices.WithTimes(
                RandomStreams.Excited(4, 3_000, 6, 1, 0), time => time * scale);
            var learner = new OnlineLearner(new ModelSpec());
            learner.Step(stream);
            var odd = new EventBatch();
            odd.Add(stream.TimeTicks[^1] + scale, 6, 7, 0);
            odd.Add(stream.TimeTicks[^1] + (400_000L * scale), 1, 2, 0);
            learner.Step(odd);
            into.AddRange(learner.Publish().Surprises(5));
        }
        Assert.Equal(3_000, first[0].Event);
        Assert.Equal((6, 7), (first[0].Source, first[0].Target));
        Assert.All(first, one => Assert.Equal(1, one.Probabilities.Sum(), 9));
        for (int i = 0; i < first.Count; i++)
        {
            Assert.Equal(first[i].Event, second[i].Event);
            Assert.Equal(first[i].Nats, second[i].Nats, 6);
        }
    }

    private static double[] Logs(int events)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, events).Select(_ => 10 * Math.Log(random.NextDouble()))];
    }

    private static SurpriseTable Filled(double[] logs)
    {
        var table = new SurpriseTable();
        Fill(table, logs);
        return table;
    }

    private static void Fill(SurpriseTable table, double[] logs)
    {
        var batch = new EventBatch();
        var scores = new EventScores(logs.Length);
        for (int i = 0; i < logs.Length; i++)
        {
            batch.Add(i, 0, 1, 0);
            scores.LogIntensity[i] = logs[i];
            scores.Causes(i).Fill(1);
        }
        int half = logs.Length / 2;
        table.Add(batch, 0, half, scores);
        var rest = new EventScores(logs.Length);
        logs.AsSpan(half).CopyTo(rest.LogIntensity);
        for (int i = half; i < logs.Length; i++)
        {
            rest.Causes(i - half).Fill(1);
        }
        table.Add(batch, half, logs.Length - half, rest);
    }
}
