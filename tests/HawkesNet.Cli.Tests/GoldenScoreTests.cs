using HawkesNet.Cli.Evaluation;
using HawkesNet.Cli.Events;

namespace HawkesNet.Cli.Tests;

public sealed class GoldenScoreTests
{
    [Fact]
    public void Scorer_gives_the_golden_value_on_the_bundled_enron_file() =>
        Check(TestData.Bundled, 2.129842431e-05, 0.01773117737, 0.01988666979, -5.6050);

    [SharedDataFact]
    public void Scorer_gives_the_golden_value_on_reality_mining() =>
        Check(TestData.Shared("reality_mining.csv"), 8.948066785e-05, 0.0334174833, 0.0392367314, -4.7784);

    [SharedDataFact]
    public void Scorer_gives_the_golden_value_on_mid() =>
        Check(TestData.Shared("mid.csv"), 2.235531215e-05, 0.03406378099, 0.03774939018, -3.6680);

    [Fact]
    public void Poisson_floor_of_the_bundled_enron_file_is_the_published_one()
    {
        EventTable table = CsvEvents.Read(TestData.Bundled);
        double score = StreamScore.Of(new PoissonFloor(table).Step, table.Test).PerEvent(table.Scale)!.Value;
        Assert.Equal(-7.75, score, 0.05);
    }

    [SharedDataFact]
    public void Poisson_floor_is_the_published_one_on_reality_mining_and_mid()
    {
        foreach ((string file, double expected) in new[] { ("reality_mining.csv", -5.76), ("mid.csv", -5.62) })
        {
            EventTable table = CsvEvents.Read(TestData.Shared(file));
            double score = StreamScore.Of(new PoissonFloor(table).Step, table.Test).PerEvent(table.Scale)!.Value;
            Assert.Equal(expected, score, 0.05);
        }
    }

    private static void Check(string file, double baseline, double weight, double decay, double expected)
    {
        EventTable table = CsvEvents.Read(file);
        double ticks = table.Scale.TicksPerUnit;
        var model = new PairExcitation(table.Actors.Count, baseline / ticks, weight / ticks, decay / ticks);
        StreamScore.Of(model.Step, table.Train);
        double score = StreamScore.Of(model.Step, table.Test).PerEvent(table.Scale)!.Value;
        Assert.Equal(expected, Math.Round(score, 4));
    }
}
