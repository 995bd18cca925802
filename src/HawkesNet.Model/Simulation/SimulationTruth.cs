namespace HawkesNet.Model.Simulation;

/// <summary>What a simulation knows and a learner has to find out. N = actors, K = clusters, U = types.</summary>
/// <param name="Spec">The parameters.</param>
/// <param name="Clusters">Cluster of each actor. [N]</param>
/// <param name="Activities">Factor on each actor's baseline; mean 1. [N]</param>
/// <param name="Popularities">Weight of each actor as a free target. [N]</param>
/// <param name="CauseMechanisms">Mechanism that caused each event; null: baseline. [events]</param>
/// <param name="CauseEvents">Index of the event that caused each event; -1: baseline. [events]</param>
/// <param name="Ties">The latent ties.</param>
/// <param name="EndUnits">Time of the last event, in units.</param>
public sealed record SimulationTruth(
    SimulationSpec Spec,
    IReadOnlyList<int> Clusters,
    IReadOnlyList<double> Activities,
    IReadOnlyList<double> Popularities,
    IReadOnlyList<SimulatedMechanism?> CauseMechanisms,
    IReadOnlyList<int> CauseEvents,
    IReadOnlyList<SimulatedTie> Ties,
    double EndUnits);
