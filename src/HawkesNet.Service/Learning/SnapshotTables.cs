using HawkesNet.Model;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;
using HawkesNet.Storage;

namespace HawkesNet.Service.Learning;

/// <summary>What a snapshot says, as rows for the analyst's tables: read back from the snapshot's own bytes, so that
/// the tables and the snapshot cannot disagree.</summary>
internal static class SnapshotTables
{
    private const double TicksPerSecond = 1e9;
    private const double LeastProbability = 0.01;
    private const int TiesMax = 100_000;

    // A density per second is one per nanosecond times 10^9: each event's score moves by this.
    private static readonly double NatsToSeconds = Math.Log(TicksPerSecond);

    /// <summary>The rows; null: the model has not settled yet. Cost: a copy of the state, and O(actors × clusters)
    /// when the rows are walked.</summary>
    /// <exception cref="FormatException">The snapshot is damaged.</exception>
    public static PosteriorRows? Of(SnapshotContent content, ModelSpec spec)
    {
        var names = new NetworkNames();
        LearnerState state = StateSnapshot.Read(content, spec, names);
        ModelView view = state.Learner.Publish();
        if (!view.IsReady)
        {
            return null;
        }
        var model = new PublishedModel { Version = 0, View = view, Names = names };
        PosteriorSummary summary = view.Summarize();
        return new PosteriorRows(
            ClusterSummaries.Of(view).Select(one => new ClusterRow(
                one.Cluster, one.IsPlaced, one.Size, (double)one.Size / Math.Max(1, view.ActorCount), one.Sent,
                one.Received)),
            Memberships(model),
            summary.Baselines.Select(one => new BaselineRow(
                one.Cluster, model.TypeName(one.Type), PerSecond(one.PerTick))),
            summary.Excitations.Select(one => new ExcitationRow(
                one.Mechanism, one.TriggerCluster, one.ResponderCluster, model.TypeName(one.TriggerType),
                model.TypeName(one.Type), one.Offspring)),
            TieEstimates.Top(view, TiesMax, 0).Select(tie => new TieRow(
                model.ActorName(tie.Source), model.ActorName(tie.Target), tie.Weight)),
            Diagnostics(view, state.Counts));
    }

    private static IEnumerable<MembershipRow> Memberships(PublishedModel model)
    {
        for (int actor = 0; actor < model.View.ActorCount; actor++)
        {
            string name = model.ActorName(actor);
            IReadOnlyList<double> probabilities = model.View.Actor(actor).ClusterProbabilities;
            for (int cluster = 0; cluster < probabilities.Count; cluster++)
            {
                if (probabilities[cluster] >= LeastProbability)
                {
                    yield return new MembershipRow(name, cluster, probabilities[cluster]);
                }
            }
        }
    }

    private static DiagnosticsRow Diagnostics(ModelView view, LogCounts counts)
    {
        ModelDiagnostics fit = view.Diagnose();
        return new DiagnosticsRow(
            fit.Events, fit.PrequentialScore + NatsToSeconds, fit.RecentScore + NatsToSeconds,
            fit.PoissonScore + NatsToSeconds, fit.KsDistance, fit.KsAlarm, fit.BranchingRatio, fit.EffectiveClusters,
            fit.MarkExponent, view.ActorCount, view.DyadCount, view.TypeCount, counts.Accepted, counts.Late,
            counts.Duplicates);
    }

    private static Estimate PerSecond(Estimate perTick) => new(
        perTick.Mean * TicksPerSecond, perTick.Low * TicksPerSecond, perTick.High * TicksPerSecond);
}
