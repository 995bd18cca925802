using HawkesNet.Model.Events;
using HawkesNet.Model.Simulation;
using Xunit;

namespace HawkesNet.Model.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly SimulationSpec AllMechanisms = new()
    {
        Actors = 40,
        ClusterShares = [2, 1],
        BaselinePerUnit = [[0.02, 0.01], [0.05, 0.02]],
        ActivityShape = 3,
        Mechanisms =
        [
            Mechanism(SimulatedMechanism.Repeat, [[0.15, 0.05], [0.05, 0.2]]),
            Mechanism(SimulatedMechanism.Reply, [[0.2, 0.1], [0.1, 0.2]]),
            Mechanism(SimulatedMechanism.Burst, [[0.1, 0], [0, 0.05]]),
            Mechanism(SimulatedMechanism.Relay, [[0.1, 0.05], [0.05, 0.1]]),
            Mechanism(SimulatedMechanism.Join, [[0.05, 0.05], [0.02, 0.05]]),
        ],
        Choice = new ChoiceSpec { HabitStrength = 2, PopularityShape = 1 },
    };

    [Fact]
    public void Equal_seeds_give_equal_events_and_other_seeds_others()
    {
        (EventBatch a, _) = Simulator.Run(AllMechanisms, 5, 2_000);
        (EventBatch b, _) = Simulator.Run(AllMechanisms, 5, 2_000);
        (EventBatch c, _) = Simulator.Run(AllMechanisms, 6, 2_000);
        Assert.Equal(a.TimeTicks.ToArray(), b.TimeTicks.ToArray());
        Assert.Equal(a.Targets.ToArray(), b.Targets.ToArray());
        Assert.NotEqual(a.TimeTicks.ToArray(), c.TimeTicks.ToArray());
    }

    [Fact]
    public void Every_offspring_follows_its_cause_as_its_mechanism_says()
    {
        (EventBatch events, SimulationTruth truth) = Simulator.Run(AllMechanisms, 1, 20_000);
        for (int i = 0; i < events.Count; i++)
        {
            Assert.NotEqual(events.Sources[i], events.Targets[i]);
            int cause = truth.CauseEvents[i];
            Assert.Equal(truth.CauseMechanisms[i] is null, cause == -1);
            if (cause < 0)
            {
                continue;
            }
            Assert.True(events.TimeTicks[cause] < events.TimeTicks[i]);
            (int s, int r) = (events.Sources[cause], events.Targets[cause]);
            bool follows = truth.CauseMechanisms[i] switch
            {
                SimulatedMechanism.Repeat => (events.Sources[i], events.Targets[i]) == (s, r),
                SimulatedMechanism.Reply => (events.Sources[i], events.Targets[i]) == (r, s),
                SimulatedMechanism.Burst => events.Sources[i] == s,
                SimulatedMechanism.Relay => events.Sources[i] == r,
                _ => events.Targets[i] == r,
            };
            Assert.True(follows, $"event {i} does not follow its cause by {truth.CauseMechanisms[i]}");
        }
    }

    [Fact]
    public void Numbers_of_offspring_are_those_of_the_spec()
    {
        (EventBatch events, SimulationTruth truth) = Simulator.Run(AllMechanisms, 2, 40_000);
        foreach (MechanismSpec mechanism in AllMechanisms.Mechanisms)
        {
            double expected = 0;
            for (int i = 0; i < events.Count; i++)
            {
                expected += Expected(mechanism, truth.Clusters[events.Sources[i]], truth.Clusters[events.Targets[i]]);
            }
            int seen = truth.CauseMechanisms.Count(m => m == mechanism.Mechanism);
            // Poisson error, and the offspring of the last events that fall after the end (below 1 % here).
            Assert.Equal(expected, seen, (5 * Math.Sqrt(expected)) + (0.01 * expected));
        }
    }

    [Fact]
    public void Baseline_events_come_at_the_baseline_rate()
    {
        (_, SimulationTruth truth) = Simulator.Run(AllMechanisms, 3, 40_000);
        double rate = truth.Clusters
            .Select((c, i) => truth.Activities[i] * AllMechanisms.BaselinePerUnit[c].Sum()).Sum();
        double expected = rate * truth.EndUnits;
        Assert.Equal(expected, truth.CauseEvents.Count(c => c < 0), 5 * Math.Sqrt(expected));
    }

    [Fact]
    public void Delays_have_the_mean_of_their_kernel()
    {
        var kernel = new KernelSpec { Components = [new(5, 3), new(0.5, 1, HumpDecayPerUnit: 2)] };
        SimulationSpec spec = TypedStream([[0.6]], kernel);
        (EventBatch events, SimulationTruth truth) = Simulator.Run(spec, 4, 40_000);
        double[] delays = [.. Enumerable.Range(0, events.Count).Where(i => truth.CauseEvents[i] >= 0)
            .Select(i => (events.TimeTicks[i] - events.TimeTicks[truth.CauseEvents[i]]) / spec.TicksPerUnit)];
        // 0.75/5 + 0.25 (2 + 0.5) = 0.775; the standard deviation is below 1.5.
        Assert.Equal(0.775, kernel.MeanDelay, 12);
        Assert.Equal(0.775, delays.Average(), 5 * 1.5 / Math.Sqrt(delays.Length));
    }

    [Fact]
    public void Types_breed_types_as_their_matrix_says_in_a_stream_without_targets()
    {
        SimulationSpec spec = TypedStream([[0.3, 0.4], [0.1, 0]], new KernelSpec());
        (EventBatch events, SimulationTruth truth) = Simulator.Run(spec, 9, 40_000);
        Assert.All(events.Targets.ToArray(), target => Assert.Equal(EventBatch.NoTarget, target));
        for (int from = 0; from < 2; from++)
        {
            double triggers = events.Types.ToArray().Count(t => t == from);
            for (int to = 0; to < 2; to++)
            {
                int seen = Enumerable.Range(0, events.Count).Count(
                    i => truth.CauseEvents[i] >= 0
                        && events.Types[truth.CauseEvents[i]] == from && events.Types[i] == to);
                double expected = triggers * spec.Mechanisms[0].TypeShares![from][to];
                Assert.Equal(expected, seen, (5 * Math.Sqrt(expected)) + 5);
            }
        }
    }

    [Fact]
    public void Long_run_rate_is_the_baseline_over_one_minus_the_branching_ratio()
    {
        (EventBatch events, SimulationTruth truth) = Simulator.Run(TypedStream([[0.5]], new KernelSpec()), 10, 50_000);
        double rate = events.Count / truth.EndUnits;
        // Counts are over-dispersed by 1 / (1 - 0.5)^2 = 4: relative error 2 / sqrt(50,000) = 0.9 %.
        Assert.Equal(3 / (1 - 0.5), rate, 5 * 0.009 * 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Influence_works_along_the_ties_and_as_often_as_they_say(bool targeted)
    {
        SimulationSpec spec = AllMechanisms with
        {
            Targeted = targeted,
            Ties = new TieSpec { Share = 0.1, Shape = 2 },
            Mechanisms = [Mechanism(SimulatedMechanism.Influence, [[0.1, 0.05], [0.2, 0.1]])],
        };
        (EventBatch events, SimulationTruth truth) = Simulator.Run(spec, 7, 30_000);
        HashSet<(int, int)> ties = [.. truth.Ties.Select(tie => (tie.Source, tie.Target))];
        // 156 of 1,560 pairs are expected, with a standard deviation of 12.
        Assert.InRange(ties.Count, 96, 216);
        double expected = 0;
        int seen = 0;
        for (int i = 0; i < events.Count; i++)
        {
            expected += truth.Ties.Where(tie => tie.Source == events.Sources[i]).Sum(tie => tie.Offspring);
            Assert.Equal(targeted, events.Targets[i] != EventBatch.NoTarget);
            if (truth.CauseEvents[i] is var cause and >= 0)
            {
                seen++;
                Assert.Equal(SimulatedMechanism.Influence, truth.CauseMechanisms[i]);
                Assert.Contains((events.Sources[cause], events.Sources[i]), ties);
            }
        }
        Assert.Equal(expected, seen, (5 * Math.Sqrt(expected)) + (0.01 * expected));
    }

    [Fact]
    public void A_bad_spec_is_refused_with_the_setting_named()
    {
        Assert.Contains("BaselinePerUnit", Refusal(AllMechanisms with { BaselinePerUnit = [[0.1]] }));
        Assert.Contains("Mechanisms.Reply", Refusal(AllMechanisms with
        {
            Targeted = false,
            Mechanisms = [
            Mechanism(SimulatedMechanism.Reply, [[0.1, 0.1], [0.1, 0.1]])]
        }));
        Assert.Contains("Mechanisms.Influence", Refusal(AllMechanisms with
        {
            Mechanisms = [Mechanism(SimulatedMechanism.Influence, [[0.1, 0.1], [0.1, 0.1]])],
        }));
        Assert.Contains("Share", Refusal(AllMechanisms with { Ties = new TieSpec { Share = 2 } }));
        Assert.Contains("Actors", Refusal(AllMechanisms with { Actors = 1 }));
    }

    private static string Refusal(SimulationSpec spec) =>
        Assert.Throws<ArgumentException>(() => Simulator.Run(spec, 1, 10)).Message;

    private static double Expected(MechanismSpec mechanism, int source, int target) => mechanism.Mechanism switch
    {
        SimulatedMechanism.Repeat or SimulatedMechanism.Relay => mechanism.Offspring[source][target],
        SimulatedMechanism.Reply => mechanism.Offspring[target][source],
        SimulatedMechanism.Burst => mechanism.Offspring[source][source],
        _ => mechanism.Offspring[source].Sum(),
    };

    private static MechanismSpec Mechanism(SimulatedMechanism mechanism, double[][] offspring) =>
        new() { Mechanism = mechanism, Offspring = offspring, Kernel = new KernelSpec { Components = [new(2, 1)] } };

    private static SimulationSpec TypedStream(double[][] shares, KernelSpec kernel) => new()
    {
        Actors = 30,
        Targeted = false,
        BaselinePerUnit = [[.. shares.Select(_ => 0.1)]],
        Mechanisms =
        [
            new() { Mechanism = SimulatedMechanism.Burst, Offspring = [[1]], TypeShares = shares, Kernel = kernel },
        ],
    };
}
