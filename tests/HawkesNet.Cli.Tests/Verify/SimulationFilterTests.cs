using HawkesNet.Cli.Verify;
using HawkesNet.Model.Events;
using HawkesNet.Model.Simulation;

namespace HawkesNet.Cli.Tests.Verify;

/// <summary>The filter of a simulation against a sum over all pairs of events.</summary>
public sealed class SimulationFilterTests
{
    private static readonly SimulationSpec spec = SimulationProtocols.Spec with
    {
        Actors = 9,
        Ties = new TieSpec { Share = 0.2, Shape = 2 },
    };

    [Fact]
    public void Filter_equals_the_textbook()
    {
        (EventBatch events, SimulationTruth truth) = Simulator.Run(spec, seed: 4, eventsMax: 150);
        var filter = new SimulationFilter(truth);
        double logs = 0;
        for (int n = 0; n < events.Count; n++)
        {
            logs += Math.Log(Intensity(events, truth, n));
            filter.Add(Seconds(events, n), events.Sources[n], events.Targets[n], events.Types[n]);
            Assert.Equal(logs - Compensator(events, truth, n), filter.LogLikelihood, 7);
        }
    }

    [Fact]
    public void Expected_events_of_the_filter_are_about_those_that_came()
    {
        // The compensator of the truth minus the count is a martingale: its variance is the count.
        (EventBatch events, SimulationTruth truth) = Simulator.Run(SimulationProtocols.Spec, seed: 1, 400);
        Assert.InRange(Compensator(events, truth, 399), 400 - 100, 400 + 100);
    }

    [Fact]
    public void Three_quarters_of_the_events_of_the_protocol_are_offspring_of_all_mechanisms()
    {
        (_, SimulationTruth truth) = Simulator.Run(SimulationProtocols.Spec, seed: 2, 20_000);
        Assert.InRange(truth.CauseEvents.Count(cause => cause >= 0) / 20_000.0, 0.68, 0.80);
        Assert.Equal(6, truth.CauseMechanisms.OfType<SimulatedMechanism>().Distinct().Count());
        Assert.InRange(truth.Ties.Count, 796 - 140, 796 + 140);
    }

    private static double Seconds(EventBatch events, int n) => events.TimeTicks[n] / Sample.TicksPerSecond;

    private static double Intensity(EventBatch events, SimulationTruth truth, int n)
    {
        (int source, int target, int type) = (events.Sources[n], events.Targets[n], events.Types[n]);
        double sum = truth.Activities[source] * truth.Spec.BaselinePerUnit[truth.Clusters[source]][type]
            * Choice(events, truth, n);
        for (int i = 0; i < n; i++)
        {
            double elapsed = Seconds(events, n) - Seconds(events, i);
            foreach (MechanismSpec mechanism in truth.Spec.Mechanisms)
            {
                double decay = mechanism.Kernel.Components[0].DecayPerUnit;
                sum += Expected(truth, mechanism, events.Sources[i], events.Targets[i], source, target)
                    * (IsFree(mechanism) ? Choice(events, truth, n) : 1)
                    * (mechanism.TypeShares?[events.Types[i]][type] ?? (events.Types[i] == type ? 1 : 0))
                    * decay * Math.Exp(-decay * elapsed);
            }
        }
        return sum;
    }

    private static bool IsFree(MechanismSpec mechanism) => mechanism.Mechanism
        is SimulatedMechanism.Burst or SimulatedMechanism.Relay or SimulatedMechanism.Influence;

    // Expected offspring s → r of an event a → b, free targets not yet chosen.
    private static double Expected(SimulationTruth truth, MechanismSpec mechanism, int a, int b, int s, int r)
    {
        int from = truth.Clusters[a], own = truth.Clusters[s];
        int joiners = Enumerable.Range(0, truth.Spec.Actors).Count(i => truth.Clusters[i] == own && i != r);
        return mechanism.Mechanism switch
        {
            SimulatedMechanism.Repeat when (s, r) == (a, b) => mechanism.Offspring[own][truth.Clusters[r]],
            SimulatedMechanism.Reply when (s, r) == (b, a) => mechanism.Offspring[own][truth.Clusters[r]],
            SimulatedMechanism.Burst when s == a => mechanism.Offspring[own][own],
            SimulatedMechanism.Relay when s == b => mechanism.Offspring[from][own],
            SimulatedMechanism.Join when r == b => mechanism.Offspring[from][own] / joiners,
            SimulatedMechanism.Influence =>
                truth.Ties.Where(tie => tie.Source == a && tie.Target == s).Sum(tie => tie.Offspring),
            _ => 0,
        };
    }

    private static double Choice(EventBatch events, SimulationTruth truth, int n)
    {
        (int source, int target) = (events.Sources[n], events.Targets[n]);
        double others = truth.Popularities.Where((_, i) => i != source).Sum();
        double strength = truth.Spec.Choice.HabitStrength!.Value;
        int[] past = [.. Enumerable.Range(0, n).Where(i => events.Sources[i] == source).Select(i => events.Targets[i])];
        double total = past.Length + strength;
        return (past.Count(r => r == target) / total) + (strength / total * truth.Popularities[target] / others);
    }

    // Each event's expected offspring, all types and actors together, as far as they have come by event n.
    private static double Compensator(EventBatch events, SimulationTruth truth, int n)
    {
        double until = Seconds(events, n);
        double sum = until * Enumerable.Range(0, truth.Spec.Actors).Sum(
            i => truth.Activities[i] * truth.Spec.BaselinePerUnit[truth.Clusters[i]].Sum());
        for (int i = 0; i < n; i++)
        {
            foreach (MechanismSpec mechanism in truth.Spec.Mechanisms)
            {
                double decay = mechanism.Kernel.Components[0].DecayPerUnit;
                sum += Bred(truth, mechanism, events.Sources[i], events.Targets[i])
                    * (1 - Math.Exp(-decay * (until - Seconds(events, i))));
            }
        }
        return sum;
    }

    private static double Bred(SimulationTruth truth, MechanismSpec mechanism, int a, int b)
    {
        (int from, int to) = (truth.Clusters[a], truth.Clusters[b]);
        return mechanism.Mechanism switch
        {
            SimulatedMechanism.Repeat => mechanism.Offspring[from][to],
            SimulatedMechanism.Reply => mechanism.Offspring[to][from],
            SimulatedMechanism.Burst => mechanism.Offspring[from][from],
            SimulatedMechanism.Relay => mechanism.Offspring[from][to],
            SimulatedMechanism.Join => Enumerable.Range(0, 3).Where(k => Enumerable.Range(0, truth.Spec.Actors)
                .Any(i => truth.Clusters[i] == k && i != b)).Sum(k => mechanism.Offspring[from][k]),
            _ => truth.Ties.Where(tie => tie.Source == a).Sum(tie => tie.Offspring),
        };
    }
}
