using System.Text.Json;
using HawkesNet.Cli.Bench;
using HawkesNet.Model;

namespace HawkesNet.Cli.Tests.Bench;

/// <summary>The benches of the whole, at sizes that take seconds.</summary>
public class BenchTests
{
    private static readonly ModelSpec settings = new() { Ties = false };

    [Theory]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(1)]
    public void The_slope_of_a_power_law_is_its_exponent(double exponent)
    {
        (double, double)[] points = [.. new[] { 1e3, 1e4, 1e6 }.Select(n => (n, 7 * Math.Pow(n, exponent)))];
        Assert.Equal(exponent, Slope.Of(points), 12);
    }

    [Fact]
    public void A_stationary_stream_ends_with_the_dyads_it_has()
    {
        var run = new MeasuredLearner(new StreamShape(50, Clusters: 2, IsStationary: true), settings);
        run.LearnUntil(20_000);
        int dyads = run.DyadCount;
        run.LearnUntil(30_000);
        Assert.Equal((dyads, 30_000L), (run.DyadCount, run.Learner.Position));
        Assert.InRange(dyads, 100, 500);
    }

    [Fact]
    public void Refits_are_a_part_of_the_learners_time()
    {
        LearnerFigure figure = Assert.Single(new LearnerBench([4], [60], 8_000, settings).Run());
        Assert.InRange(figure.ClustersFound, 2, 4);
        Assert.InRange(figure.Refits, 10, 100);
        Assert.InRange(figure.CpuNanosecondsWithoutRefits, 1, figure.CpuNanosecondsPerEvent);
    }

    [Fact]
    public void A_long_stream_is_measured_stretch_by_stretch()
    {
        IReadOnlyList<LengthFigure> figures = new LengthBench(50, [1], 400_000, settings).Run();
        Assert.Equal([100_000, 316_228, 400_000], figures.Select(one => one.Position));
        Assert.All(figures, one => Assert.True(one.HeapBytes > 0 && one.CpuNanosecondsPerEvent > 0));
    }

    [Fact]
    public async Task An_actor_and_a_dyad_take_their_records_and_not_much_more()
    {
        // In a process of its own: it counts all memory of the process, that of other tests too.
        (int code, string output, string messages) = await ProgramTests.RunAsync(
            "bench", "memory", "--actors", "20000", "--events", "300000", "--no-ties", "--json");
        Assert.True(code == 0, output + messages);
        JsonElement figure = JsonDocument.Parse(output).RootElement.GetProperty("figure");
        Assert.Equal(20_000, figure.GetProperty("actors").GetInt32());
        Assert.Equal(300_000, figure.GetProperty("dyads").GetInt64());
        Assert.InRange(figure.GetProperty("bytesPerActor").GetDouble(), 300, 700);
        Assert.InRange(figure.GetProperty("bytesPerDyad").GetDouble(), 130, 220);
    }

    [Fact]
    public void A_roofline_counts_what_an_event_needs()
    {
        (Roofs roofs, IReadOnlyList<RooflineFigure> figures) = new RooflineBench([1], [100], 20_000, settings).Run();
        Assert.True(
            roofs is { ExponentialNanoseconds: > 0, MultiplyAddNanoseconds: > 0, StreamedByteNanoseconds: > 0 });
        RooflineFigure figure = Assert.Single(figures);
        Assert.InRange(figure.Exponentials, 24, 64);
        Assert.InRange(figure.Lines, 20, 70);
        Assert.True(figure.FloorNanoseconds > 0);
    }

    [Fact]
    public async Task The_same_stream_goes_through_every_layer()
    {
        // Processor time is counted in hundredths of a second: a shorter stream may take none of the client's.
        IReadOnlyList<LayerFigure> figures = await new LayersBench(40_000, [1], ties: false).RunAsync(default);
        Assert.Equal(9, figures.Count);
        Assert.All(figures, one => Assert.True(one.PerSecond > 0 && one.CpuNanoseconds >= 0));
        Assert.Equal(3, figures.Count(one => one.ClientShare is > 0 and < 1));
    }
}
