using HawkesNet.Model;
using Spectre.Console;

namespace HawkesNet.Cli.Bench;

/// <summary>One long stationary stream: cost of an event and memory, from each half decade to the next.</summary>
/// <param name="actors">Actors; all their dyads come within the first million events.</param>
/// <param name="clusters">Clusters of each stream, and the most allowed.</param>
/// <param name="events">Events of each stream.</param>
/// <param name="settings">All settings but the most clusters.</param>
internal sealed class LengthBench(int actors, int[] clusters, long events, ModelSpec settings)
{
    private const double FirstPosition = 1e5;
    private const double Step = 3.1622776601683795;

    /// <summary>Learns each stream to its end.</summary>
    public IReadOnlyList<LengthFigure> Run() => [.. clusters.SelectMany(Run)];

    /// <summary>Measures everything and prints it.</summary>
    public void Print(bool asJson)
    {
        MachineReport machine = MachineReport.Now();
        IReadOnlyList<LengthFigure> figures = Run();
        machine = machine.AtEnd();
        LengthSlope[] slopes = [.. figures.GroupBy(one => one.Clusters).Select(SlopeOf).OfType<LengthSlope>()];
        if (asJson)
        {
            Output.PrintJson(
                new { Machine = machine, Actors = actors, settings.Ties, Figures = figures, Slopes = slopes });
            return;
        }
        Table table = Output.Table(
            "K, most", "K found", "up to event", "dyads", "CPU ns/event", "without refits", "heap MiB", "process MiB");
        foreach (LengthFigure one in figures)
        {
            table.Row(Figures.Whole(one.Clusters), Figures.Whole(one.ClustersFound), Figures.Whole(one.Position),
                Figures.Whole(one.Dyads), Figures.Whole(one.CpuNanosecondsPerEvent),
                Figures.Whole(one.CpuNanosecondsWithoutRefits), Figures.Mebibytes(one.HeapBytes),
                Figures.Mebibytes(one.ProcessBytes));
        }
        Output.Print($"{actors:N0} actors, on {machine}", table);
        foreach (LengthSlope one in slopes)
        {
            Output.Results.WriteLine($"K = {one.Clusters}: exponent in the length {Figures.Ratio(one.InLength)}, "
                + $"without refits {Figures.Ratio(one.InLengthWithoutRefits)} (0: flat)");
        }
    }

    private IEnumerable<LengthFigure> Run(int k)
    {
        var run = new MeasuredLearner(
            new StreamShape(actors, k, IsStationary: true), settings with { ClustersMax = k });
        (long position, TimeSpan used, TimeSpan refits) = (0, default, default);
        for (double end = Math.Min(FirstPosition, events); position < events; end = Math.Min(events, end * Step))
        {
            run.LearnUntil((long)Math.Round(end));
            long learned = run.Learner.Position - position;
            double whole = (run.Used - used).TotalNanoseconds;
            double byRefits = (run.UsedByRefits - refits).TotalNanoseconds;
            (position, used, refits) = (run.Learner.Position, run.Used, run.UsedByRefits);
            long heap = GC.GetTotalMemory(forceFullCollection: true);
            Output.Say($"K = {k}, {position:N0} events: {whole / learned:N0} ns, {heap >> 20:N0} MiB");
            yield return new LengthFigure(k, run.ClusterCount, position, run.DyadCount, whole / learned,
                (whole - byRefits) / learned, heap, Environment.WorkingSet);
        }
    }

    // The first stretch is left out: what comes once only, the decays, would tilt the line.
    private static LengthSlope? SlopeOf(IGrouping<int, LengthFigure> group)
    {
        LengthFigure[] later = [.. group.Skip(1)];
        return later.Length < 2 ? null : new LengthSlope(
            group.Key,
            Slope.Of([.. later.Select(one => ((double)one.Position, one.CpuNanosecondsPerEvent))]),
            Slope.Of([.. later.Select(one => ((double)one.Position, one.CpuNanosecondsWithoutRefits))]));
    }
}

/// <summary>One stretch of a stream.</summary>
/// <param name="Clusters">Clusters of the stream, and the most allowed.</param>
/// <param name="ClustersFound">Clusters in use at its end.</param>
/// <param name="Position">Its last event; it begins after that of the stretch before.</param>
/// <param name="Dyads">Dyads met up to its end.</param>
/// <param name="CpuNanosecondsPerEvent">Processor time for an event of the stretch.</param>
/// <param name="CpuNanosecondsWithoutRefits">The same without refits.</param>
/// <param name="HeapBytes">Memory in use at its end, after a collection.</param>
/// <param name="ProcessBytes">Memory of the process then.</param>
internal sealed record LengthFigure(
    int Clusters, int ClustersFound, long Position, int Dyads, double CpuNanosecondsPerEvent,
    double CpuNanosecondsWithoutRefits, long HeapBytes, long ProcessBytes);

/// <summary>Exponents of the cost in the length of the stream.</summary>
internal sealed record LengthSlope(int Clusters, double InLength, double InLengthWithoutRefits);
