using HawkesNet.Model.Simulation;

namespace HawkesNet.Cli.Verify;

/// <summary>The exact causal filter of a simulation with targets, everything drawn being known: clusters, activities,
/// popularities, ties.</summary>
/// <remarks>One unit of the simulation is a second. Every kernel is one exponential. Cost per event O(K U + ties of its
/// source).</remarks>
internal sealed class SimulationFilter
{
    private readonly SimulationTruth truth;
    private readonly SimulationSpec spec;
    private readonly ILookup<int, SimulatedTie> ties;
    private readonly Dictionary<SimulatedMechanism, DecayingRates> rates;
    private readonly int[,] addressed;
    private readonly int[] addressedTotal;
    private readonly int[] members;
    private readonly double popularityTotal;
    private readonly double baselineTotal;
    private double now;

    /// <summary>Before the first event.</summary>
    public SimulationFilter(SimulationTruth truth)
    {
        this.truth = truth;
        spec = truth.Spec;
        ties = truth.Ties.ToLookup(tie => tie.Source);
        rates = spec.Mechanisms.ToDictionary(m => m.Mechanism, m => new DecayingRates(
            Owners(m.Mechanism), spec.TypeCount, m.Kernel.Components.Single().DecayPerUnit));
        addressed = new int[spec.Actors, spec.Actors];
        addressedTotal = new int[spec.Actors];
        members = [.. Enumerable.Range(0, spec.ClusterCount).Select(k => truth.Clusters.Count(c => c == k))];
        popularityTotal = truth.Popularities.Sum();
        baselineTotal = Enumerable.Range(0, spec.Actors)
            .Sum(i => truth.Activities[i] * spec.BaselinePerUnit[truth.Clusters[i]].Sum());
    }

    /// <summary>Log-likelihood so far, up to the last event; rates per second.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Scores the next event and takes it in.</summary>
    public void Add(double seconds, int source, int target, int type)
    {
        LogLikelihood -= baselineTotal * (seconds - now);
        now = seconds;
        foreach (DecayingRates mechanism in rates.Values)
        {
            LogLikelihood -= mechanism.MoveTo(seconds);
        }
        LogLikelihood += Math.Log(Intensity(source, target, type));
        foreach (MechanismSpec mechanism in spec.Mechanisms)
        {
            Excite(mechanism, source, target, type);
        }
        addressed[source, target]++;
        addressedTotal[source]++;
    }

    private double Intensity(int source, int target, int type)
    {
        int cluster = truth.Clusters[source];
        int others = members[cluster] - (truth.Clusters[target] == cluster ? 1 : 0);
        double free = (truth.Activities[source] * spec.BaselinePerUnit[cluster][type])
            + Rate(SimulatedMechanism.Burst, source, type)
            + Rate(SimulatedMechanism.Relay, source, type)
            + Rate(SimulatedMechanism.Influence, source, type);
        return (free * Choice(source, target))
            + Rate(SimulatedMechanism.Repeat, Dyad(source, target), type)
            + Rate(SimulatedMechanism.Reply, Dyad(source, target), type)
            + (others == 0 ? 0 : Rate(SimulatedMechanism.Join, Joining(target, cluster), type) / others);
    }

    private double Choice(int source, int target)
    {
        double popular = truth.Popularities[target] / (popularityTotal - truth.Popularities[source]);
        return spec.Choice.HabitStrength is { } strength
            ? (addressed[source, target] + (strength * popular)) / (addressedTotal[source] + strength)
            : popular;
    }

    private void Excite(MechanismSpec mechanism, int source, int target, int type)
    {
        (int from, int to) = (truth.Clusters[source], truth.Clusters[target]);
        IReadOnlyList<double> shares = mechanism.TypeShares?[type] ??
            [.. Enumerable.Range(0, spec.TypeCount).Select(u => u == type ? 1.0 : 0)];
        void Add(int owner, double expected) => rates[mechanism.Mechanism].Add(owner, expected, shares, now);
        switch (mechanism.Mechanism)
        {
            case SimulatedMechanism.Repeat:
                Add(Dyad(source, target), mechanism.Offspring[from][to]);
                break;
            case SimulatedMechanism.Reply:
                Add(Dyad(target, source), mechanism.Offspring[to][from]);
                break;
            case SimulatedMechanism.Burst:
                Add(source, mechanism.Offspring[from][from]);
                break;
            case SimulatedMechanism.Relay:
                Add(target, mechanism.Offspring[from][to]);
                break;
            case SimulatedMechanism.Join:
                for (int cluster = 0; cluster < spec.ClusterCount; cluster++)
                {
                    bool possible = members[cluster] > (to == cluster ? 1 : 0);
                    Add(Joining(target, cluster), possible ? mechanism.Offspring[from][cluster] : 0);
                }
                break;
            case SimulatedMechanism.Influence:
                foreach (SimulatedTie tie in ties[source])
                {
                    Add(tie.Target, tie.Offspring);
                }
                break;
        }
    }

    private double Rate(SimulatedMechanism mechanism, int owner, int type) =>
        rates.TryGetValue(mechanism, out DecayingRates? found) ? found.Rate(owner, type, now) : 0;

    private int Dyad(int source, int target) => (source * spec.Actors) + target;

    private int Joining(int target, int cluster) => (target * spec.ClusterCount) + cluster;

    private int Owners(SimulatedMechanism mechanism) => mechanism switch
    {
        SimulatedMechanism.Repeat or SimulatedMechanism.Reply => spec.Actors * spec.Actors,
        SimulatedMechanism.Join => spec.Actors * spec.ClusterCount,
        _ => spec.Actors,
    };
}
