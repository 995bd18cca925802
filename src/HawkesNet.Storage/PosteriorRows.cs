using HawkesNet.Model.Prediction;

namespace HawkesNet.Storage;

/// <summary>What a snapshot says, as rows of the tables an analyst reads. Each sequence is walked once.</summary>
/// <param name="Clusters">All clusters.</param>
/// <param name="Memberships">Actors in clusters, with probabilities.</param>
/// <param name="Baselines">Events per second by cluster and type.</param>
/// <param name="Excitations">What one event sets off, by mechanism, clusters and types.</param>
/// <param name="Ties">The heaviest latent ties.</param>
/// <param name="Diagnostics">How well the model fits, and what was counted.</param>
public sealed record PosteriorRows(
    IEnumerable<ClusterRow> Clusters, IEnumerable<MembershipRow> Memberships, IEnumerable<BaselineRow> Baselines,
    IEnumerable<ExcitationRow> Excitations, IEnumerable<TieRow> Ties, DiagnosticsRow Diagnostics);

/// <summary>A row of <c>posterior_cluster</c>.</summary>
public sealed record ClusterRow(int Cluster, bool Placed, long Size, double Proportion, long Sent, long Received);

/// <summary>A row of <c>posterior_membership</c>.</summary>
public readonly record struct MembershipRow(string Actor, int Cluster, double Probability);

/// <summary>A row of <c>posterior_baseline</c>.</summary>
public sealed record BaselineRow(int Cluster, string Type, Estimate PerSecond);

/// <summary>A row of <c>posterior_excitation</c>.</summary>
public sealed record ExcitationRow(
    string Mechanism, int TriggerCluster, int ResponderCluster, string TriggerType, string Type, Estimate Weight);

/// <summary>A row of <c>posterior_tie</c>.</summary>
public readonly record struct TieRow(string Source, string Target, Estimate Weight);

/// <summary>The row of <c>posterior_diagnostics</c>. Scores are in nats per event with time in seconds.</summary>
public sealed record DiagnosticsRow(
    long Events, double PrequentialScore, double RecentScore, double PoissonScore, double KsDistance, double KsAlarm,
    double BranchingRatio, double EffectiveClusters, double MarkExponent, long Actors, long Dyads, long Types,
    long Accepted, long Late, long Duplicates);
