using HawkesNet.Model.Choice;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Clustering;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Choice;

/// <summary>Choices are distributions, in whatever state.</summary>
public class ChoiceSumTests
{
    private const double Tolerance = 1e-13;

    [Fact]
    public void Target_choice_sums_to_one_over_all_targets()
    {
        ForRandomStates(AssertTargetChoicesSumToOne);
    }

    [Fact]
    public void Source_choice_sums_to_one_over_all_sources()
    {
        ForRandomStates(state =>
        {
            for (int r = 0; r < state.ActorCount && state.HasTargets; r++)
            {
                double sum = 0;
                for (int s = 0; s < state.ActorCount; s++)
                {
                    sum += s == r ? 0 : SourceProbability(state, s, r);
                }
                Close.Assert(1, sum, Tolerance, what: $"joining {r} in {state.ActorCount} actors:");
            }
        });
    }

    [Fact]
    public void No_target_is_impossible_where_every_event_has_one()
    {
        ModelState state = StateAfter(3, new StreamShape(80) { TargetlessShare = 0, SelfShare = 0 }, 80);
        for (int s = 0; s < state.ActorCount; s++)
        {
            Assert.Equal(0, TargetProbability(state, ChoiceKind.Baseline, s, -1));
        }
    }

    [Fact]
    public void Every_target_is_possible_however_unlikely()
    {
        ForRandomStates(state =>
        {
            for (int s = 0; s < state.ActorCount && state.HasTargets; s++)
            {
                for (int r = 0; r < state.ActorCount; r++)
                {
                    Assert.True(r == s || TargetProbability(state, ChoiceKind.Burst, s, r) > 0);
                    Assert.True(r == s || SourceProbability(state, s, r) > 0);
                }
            }
        });
    }

    [Fact]
    public void Choices_sum_to_one_whatever_partition_is_put_into_force_in_mid_stream()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            var shape = new StreamShape(160)
            {
                Actors = 6 + (seed % 9),
                Types = 1 + (seed % 2),
                NewTypes = 0,
                TargetlessShare = seed % 3 == 0 ? 0 : 0.3,
            };
            var recorded = new RecordedScenario(seed, shape, 120);
            recorded.PlaceAtRandom(seed, clusters: 2 + (seed % 4));
            recorded.RunOn();
            AssertTargetChoicesSumToOne(recorded.State);
        }
    }

    /// <summary>A hundred states: few or many actors, with and without history, targets, ties, types and
    /// clusters.</summary>
    private static void ForRandomStates(Action<ModelState> test)
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            var shape = new StreamShape(120)
            {
                Actors = seed % 4 == 0 ? 2 : 2 + (seed % 23),
                NewActors = seed % 4 == 0 ? 0 : seed % 7,
                TargetlessShare = seed % 3 == 0 ? 0 : seed % 10 == 0 ? 1 : 0.3,
                TieShare = seed % 5 == 0 ? 0.8 : 0.1,
                SelfShare = seed % 3 == 0 ? 0 : 0.05,
                Clusters = seed % 2 == 0 ? 1 : 1 + (seed % 5),
            };
            test(StateAfter(seed, shape, 1 + (seed * 37 % 120)));
        }
    }

    private static void AssertTargetChoicesSumToOne(ModelState state)
    {
        for (int s = 0; s < state.ActorCount; s++)
        {
            for (int choice = 0; choice < 3; choice++)
            {
                double sum = 0;
                for (int r = -1; r < state.ActorCount; r++)
                {
                    sum += r == s ? 0 : TargetProbability(state, (ChoiceKind)choice, s, r);
                }
                Close.Assert(1, sum, Tolerance, what: $"{(ChoiceKind)choice} of {s} in {state.ActorCount} actors:");
            }
        }
    }

    private static ModelState StateAfter(int seed, StreamShape shape, int count)
    {
        var local = new VectorLocalStep();
        ModelState state = new Scenario(seed, shape).Run(local, count).State;
        local.Commit(state);
        return state;
    }

    private static double TargetProbability(ModelState state, ChoiceKind choice, int source, int target)
    {
        int own = target < 0 ? -1 : state.Dyads.Find(source, target);
        int reverse = target < 0 ? -1 : state.Dyads.Find(target, source);
        return TargetChoice.Features(state, source, target, own, reverse)
            .Mix<ScalarLanes>(state.Parameters.ChoiceWeights(choice), out _);
    }

    private static double SourceProbability(ModelState state, int source, int target) =>
        SourceChoice.Features(state, source, target, state.Dyads.Find(source, target))
            .Mix<ScalarLanes>(state.Parameters.ChoiceWeights(ChoiceKind.Join), out _);
}
