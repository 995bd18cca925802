using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using Spectre.Console;

namespace HawkesNet.Cli.Bench;

/// <summary>What learning an event has to compute and to touch, the time this machine needs for that at least, and the
/// time it took.</summary>
/// <param name="clusters">Clusters of the stream, and the most allowed.</param>
/// <param name="actors">Numbers of actors.</param>
/// <param name="events">Events of each stream, at least; the last third is measured.</param>
/// <param name="settings">All settings but the most clusters.</param>
internal sealed class RooflineBench(int[] clusters, int[] actors, long events, ModelSpec settings)
{
    private const int EventsPerActor = 3;
    private const int SampledEvents = 4096;
    private const int LineBytes = 64;

    /// <summary>Measures the machine and every combination.</summary>
    public (Roofs Roofs, IReadOnlyList<RooflineFigure> Figures) Run()
    {
        Roofs roofs = Roofs.Measure();
        var figures = new List<RooflineFigure>();
        foreach (int k in clusters)
        {
            foreach (int n in actors)
            {
                figures.Add(Measure(k, n, roofs));
                Output.Say($"K = {k}, N = {n:N0}: floor {figures[^1].FloorNanoseconds:N0} ns, "
                    + $"measured {figures[^1].MeasuredNanoseconds:N0} ns");
            }
        }
        return (roofs, figures);
    }

    /// <summary>Measures everything and prints it.</summary>
    public void Print(bool asJson)
    {
        MachineReport machine = MachineReport.Now();
        (Roofs roofs, IReadOnlyList<RooflineFigure> figures) = Run();
        machine = machine.AtEnd();
        if (asJson)
        {
            Output.PrintJson(new { Machine = machine, settings.Ties, Roofs = roofs, Figures = figures });
            return;
        }
        Output.Print($"One core of {machine}", Output.Table("roof", "value")
            .Row("an exponential, ns", Figures.Ratio(roofs.ExponentialNanoseconds))
            .Row("multiply-adds of floats in a ns", Figures.Tenths(1 / roofs.MultiplyAddNanoseconds))
            .Row("bytes in order in a ns", Figures.Tenths(1 / roofs.StreamedByteNanoseconds)));
        Table table = Output.Table("K, most", "actors", "exponentials", "multiply-adds", "lines", "bytes", "ns a line",
            "arithmetic ns", "memory ns", "measured ns", "ratio");
        foreach (RooflineFigure one in figures)
        {
            table.Row(Figures.Whole(one.Clusters), Figures.Whole(one.Actors), Figures.Whole(one.Exponentials),
                Figures.Whole(one.MultiplyAdds), Figures.Tenths(one.Lines), Figures.Whole(one.Bytes),
                Figures.Tenths(one.LineNanoseconds), Figures.Whole(one.ArithmeticNanoseconds),
                Figures.Whole(one.MemoryNanoseconds), Figures.Whole(one.MeasuredNanoseconds),
                Figures.Tenths(one.Ratio));
        }
        Output.Print("For an event, without refits; the floor is the larger of arithmetic and memory", table);
    }

    private RooflineFigure Measure(int k, int n, Roofs roofs)
    {
        var shape = new StreamShape(n, k);
        var spec = settings with { ClustersMax = k };
        long end = Math.Max(events, (long)EventsPerActor * n);
        var run = new MeasuredLearner(shape, spec);
        run.LearnUntil(end * 2 / 3);
        (TimeSpan used, TimeSpan refits) = (run.Used, run.UsedByRefits);
        run.LearnUntil(end);
        long learned = end - (end * 2 / 3);
        double measured = (run.Used - used - (run.UsedByRefits - refits)).TotalNanoseconds / learned;
        double line = Roofs.ScatteredLineNanoseconds(Footprint.BytesOf(run.Learner.ActorCount, run.DyadCount));
        (double exponentials, double multiplyAdds, double lines) = Count(shape, spec, end);
        double streamed = Footprint.StreamedBytes(k > 1);
        return new RooflineFigure(k, run.Learner.ActorCount, exponentials, multiplyAdds, lines,
            (lines * LineBytes) + streamed, line,
            (exponentials * roofs.ExponentialNanoseconds) + (multiplyAdds * roofs.MultiplyAddNanoseconds),
            (lines * line) + (streamed * roofs.StreamedByteNanoseconds), measured);
    }

    /// <summary>Learns the stream again with a local step that counts.</summary>
    private static (double Exponentials, double MultiplyAdds, double Lines) Count(
        StreamShape shape, ModelSpec spec, long end)
    {
        var learner = new OnlineLearner(spec, new CountingLocalStep());
        var stream = new StreamGenerator(shape, seed: 1);
        var batch = new EventBatch();
        while (learner.Position < end - SampledEvents)
        {
            stream.Fill(batch, (int)Math.Min(SampledEvents, end - SampledEvents - learner.Position));
            learner.Step(batch);
        }
        CountingLanes.Clear();
        long lines = 0;
        for (int i = 0; i < SampledEvents; i++)
        {
            stream.Fill(batch, 1);
            (int source, int target) = (batch.Sources[0], batch.Targets[0]);
            bool isKnown = Math.Max(source, target) < learner.ActorCount;
            lines += isKnown ? Footprint.ScatteredLines(learner.State, source, target) : 0;
            learner.Step(batch);
        }
        return (CountingLanes.Exponentials / (double)SampledEvents, CountingLanes.MultiplyAdds / (double)SampledEvents,
            lines / (double)SampledEvents);
    }
}

/// <summary>The roofline of one number of clusters and of actors, for one event.</summary>
/// <param name="Clusters">Clusters of the stream, and the most allowed.</param>
/// <param name="Actors">Actors met.</param>
/// <param name="Exponentials">Exponentials of the local step.</param>
/// <param name="MultiplyAdds">Multiply-adds of the information matrix.</param>
/// <param name="Lines">Cache lines touched at places that the event picks.</param>
/// <param name="Bytes">Those lines and what is passed in order.</param>
/// <param name="LineNanoseconds">Time for one such line of a memory as large as the state.</param>
/// <param name="ArithmeticNanoseconds">Time that exponentials and multiply-adds need.</param>
/// <param name="MemoryNanoseconds">Time that the bytes need.</param>
/// <param name="MeasuredNanoseconds">Processor time it took.</param>
internal sealed record RooflineFigure(
    int Clusters, int Actors, double Exponentials, double MultiplyAdds, double Lines, double Bytes,
    double LineNanoseconds, double ArithmeticNanoseconds, double MemoryNanoseconds, double MeasuredNanoseconds)
{
    /// <summary>The least time possible: arithmetic and memory at once.</summary>
    public double FloorNanoseconds => Math.Max(ArithmeticNanoseconds, MemoryNanoseconds);

    /// <summary>Times the floor that it took.</summary>
    public double Ratio => MeasuredNanoseconds / FloorNanoseconds;
}
