using HawkesNet.Cli.Verify;
using HawkesNet.Model;

namespace HawkesNet.Cli.Tests.Verify;

public sealed class VerificationTests
{
    private static readonly SeedResult[] two =
        [new() { Seed = 1, AdjustedRand = 0.9 }, new() { Seed = 2, AdjustedRand = 0.7 }];

    [Theory]
    [InlineData(0.8, 0.7, true)]
    [InlineData(0.81, 0.7, false)]
    [InlineData(0.8, 0.71, false)]
    public void A_bar_holds_on_the_mean_and_on_the_worst_seed(double mean, double worst, bool met) =>
        Assert.Equal(met, Bar.AtLeast("ARI", row => row.AdjustedRand, mean, worst).Judge(two).Met);

    [Fact]
    public void A_bar_on_a_figure_that_a_seed_lacks_is_missed()
    {
        Assert.False(Bar.AtLeast("AUC", row => row.Auc, 0).Judge(two).Met);
        Assert.False(Bar.AtMost("AUC", row => row.Auc, 1).Judge([.. two, new() { Auc = double.NaN }]).Met);
    }

    [Fact]
    public void A_share_of_the_seeds_may_miss()
    {
        Assert.True(Bar.Share("high", row => row.AdjustedRand > 0.8, 0.5).Judge(two).Met);
        Assert.False(Bar.Share("high", row => row.AdjustedRand > 0.8, 0.6).Judge(two).Met);
    }

    [Fact]
    public void Every_row_has_a_name_of_its_own_and_a_base_that_is_there()
    {
        Assert.Equal(Protocols.All.Count, Protocols.All.Select(protocol => protocol.Name).Distinct().Count());
        Assert.All(Protocols.All.Where(protocol => protocol.Base is not null),
            protocol => Assert.Contains(Protocols.All, other => other.Name == protocol.Base));
    }

    [Fact]
    public void Rows_are_found_by_name_and_by_letter()
    {
        Assert.Equal(["C4", "D2"], Protocols.Find("d2, C4", out string? unknown).Select(row => row.Name));
        Assert.Null(unknown);
        Assert.Equal(14, Protocols.Find("A", out _).Count);
        Protocols.Find("A1,Q7", out unknown);
        Assert.Equal("Q7", unknown);
    }

    [Theory]
    [InlineData("1..5", new ulong[] { 1, 2, 3, 4, 5 })]
    [InlineData("7", new ulong[] { 7 })]
    [InlineData("3,1..2,3", new ulong[] { 3, 1, 2 })]
    [InlineData("5..1", null)]
    [InlineData("1..", null)]
    [InlineData("1..2..3", null)]
    [InlineData("one", null)]
    [InlineData("-1", null)]
    [InlineData("1..999999", null)]
    public void Seeds_are_numbers_and_ranges(string text, ulong[]? seeds) =>
        Assert.Equal(seeds, VerifyCommand.ParseSeeds(text));

    [Fact]
    public void One_missed_bar_fails_the_run_and_a_row_without_bars_does_not()
    {
        var met = new ProtocolReport("X", two, [new JudgedBar("ARI >= 0.5", "0.8", Met: true)]);
        var missed = new ProtocolReport("Y", two, [new JudgedBar("ARI >= 0.9", "0.8", Met: false)]);
        var informs = new ProtocolReport("E", two, []);
        Assert.Equal(0, VerifyCommand.ExitCode([met, informs]));
        Assert.Equal(1, VerifyCommand.ExitCode([met, missed, informs]));
        Assert.Contains("missed: ARI >= 0.9; reached 0.8", missed.Notes);
        Assert.Equal(("0.800 [0.700]", "NO"), (missed.Cells[1], missed.Cells[^1]));
        Assert.Equal("-", informs.Cells[^1]);
    }

    [Fact]
    public void Strengths_of_an_early_partition_do_not_hide_the_clusters() =>
        // An early search finds two clusters that hardly differ, and so very strong shrinkage.
        Assert.InRange(Learned("A5", seed: 7).AdjustedRand!.Value, 0.95, 1);

    [Theory]
    [InlineData("C7", 9)]
    [InlineData("C7", 13)]
    [InlineData("C7+2", 10)]
    [InlineData("C7+2", 16)]
    public void Actors_who_differ_in_activity_alone_take_no_cluster_from_those_who_differ_in_more(
        string row, ulong seed)
    {
        SeedResult result = Learned(row, seed);
        Assert.Equal(3, result.Clusters);
        Assert.InRange(result.AdjustedRand!.Value, 0.95, 1);
    }

    [Fact]
    public void Where_evidence_fades_refits_leave_the_baseline_its_events() =>
        Assert.InRange(Learned("C6", seed: 2).BaselineError!.Value, 0, 0.2);

    [Fact]
    public void A_learner_that_stops_is_reported_and_misses()
    {
        var sample = new TieSample(new TieSetting(10, .2, 300, 2), seed: 1);
        SeedResult result = LearnerRun.Measure(sample, new ModelSpec { ActorsMax = 1 }, seed: 1);
        Assert.Contains("limit", result.Failure, StringComparison.Ordinal);
        var report = new ProtocolReport("X", [result], []);
        Assert.False(report.Met);
        Assert.Contains(report.Notes, note => note.StartsWith("seed 1 stopped", StringComparison.Ordinal));
    }

    [Fact]
    public void The_gain_of_the_second_half_and_of_all_are_over_the_same_events_as_the_truth()
    {
        // The learner cannot beat the truth by more than chance, and a single exponential kernel it learns well.
        var sample = new DelaySample(DelayMixture.Exponentials((1, 1)), 0.5, seed: 1, stream: 300);
        SeedResult result = LearnerRun.Measure(sample, new ModelSpec { ClustersMax = 1 }, seed: 1);
        Assert.Null(result.Failure);
        Assert.InRange(result.Gain!.Value, -0.01, 0.002);
        Assert.InRange(result.GainSecondHalf!.Value, -0.003, 0.002);
    }

    private static SeedResult Learned(string name, ulong seed)
    {
        Protocol protocol = Assert.Single(Protocols.Find(name, out _), row => row.Name == name);
        SeedResult result = LearnerRun.Measure(
            protocol.Draw(seed), new ModelSpec { ClustersMax = protocol.ClustersMax }, seed);
        Assert.Null(result.Failure);
        return result;
    }
}
