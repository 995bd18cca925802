using System.Globalization;
using System.Text;
using HawkesNet.Cli.Evaluation;
using HawkesNet.Cli.Events;
using HawkesNet.Model;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests;

public sealed class EvaluatorTests
{
    [Fact]
    public void Enron_beats_its_floor_and_the_published_models()
    {
        EvaluationReport report = Evaluate(CsvEvents.Read(TestData.Bundled));
        Assert.Equal((3000, 1000, 142, 689), (report.TrainEvents, report.TestEvents, report.Actors, report.Dyads));
        Assert.True(report.TestLogLikelihood >= -4.77, $"test score {report.TestLogLikelihood}");
        Assert.True(report.PrequentialTest > report.PoissonFloor + 2);
        Assert.InRange(report.BranchingRatio!.Value, 0, 1);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(3)]
    [InlineData(6)]
    public void Multiplying_all_times_by_a_power_of_ten_changes_the_score_by_the_unit_alone(int power)
    {
        EvaluationReport plain = Evaluate(CsvEvents.Read(TestData.Bundled));
        EvaluationReport scaled = Evaluate(Scaled(power));
        double shift = -power * Math.Log(10);
        Assert.Equal(plain.TestLogLikelihood!.Value + shift, scaled.TestLogLikelihood!.Value, 1e-9);
        Assert.Equal(plain.PrequentialTrain!.Value + shift, scaled.PrequentialTrain!.Value, 1e-9);
        Assert.Equal(plain.BranchingRatio, scaled.BranchingRatio);
        Assert.Equal(plain.KsDistance, scaled.KsDistance);
    }

    [Fact]
    public void Two_passes_learn_and_still_score_the_test_rows_on_their_own_clock()
    {
        EventTable table = CsvEvents.Read(TestData.Bundled);
        EvaluationReport once = Evaluate(table);
        EvaluationReport twice = new Evaluator(table, new ModelSpec(), passes: 2).Run(null);
        Assert.Equal(once.PrequentialTrain, twice.PrequentialTrain);
        Assert.True(twice.TestLogLikelihood > once.PoissonFloor);
        Assert.NotEqual(once.TestLogLikelihood, twice.TestLogLikelihood);
    }

    [Fact]
    public void A_file_without_split_is_all_train_and_has_no_test_score()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 200).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{i * 0.7},a{i % 5},b{i % 3}\n"));
        EvaluationReport report = Evaluate(TestData.Parse("time,source,target\n" + string.Concat(rows)));
        Assert.Equal((200, 0), (report.TrainEvents, report.TestEvents));
        Assert.Null(report.TestLogLikelihood);
        Assert.Null(report.PoissonFloor);
        Assert.NotNull(report.PrequentialTrain);
    }

    [Fact]
    public void Poisson_sequences_score_their_entropy()
    {
        var rng = new CounterRng(17);
        var text = new StringBuilder("sequence,time,split\n");
        for (int sequence = 0; sequence < 100; sequence++)
        {
            double time = rng.Uniform() * 100;
            for (int i = 0; i < 100; i++)
            {
                string split = sequence < 50 ? "train" : "test";
                text.Append(CultureInfo.InvariantCulture, $"s{sequence},{time:F9},{split}\n");
                time += rng.Exponential(5);
            }
        }
        EvaluationReport report = Evaluate(TestData.Parse(text.ToString()));
        // Entropy of waiting times at rate 5: log 5 - 1 nats per event, seen through 4,950 events (error 0.014).
        Assert.Equal(Math.Log(5) - 1, report.TestLogLikelihood!.Value, 0.05);
        Assert.Equal(report.PoissonFloor!.Value, report.TestLogLikelihood.Value, 0.02);
        Assert.Equal(100, report.Actors);
    }

    [Fact]
    public void Links_are_predicted_better_than_by_chance_and_the_same_every_time()
    {
        EventTable table = SmallStream();
        long window = (long)(5 * table.Scale.TicksPerUnit);
        EvaluationReport report = new Evaluator(table, new ModelSpec(), passes: 1).Run(window);
        EvaluationReport again = new Evaluator(table, new ModelSpec(), passes: 1).Run(window);
        Assert.InRange(report.LinkAuc!.Value, 0.6, 1);
        Assert.Equal(report.LinkAuc, again.LinkAuc);
    }

    [Fact]
    public void A_pair_not_in_train_is_predicted_well_once_it_has_begun_and_its_first_event_hardly()
    {
        EventTable table = RingThatLaterSkipsOne();
        long window = (long)(4 * table.Scale.TicksPerUnit);
        EvaluationReport report = new Evaluator(table, new ModelSpec(), passes: 1).Run(window);
        Assert.InRange(report.LinkAucUntrainedPairs!.Value, 0.9, 1);
        Assert.InRange(report.LinkAucNewPairs!.Value, 0, report.LinkAucUntrainedPairs.Value - 0.2);
    }

    [Fact]
    public void A_link_window_that_cannot_be_used_is_refused()
    {
        EventTable table = SmallStream();
        long tooLong = table.Test.TimeTicks[^1];
        Assert.Throws<InputException>(() => new Evaluator(table, new ModelSpec(), passes: 1).Run(tooLong));
    }

    private static EvaluationReport Evaluate(EventTable table) =>
        new Evaluator(table, new ModelSpec(), passes: 1).Run(null);

    private static EventTable Scaled(int power)
    {
        IEnumerable<string> rows = File.ReadLines(TestData.Bundled).Skip(1).Select(line =>
        {
            int comma = line.IndexOf(',', StringComparison.Ordinal);
            return string.Create(CultureInfo.InvariantCulture, $"{line[..comma]}e{power}{line[comma..]}\n");
        });
        return TestData.Parse("time,source,target,split\n" + string.Concat(rows));
    }

    // Ten actors in a ring; each mostly addresses its neighbour.
    private static EventTable SmallStream()
    {
        var rng = new CounterRng(3);
        var text = new StringBuilder("time,source,target,split\n");
        double time = 0;
        for (int i = 0; i < 600; i++)
        {
            time += rng.Exponential(2);
            int source = rng.Below(10);
            int target = rng.Uniform() < 0.8 ? (source + 1) % 10 : (source + 1 + rng.Below(9)) % 10;
            text.Append(CultureInfo.InvariantCulture, $"{time:F6},{source},{target},{(i < 400 ? "train" : "test")}\n");
        }
        return TestData.Parse(text.ToString());
    }

    // Ten actors in a ring, each with its neighbour only; in test each also addresses one other, again and again, and
    // rarely anyone.
    private static EventTable RingThatLaterSkipsOne()
    {
        var rng = new CounterRng(5);
        var text = new StringBuilder("time,source,target,split\n");
        double time = 0;
        for (int i = 0; i < 1200; i++)
        {
            time += rng.Exponential(2);
            int source = rng.Below(10);
            bool isTrain = i < 400;
            double draw = rng.Uniform();
            int step = isTrain || draw < 0.5 ? 1 : draw < 0.99 ? 3 : 1 + rng.Below(9);
            string split = isTrain ? "train" : "test";
            text.Append(CultureInfo.InvariantCulture, $"{time:F6},{source},{(source + step) % 10},{split}\n");
        }
        return TestData.Parse(text.ToString());
    }
}
