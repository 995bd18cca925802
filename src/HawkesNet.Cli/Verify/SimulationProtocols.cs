using HawkesNet.Model.Simulation;

namespace HawkesNet.Cli.Verify;

/// <summary>Protocol E: everything at once. It has no bars.</summary>
internal static class SimulationProtocols
{
    private const int EventCount = 100_000;
    private static readonly double[][] types = [[0.6, 0.3, 0.1], [0.1, 0.6, 0.3], [0.3, 0.1, 0.6]];

    /// <summary>200 actors in three clusters, three types, about four ties from each actor; about three quarters of
    /// the events are offspring.</summary>
    public static SimulationSpec Spec { get; } = new()
    {
        Actors = 200,
        ClusterShares = [1, 1, 1],
        BaselinePerUnit = [[0.02, 0.01, 0.005], [0.005, 0.02, 0.01], [0.01, 0.005, 0.02]],
        ActivityShape = 3,
        Choice = new ChoiceSpec { HabitStrength = 5, PopularityShape = 2 },
        Ties = new TieSpec { Share = 0.02, Shape = 4 },
        Mechanisms =
        [
            Mechanism(SimulatedMechanism.Repeat, 4, Within(0.20, 0.05)),
            Mechanism(SimulatedMechanism.Reply, 1, Within(0.05, 0.25)),
            Mechanism(SimulatedMechanism.Burst, 2, Within(0.15, 0)),
            Mechanism(SimulatedMechanism.Relay, 1, [[0.10, 0.05, 0.02], [0.10, 0.05, 0.02], [0.10, 0.05, 0.02]]),
            Mechanism(SimulatedMechanism.Join, 1, Within(0.03, 0.03)),
            Mechanism(SimulatedMechanism.Influence, 0.5, Within(0.06, 0.03)),
        ],
    };

    /// <summary>E.</summary>
    public static IEnumerable<Protocol> All =>
        [new Protocol("E", Spec.ClusterCount, seed => new SimulationSample(Spec, EventCount, seed))];

    private static double[][] Within(double within, double between) =>
        [[within, between, between], [between, within, between], [between, between, within]];

    private static MechanismSpec Mechanism(
        SimulatedMechanism mechanism, double decay, double[][] offspring) => new()
        {
            Mechanism = mechanism,
            Offspring = offspring,
            TypeShares = mechanism == SimulatedMechanism.Repeat ? null : types,
            Kernel = new KernelSpec { Components = [new KernelComponent(decay, 1)] },
        };
}
