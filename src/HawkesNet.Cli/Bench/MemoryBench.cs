using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using Spectre.Console;

namespace HawkesNet.Cli.Bench;

/// <summary>What actors and dyads take: a learner filled with many actors, then with many dyads of theirs.</summary>
/// <param name="actors">Actors.</param>
/// <param name="dyads">Dyads, each of one event.</param>
/// <param name="settings">Its settings.</param>
internal sealed class MemoryBench(int actors, long dyads, ModelSpec settings)
{
    private const int BatchEvents = 4096;
    private const int FewActors = 1_000;

    // As long as the window of newest events: after that its memory stays.
    private const int WindowEvents = 1 << 18;
    private readonly CounterRng rng = new(21);
    private readonly EventBatch batch = new(BatchEvents);
    private long time = 1_600_000_000_000_000_000;

    /// <summary>Measures it and prints it.</summary>
    public void Print(bool asJson)
    {
        MachineReport machine = MachineReport.Now();
        MemoryFigure figure = Run();
        machine = machine.AtEnd();
        if (asJson)
        {
            Output.PrintJson(new { Machine = machine, settings.Ties, settings.ClustersMax, Figure = figure });
            return;
        }
        Output.Print($"On {machine}", Output.Table("what", "value")
            .Row("actors", Figures.Whole(figure.Actors))
            .Row("dyads", Figures.Whole(figure.Dyads))
            .Row("bytes an actor", Figures.Whole(figure.BytesPerActor))
            .Row("bytes a dyad", Figures.Whole(figure.BytesPerDyad))
            .Row("of neither, MiB", Figures.Mebibytes(figure.FixedBytes))
            .Row("the learner, MiB", Figures.Mebibytes(figure.LearnerBytes))
            .Row("with its published copy, MiB", Figures.Mebibytes(figure.PublishedBytes))
            .Row("the process at most, MiB", Figures.Mebibytes(figure.PeakBytes)));
    }

    /// <summary>Fills a learner and measures.</summary>
    public MemoryFigure Run()
    {
        long before = Heap();
        long fixedBytes = FixedBytes(before);
        var learner = new OnlineLearner(settings);
        Pass(learner, i => ((int)i, EventBatch.NoTarget), actors);
        (long first, long firstDyads) = (Heap() - before, learner.State.Dyads.Count);
        Output.Say($"{learner.ActorCount:N0} actors, {firstDyads:N0} dyads: {first >> 20:N0} MiB");
        while (learner.State.Dyads.Count < dyads)
        {
            Pass(learner, _ => (rng.Below(actors), rng.Below(actors)), dyads - learner.State.Dyads.Count);
        }
        (long last, long lastDyads) = (Heap() - before, learner.State.Dyads.Count);
        ModelView view = learner.Publish();
        long published = Heap() - before;
        GC.KeepAlive(view);
        double perDyad = (last - first) / (double)(lastDyads - firstDyads);
        return new MemoryFigure(learner.ActorCount, lastDyads,
            (first - fixedBytes) / (double)learner.ActorCount, perDyad, fixedBytes, last, published,
            System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64);
    }

    /// <summary>What a learner of hardly any actors takes once its windows are full.</summary>
    private long FixedBytes(long before)
    {
        var few = new OnlineLearner(settings);
        Pass(few, i => ((int)(i % FewActors), (int)((i + 1) % FewActors)), WindowEvents);
        long bytes = Heap() - before;
        GC.KeepAlive(few);
        return bytes;
    }

    private void Pass(OnlineLearner learner, Func<long, (int Source, int Target)> dyad, long events)
    {
        for (long i = 0; i < events;)
        {
            batch.Clear();
            for (; i < events && batch.Count < BatchEvents; i++)
            {
                (int source, int target) = dyad(i);
                batch.Add(time += 1 + rng.Below(2_000_000), source, target, 0);
            }
            learner.Step(batch);
        }
    }

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);
}

/// <summary>Memory of a learner.</summary>
/// <param name="Actors">Actors in it.</param>
/// <param name="Dyads">Dyads in it.</param>
/// <param name="BytesPerActor">What an actor takes.</param>
/// <param name="BytesPerDyad">What a dyad takes.</param>
/// <param name="FixedBytes">What a learner with full windows and next to no actors takes.</param>
/// <param name="LearnerBytes">All of it.</param>
/// <param name="PublishedBytes">All of it and the copy that readers see.</param>
/// <param name="PeakBytes">The process at its largest.</param>
internal sealed record MemoryFigure(
    int Actors, long Dyads, double BytesPerActor, double BytesPerDyad, long FixedBytes, long LearnerBytes,
    long PublishedBytes, long PeakBytes);
