using HawkesNet.Model;
using HawkesNet.Model.Inference;
using Spectre.Console;

namespace HawkesNet.Cli.Bench;

/// <summary>The learner alone on one core, by clusters and actors: time per event with and without refits.</summary>
/// <param name="clusters">Clusters of the stream, which are also the most that the learner may use.</param>
/// <param name="actors">Numbers of actors.</param>
/// <param name="events">Events of each stream, at least.</param>
/// <param name="settings">All settings but the most clusters.</param>
internal sealed class LearnerBench(int[] clusters, int[] actors, long events, ModelSpec settings)
{
    // Clusters are sought from six events an actor on.
    private const int EventsPerActor = 7;

    /// <summary>Measures every combination, one after the other.</summary>
    public IReadOnlyList<LearnerFigure> Run(LearningDevice? device = null)
    {
        new MeasuredLearner(new StreamShape(100), new ModelSpec(), device).LearnUntil(20_000);
        var figures = new List<LearnerFigure>();
        foreach (int k in clusters)
        {
            foreach (int n in actors)
            {
                LearnerFigure figure = Measure(k, n, device);
                Output.Say($"K = {k}, N = {n:N0}: {figure.CpuNanosecondsPerEvent:N0} ns");
                figures.Add(figure);
            }
        }
        return figures;
    }

    /// <summary>Measures everything and prints it.</summary>
    public void Print(bool asJson, LearningDevice device)
    {
        MachineReport machine = MachineReport.Now();
        IReadOnlyList<LearnerFigure> figures = Run(device);
        machine = machine.AtEnd();
        if (asJson)
        {
            Output.PrintJson(
                new { Machine = machine, settings.Ties, Figures = figures, Slopes = Slopes(figures) });
            return;
        }
        Table table = Output.Table("K, most", "K found", "actors", "events", "dyads", "CPU ns/event",
            "events/s, a core", "without refits", "refits", "ties");
        foreach (LearnerFigure one in figures)
        {
            table.Row(Figures.Whole(one.Clusters), Figures.Whole(one.ClustersFound), Figures.Whole(one.Actors),
                Figures.Whole(one.Events), Figures.Whole(one.Dyads), Figures.Whole(one.CpuNanosecondsPerEvent),
                Figures.Whole(one.EventsPerSecondPerCore), Figures.Whole(one.CpuNanosecondsWithoutRefits),
                Figures.Whole(one.Refits),
                one.HasTies ? "yes" : "no");
        }
        Output.Print($"On {machine}", table);
        Table slopes = Output.Table("K, most", "slope in N", "without refits");
        foreach (LearnerSlope one in Slopes(figures))
        {
            slopes.Row(
                Figures.Whole(one.Clusters), Figures.Ratio(one.InActors), Figures.Ratio(one.InActorsWithoutRefits));
        }
        Output.Print("Exponent of the cost of an event in the number of actors; 0: flat", slopes);
    }

    private LearnerFigure Measure(int k, int n, LearningDevice? device)
    {
        var run = new MeasuredLearner(new StreamShape(n, k), settings with { ClustersMax = k }, device);
        run.LearnUntil(Math.Max(events, (long)EventsPerActor * n));
        long learned = run.Learner.Position;
        return new LearnerFigure(k, run.ClusterCount, run.Learner.ActorCount, learned, run.DyadCount,
            run.Used.TotalNanoseconds / learned, (run.Used - run.UsedByRefits).TotalNanoseconds / learned,
            run.Learner.RefitCount, run.Learner.State.Ties.IsAdopted);
    }

    private static IReadOnlyList<LearnerSlope> Slopes(IReadOnlyList<LearnerFigure> figures) =>
        [.. figures.GroupBy(one => one.Clusters).Select(group => new LearnerSlope(
            group.Key,
            Slope.Of([.. group.Select(one => ((double)one.Actors, one.CpuNanosecondsPerEvent))]),
            Slope.Of([.. group.Select(one => ((double)one.Actors, one.CpuNanosecondsWithoutRefits))])))];
}

/// <summary>What the learner takes for one number of clusters and of actors.</summary>
/// <param name="Clusters">Clusters of the stream, and the most allowed.</param>
/// <param name="ClustersFound">Clusters in use at the end.</param>
/// <param name="Actors">Actors met.</param>
/// <param name="Events">Events learned, from the first on.</param>
/// <param name="Dyads">Dyads met.</param>
/// <param name="CpuNanosecondsPerEvent">Processor time, everything included.</param>
/// <param name="CpuNanosecondsWithoutRefits">The same without the batches of 512 events that fitted clusters or decays
/// anew.</param>
/// <param name="Refits">How often they were.</param>
/// <param name="HasTies">Whether latent ties were part of the model at the end.</param>
internal sealed record LearnerFigure(
    int Clusters, int ClustersFound, int Actors, long Events, int Dyads, double CpuNanosecondsPerEvent,
    double CpuNanosecondsWithoutRefits, int Refits, bool HasTies)
{
    /// <summary>Events that one core learns in a second.</summary>
    public double EventsPerSecondPerCore => 1e9 / CpuNanosecondsPerEvent;
}

/// <summary>Exponents of the cost in the number of actors.</summary>
internal sealed record LearnerSlope(int Clusters, double InActors, double InActorsWithoutRefits);
