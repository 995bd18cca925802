using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Clustering;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.State;

/// <summary>The sums by clusters and types against the raw list of events.</summary>
public class TriggerTotalsTests
{
    private static readonly StreamShape[] Shapes =
    [
        new StreamShape(150) { Actors = 8 },
        new StreamShape(150) { Actors = 8, Types = 3, NewTypes = 2 },
        new StreamShape(150) { Actors = 8, TargetlessShare = 0, NewTypes = 0 },
        new StreamShape(150) { Actors = 8, TargetlessShare = 1, Types = 2 },
        new StreamShape(150) { Actors = 8, Types = 2, TieShare = 0.7 },
        new StreamShape(150) { Actors = 10, Types = 2, Clusters = 3 },
    ];

    public static TheoryData<int, int> Cases()
    {
        var cases = new TheoryData<int, int>();
        for (int shape = 0; shape < Shapes.Length; shape++)
        {
            for (int seed = 1; seed <= 5; seed++)
            {
                cases.Add(seed, shape);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sums_equal_those_over_the_events_after_a_placement_and_after_further_events(int seed, int shape)
    {
        var recorded = new RecordedScenario(seed, Shapes[shape], 100);
        recorded.PlaceAtRandom(seed, clusters: 2 + (seed % 3));
        AssertSums(recorded, 100 - recorded.State.Pending.Count);
        recorded.RunOn();
        AssertSums(recorded, recorded.Scenario.Events.Count);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sums_equal_those_over_the_events_when_one_cluster_takes_the_place_of_several(int seed, int shape)
    {
        var recorded = new RecordedScenario(seed, Shapes[shape], 100);
        recorded.PlaceAtRandom(seed, clusters: 3);
        recorded.PlaceAtRandom(seed, clusters: 1);
        Assert.Equal(1, recorded.State.Clusters.Count);
        recorded.RunOn();
        AssertSums(recorded, recorded.Scenario.Events.Count);
    }

    [Fact]
    public void A_sum_is_found_again_by_its_clusters_and_type()
    {
        var totals = new TriggerTotals();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 8 * 8 * 40; i++)
            {
                ref TriggerTotals.Total total = ref totals.Of(i % 8, (i / 8 % 8) - 1, i / 64, 0);
                Assert.Equal(round, total.AddedSinceStep);
                total.AddedSinceStep++;
            }
        }
        Assert.Equal(8 * 8 * 40, totals.Count);
    }

    private static void AssertSums(RecordedScenario recorded, int historyCount)
    {
        ModelState state = recorded.State;
        Dictionary<(int, int, int), Doubles8> expected = SumEvents(recorded, historyCount);
        if (state.HasTotals)
        {
            foreach (ref TriggerTotals.Total total in state.Totals.Totals)
            {
                total.Bring<VectorLanes>(state.Grid.DecaysPerTick, state.ClockTicks);
                expected.Remove((total.Source, total.Target, total.Type), out Doubles8 sum);
                AssertEqual(sum, total.Mass, $"{total.Source} → {total.Target}, type {total.Type}");
            }
            Assert.Empty(expected);
        }
        AssertTriggerMass(state, SumEvents(recorded, historyCount));
    }

    private static void AssertTriggerMass(ModelState state, Dictionary<(int, int, int), Doubles8> totals)
    {
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var mechanism = (Mechanism)m;
            Doubles8 sum = default;
            foreach (((int source, int target, int type), Doubles8 mass) in totals)
            {
                if (target >= 0 || !Mechanisms.NeedsTarget(mechanism))
                {
                    int cell = state.Cells.TriggerCell(mechanism, source, target);
                    sum = ScalarLanes.MultiplyAdd(sum, mass, state.Cells.RowSum(mechanism, cell, type));
                }
            }
            AssertEqual(sum, state.TriggerMass[m], $"{mechanism}");
        }
    }

    private static Dictionary<(int, int, int), Doubles8> SumEvents(RecordedScenario recorded, int count)
    {
        ModelState state = recorded.State;
        var sums = new Dictionary<(int, int, int), Doubles8>();
        foreach (TextbookEvent past in recorded.Scenario.Events.Take(count))
        {
            int target = past.Target < 0 ? -1 : state.Actor(past.Target).Cluster;
            (int, int, int) key = (state.Actor(past.Source).Cluster, target, past.Type);
            Doubles8 sum = sums.GetValueOrDefault(key);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                sum[b] += Math.Exp(-state.Grid.DecaysPerTick[b] * (state.ClockTicks - past.Time));
            }
            sums[key] = sum;
        }
        return sums;
    }

    private static void AssertEqual(in Doubles8 expected, in Doubles8 actual, string what)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            // Events without a target are a difference of two sums: it is exact on their scale only.
            Close.Assert(expected[b], actual[b], 1e-11, 1, $"{what}, decay {b}:");
        }
    }
}
