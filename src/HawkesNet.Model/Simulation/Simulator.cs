using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Simulation;

/// <summary>Draws events from a known model: exact, by its branching structure, in time order.</summary>
/// <remarks>Baseline events come as one Poisson process; each event draws its Poisson numbers of offspring with delays
/// from the kernels when it happens; a queue holds them until their time comes, when free targets are chosen. Starts
/// with no history at time 0. Cost per event O(K U + ties of
/// its source + log pending). Hawkes &amp; Oakes 1974.</remarks>
public sealed class Simulator
{
    private readonly SimulationSpec spec;
    private readonly CounterRng rng;
    private readonly SimulatedActors actors;
    private readonly SimulatedTies ties;
    private readonly PriorityQueue<Offspring, (double Time, long Order)> pending = new();
    private readonly List<SimulatedMechanism?> causeMechanisms = [];
    private readonly List<int> causeEvents = [];
    private readonly EventBatch events;
    private readonly CounterRng weights;
    private long order;
    private double lastTime;

    private Simulator(SimulationSpec spec, ulong seed, int eventsMax)
    {
        this.spec = spec;
        rng = new CounterRng(seed, stream: 1);
        weights = new CounterRng(seed, stream: 5);
        actors = new SimulatedActors(spec, seed);
        ties = new SimulatedTies(spec, actors.Clusters, new CounterRng(seed, stream: 5));
        events = new EventBatch(eventsMax);
    }

    /// <summary>Draws events from time 0 until there are eventsMax of them. Actor and type indices are those of the
    /// spec (not by appearance): declare the universe to a learner first.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="seed">Equal seeds give equal events.</param>
    /// <param name="eventsMax">Number of events, 1..100,000,000.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static (EventBatch Events, SimulationTruth Truth) Run(SimulationSpec spec, ulong seed, int eventsMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eventsMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(eventsMax, 100_000_000);
        spec.Validate();
        var simulator = new Simulator(spec, seed, eventsMax);
        simulator.DrawAll(eventsMax);
        return (simulator.events, simulator.Truth());
    }

    private void DrawAll(int eventsMax)
    {
        double nextBaseline = rng.Exponential(actors.BaselineTotalPerUnit);
        while (events.Count < eventsMax)
        {
            if (pending.TryPeek(out _, out (double Time, long Order) first) && first.Time < nextBaseline)
            {
                Happen(first.Time, pending.Dequeue());
                continue;
            }
            (int source, int type) = actors.DrawBaseline(rng);
            int target = spec.Targeted ? actors.ChooseTarget(source, rng) : EventBatch.NoTarget;
            Record(nextBaseline, source, target, type, null, -1);
            nextBaseline += rng.Exponential(actors.BaselineTotalPerUnit);
        }
    }

    private void Happen(double time, Offspring offspring)
    {
        int source = offspring.Source;
        int target = offspring.Target;
        if (offspring.Mechanism == SimulatedMechanism.Join)
        {
            source = actors.ChooseSource(target, offspring.ResponderCluster, rng);
        }
        else if (target == EventBatch.NoTarget && spec.Targeted)
        {
            target = actors.ChooseTarget(source, rng);
        }
        Record(time, source, target, offspring.Type, offspring.Mechanism, offspring.Trigger);
    }

    private void Record(
        double time, int source, int target, int type, SimulatedMechanism? mechanism, int trigger)
    {
        double weight = spec.Marks?.DrawWeight(weights) ?? 1;
        double mark = spec.Marks?.Mark(weight) ?? 1;
        events.Add((long)(time * spec.TicksPerUnit), source, target, type, weight);
        actors.Remember(source, target);
        causeMechanisms.Add(mechanism);
        causeEvents.Add(trigger);
        lastTime = time;
        foreach (MechanismSpec next in spec.Mechanisms)
        {
            Trigger(next, time, source, target, type, mark);
        }
    }

    private void Trigger(MechanismSpec mechanism, double time, int source, int target, int type, double mark)
    {
        int from = actors.Clusters[source];
        int to = target < 0 ? -1 : actors.Clusters[target];
        switch (mechanism.Mechanism)
        {
            case SimulatedMechanism.Repeat when target >= 0:
                Breed(mechanism, time, type, mark * mechanism.Offspring[from][to], source, target, from);
                break;
            case SimulatedMechanism.Reply when target >= 0:
                Breed(mechanism, time, type, mark * mechanism.Offspring[to][from], target, source, to);
                break;
            case SimulatedMechanism.Burst:
                Breed(mechanism, time, type, mark * mechanism.Offspring[from][from], source, EventBatch.NoTarget, from);
                break;
            case SimulatedMechanism.Relay when target >= 0:
                Breed(mechanism, time, type, mark * mechanism.Offspring[from][to], target, EventBatch.NoTarget, to);
                break;
            case SimulatedMechanism.Influence:
                foreach (SimulatedTie tie in ties.Of(source))
                {
                    Breed(mechanism, time, type, tie.Offspring, tie.Target, EventBatch.NoTarget, -1);
                }
                break;
            case SimulatedMechanism.Join when target >= 0:
                for (int cluster = 0; cluster < spec.ClusterCount; cluster++)
                {
                    double expected = actors.CanJoin(target, cluster) ? mark * mechanism.Offspring[from][cluster] : 0;
                    Breed(mechanism, time, type, expected, EventBatch.NoTarget, target, cluster);
                }
                break;
        }
    }

    private void Breed(
        MechanismSpec mechanism, double time, int triggerType, double expected, int source, int target, int cluster)
    {
        for (int type = 0; type < spec.TypeCount; type++)
        {
            double share = mechanism.TypeShares?[triggerType][type] ?? (type == triggerType ? 1 : 0);
            int count = rng.Poisson(expected * share);
            for (int i = 0; i < count; i++)
            {
                double at = time + mechanism.Kernel.Draw(rng);
                var offspring = new Offspring(
                    mechanism.Mechanism, events.Count - 1, source, target, type, cluster);
                pending.Enqueue(offspring, (at, order++));
            }
        }
    }

    private SimulationTruth Truth() => new(
        spec, actors.Clusters, actors.Activities, actors.Popularities, causeMechanisms, causeEvents, ties.All,
        lastTime);

    private readonly record struct Offspring(
        SimulatedMechanism Mechanism, int Trigger, int Source, int Target, int Type, int ResponderCluster);
}
