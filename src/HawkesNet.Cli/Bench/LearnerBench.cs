using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Bench;

/// <summary>The learner alone, on one core: events per second and memory at several numbers of actors.</summary>
internal static class LearnerBench
{
    private const int BatchEvents = 4096;

    /// <summary>One size: warms up on a twentieth of the events, then learns the rest against the clock.</summary>
    public static BenchResult Run(int actors, int batches, LearningDevice device)
    {
        var generator = new StreamGenerator(actors, seed: 1);
        EventBatch[] stream = [.. Enumerable.Range(0, batches).Select(_ => Generate(generator))];
        long dyads = CountDyads(stream);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var learner = new OnlineLearner(new ModelSpec(), device);
        int warm = Math.Max(1, batches / 20);
        for (int i = 0; i < warm; i++)
        {
            learner.Step(stream[i]);
        }
        var meter = new Meter();
        for (int i = warm; i < batches; i++)
        {
            learner.Step(stream[i]);
        }
        BenchResult result = meter.Stop($"learner, {actors:N0} actors", (batches - warm) * (long)BatchEvents);
        double bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(stream);
        return result with
        {
            BytesPerActor = bytes / learner.ActorCount,
            BytesPerDyad = bytes / dyads,
            Note = FormattableString.Invariant(
                $"{learner.ActorCount:N0} actors, {dyads:N0} dyads seen; state {bytes / 1048576:N0} MiB over each"),
        };
    }

    private static EventBatch Generate(StreamGenerator generator)
    {
        var batch = new EventBatch(BatchEvents);
        generator.Fill(batch, BatchEvents);
        return batch;
    }

    private static long CountDyads(EventBatch[] stream)
    {
        var dyads = new HashSet<(int, int)>();
        foreach (EventBatch batch in stream)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                dyads.Add((batch.Sources[i], batch.Targets[i]));
            }
        }
        return dyads.Count;
    }
}
