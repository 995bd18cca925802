using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Simulation;

/// <summary>The drawn ties of a simulation, by the actor whose events excite.</summary>
internal sealed class SimulatedTies
{
    private readonly List<SimulatedTie>[] bySource;

    public SimulatedTies(SimulationSpec spec, int[] clusters, CounterRng rng)
    {
        MechanismSpec? influence = spec.Mechanisms.FirstOrDefault(m => m.Mechanism == SimulatedMechanism.Influence);
        bySource = [.. clusters.Select(_ => new List<SimulatedTie>())];
        if (influence is null || spec.Ties is not { } ties)
        {
            return;
        }
        for (int source = 0; source < spec.Actors; source++)
        {
            for (int target = 0; target < spec.Actors; target++)
            {
                if (source != target && rng.Uniform() < ties.Share)
                {
                    double weight = ties.Shape == 0 ? 1 : rng.Gamma(ties.Shape, 1 / ties.Shape);
                    double offspring = weight * influence.Offspring[clusters[source]][clusters[target]];
                    bySource[source].Add(new SimulatedTie(source, target, offspring));
                }
            }
        }
    }

    /// <summary>All ties.</summary>
    public IReadOnlyList<SimulatedTie> All => [.. bySource.SelectMany(ties => ties)];

    /// <summary>Those whom an actor excites.</summary>
    public IReadOnlyList<SimulatedTie> Of(int source) => bySource[source];
}
