using System.Text;
using System.Text.Json;
using HawkesNet.Cli.Events;
using HawkesNet.Model;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;

namespace HawkesNet.Cli.Evaluation;

/// <summary>Writes the parameters a model has learned, with names and in the file's own time unit.</summary>
internal static class PosteriorFile
{
    private const int TiesMax = 1000;

    /// <summary>Writes OUT.json: clusters, baselines, excitation, kernels, choices, ties.</summary>
    public static void Write(string path, ModelView view, EventTable table)
    {
        PosteriorSummary summary = view.Summarize();
        double ticks = table.Scale.TicksPerUnit;
        var document = new
        {
            Clusters = Enumerable.Range(0, view.ActorCount).Select(actor => new
            {
                Actor = Name(table, actor),
                Probabilities = view.Actor(actor).ClusterProbabilities,
            }),
            Baselines = summary.Baselines.Select(b => new
            {
                b.Cluster,
                Type = TypeName(table, b.Type),
                PerUnit = b.PerTick.Mean * ticks,
                Low = b.PerTick.Low * ticks,
                High = b.PerTick.High * ticks,
            }),
            Excitation = summary.Excitations.Select(e => new
            {
                e.Mechanism,
                e.TriggerCluster,
                e.ResponderCluster,
                TriggerType = TypeName(table, e.TriggerType),
                Type = TypeName(table, e.Type),
                Weight = e.Offspring.Mean,
                e.Offspring.Low,
                e.Offspring.High,
            }),
            Kernels = summary.Kernels.Select(k => new
            {
                k.Mechanism,
                Decays = k.DecaysPerTick.Select(d => d * ticks),
                k.Shapes,
                k.Weights,
            }),
            Choices = summary.Choices,
            Ties = TieEstimates.Top(view, TiesMax, 0).Select(t => new
            {
                Source = Name(table, t.Source),
                Target = Name(table, t.Target),
                Weight = t.Weight.Mean,
                t.Weight.Low,
                t.Weight.High,
            }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(document, Output.Json));
    }

    private static string Name(EventTable table, int actor) => Encoding.UTF8.GetString(table.Actors[actor]);

    private static string TypeName(EventTable table, int type) =>
        type < 0 ? "" : Encoding.UTF8.GetString(table.Types[type]);
}
