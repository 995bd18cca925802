using System.Globalization;
using System.Text.Json.Nodes;
using HawkesNet.Model.Events;
using HawkesNet.Model.Simulation;

namespace HawkesNet.Browser.Tests;

/// <summary>Events of two worlds with known clusters: a hospital and a payment network, as rows to post.</summary>
internal static class SimulatedStreams
{
    private static readonly DateTimeOffset origin = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private static readonly string[] hospitalRoles = ["nurse", "doctor", "patient"];
    private static readonly string[] hospitalTypes = ["contact", "order"];
    private static readonly string[] paymentRoles = ["shop", "person", "bank"];
    private static readonly string[] paymentTypes = ["payment", "refund"];

    /// <summary>Contacts and orders on a ward: patients keep to their nurses, doctors pass orders on.</summary>
    public static IReadOnlyList<string> Hospital(int events)
    {
        var spec = new SimulationSpec
        {
            Actors = 60,
            TicksPerUnit = 60e9,
            ClusterShares = [0.3, 0.15, 0.55],
            BaselinePerUnit = [[0.006, 0.002], [0.004, 0.008], [0.003, 0.0003]],
            ActivityShape = 3,
            Choice = new ChoiceSpec { HabitStrength = 4, PopularityShape = 2 },
            Mechanisms =
            [
                Excite(SimulatedMechanism.Repeat, [[0.05, 0.05, 0.3], [0.05, 0.02, 0.1], [0.2, 0.1, 0.02]], 0.4),
                Excite(SimulatedMechanism.Reply, [[0.1, 0.35, 0.3], [0.15, 0.1, 0.1], [0.35, 0.15, 0.05]], 0.2),
                Excite(SimulatedMechanism.Relay, [[0.15, 0.15, 0.15], [0.3, 0.3, 0.3], [0.02, 0.02, 0.02]], 0.05),
            ],
        };
        return Rows(spec, 11, events, hospitalRoles, hospitalTypes, "h");
    }

    /// <summary>Payments and refunds: people pay shops in bursts, shops pay banks.</summary>
    public static IReadOnlyList<string> Payments(int events)
    {
        var spec = new SimulationSpec
        {
            Actors = 150,
            TicksPerUnit = 1e9,
            ClusterShares = [0.2, 0.7, 0.1],
            BaselinePerUnit = [[0.02, 0.002], [0.008, 0.0002], [0.03, 0.001]],
            ActivityShape = 2,
            Choice = new ChoiceSpec { HabitStrength = 6, PopularityShape = 1 },
            Mechanisms =
            [
                Excite(SimulatedMechanism.Repeat, [[0.1, 0.05, 0.2], [0.3, 0.05, 0.1], [0.1, 0.1, 0.4]], 2),
                Excite(SimulatedMechanism.Reply, [[0.05, 0.25, 0.1], [0.02, 0.05, 0.02], [0.3, 0.05, 0.2]], 0.5),
                Excite(SimulatedMechanism.Burst, [[0.05, 0.05, 0.05], [0.25, 0.25, 0.25], [0.1, 0.1, 0.1]], 0.1),
                Excite(SimulatedMechanism.Relay, [[0.2, 0.2, 0.2], [0.02, 0.02, 0.02], [0.1, 0.1, 0.1]], 1),
            ],
        };
        return Rows(spec, 7, events, paymentRoles, paymentTypes, "p");
    }

    private static MechanismSpec Excite(
        SimulatedMechanism mechanism, IReadOnlyList<IReadOnlyList<double>> offspring, double decayPerUnit) => new()
    {
        Mechanism = mechanism,
        Offspring = offspring,
        Kernel = new KernelSpec { Components = [new KernelComponent(decayPerUnit, 1)] },
    };

    /// <summary>One JSON row per event; an actor's name says its true cluster.</summary>
    private static List<string> Rows(
        SimulationSpec spec, ulong seed, int count, string[] roles, string[] types, string prefix)
    {
        (EventBatch events, SimulationTruth truth) = Simulator.Run(spec, seed, count);
        var names = new string[spec.Actors];
        var numbers = new int[roles.Length];
        for (int i = 0; i < names.Length; i++)
        {
            int role = truth.Clusters[i];
            names[i] = string.Create(CultureInfo.InvariantCulture, $"{roles[role]} {++numbers[role]}");
        }
        var rows = new List<string>(count);
        for (int i = 0; i < events.Count; i++)
        {
            DateTimeOffset time = origin.AddTicks(events.TimeTicks[i] / 100);
            rows.Add(new JsonObject
            {
                ["id"] = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}"),
                ["time"] = time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                ["source"] = names[events.Sources[i]],
                ["target"] = names[events.Targets[i]],
                ["type"] = types[events.Types[i]],
            }.ToJsonString());
        }
        return rows;
    }
}
