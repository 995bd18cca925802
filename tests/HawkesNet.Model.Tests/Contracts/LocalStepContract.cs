using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Contracts;

/// <summary>What every local step must do; one thin subclass per implementation.</summary>
public abstract class LocalStepContract
{
    private const double ScoreTolerance = 1e-12;
    private const double RowTolerance = 1e-6;
    private const double InformationTolerance = 1e-5;

    private static readonly StreamShape Mixed = new(200) { Actors = 5, NewActors = 8, Types = 2, NewTypes = 2 };
    private static readonly StreamShape Clustered = Mixed with { Actors = 9, Clusters = 3 };

    public static TheoryData<bool> OneClusterOrSeveral => [false, true];

    private protected abstract LocalStep Create();

    [Theory]
    [MemberData(nameof(OneClusterOrSeveral))]
    public void Scores_equal_the_reference(bool isClustered)
    {
        for (int seed = 1; seed <= 10; seed++)
        {
            var scenario = new Scenario(seed, isClustered ? Clustered : Mixed);
            EventScores expected = scenario.Run(new ReferenceLocalStep()).Scores;
            EventScores actual = scenario.Run(Create()).Scores;
            for (int i = 0; i < scenario.Batch.Count; i++)
            {
                Close.Assert(expected.LogIntensity[i], actual.LogIntensity[i], ScoreTolerance, 1);
                Close.Assert(expected.Compensator[i], actual.Compensator[i], ScoreTolerance, 1e-2);
                Close.Assert(expected.BaselineIntensity[i], actual.BaselineIntensity[i], ScoreTolerance);
                Close.Assert(expected.BurstChoice[i], actual.BurstChoice[i], ScoreTolerance);
                Close.Assert(expected.RelayChoice[i], actual.RelayChoice[i], ScoreTolerance);
                Close.Assert(expected.JoinChoice[i], actual.JoinChoice[i], ScoreTolerance);
                Close.Assert(
                    expected.PoissonLogLikelihood[i], actual.PoissonLogLikelihood[i], ScoreTolerance, 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OneClusterOrSeveral))]
    public void Evidence_equals_the_reference(bool isClustered)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            var scenario = new Scenario(seed, isClustered ? Clustered : Mixed);
            Evidence expected = Gather(scenario, new ReferenceLocalStep());
            Evidence actual = Gather(scenario, Create());
            CompareAll(expected.Gradient, actual.Gradient, RowTolerance, scenario.Batch.Count);
            CompareAll(expected.Exposure, actual.Exposure, 1e-10, 1);
            CompareInformation(expected.Information, actual.Information);
        }
    }

    [Fact]
    public void Input_is_untouched()
    {
        var scenario = new Scenario(3, Mixed);
        EventBatch copy = EventSlices.Of(scenario.Batch, 0, scenario.Batch.Count);
        scenario.Run(Create());
        Assert.Equal(copy.TimeTicks, scenario.Batch.TimeTicks);
        Assert.Equal(copy.Sources, scenario.Batch.Sources);
        Assert.Equal(copy.Targets, scenario.Batch.Targets);
        Assert.Equal(copy.Types, scenario.Batch.Types);
    }

    [Fact]
    public void An_empty_run_changes_nothing()
    {
        var scenario = new Scenario(4, Mixed);
        ModelState state = scenario.NewState();
        byte[] before = Bytes(state);
        Create().Run(state, new Evidence(), scenario.Batch, 0, 0, new EventScores(1));
        Assert.Equal(before, Bytes(state));
    }

    [Fact]
    public void A_single_event_is_put_down_to_the_baseline()
    {
        var scenario = new Scenario(5, Mixed);
        EventScores scores = scenario.Run(Create(), 1).Scores;
        Assert.Equal(0, scores.Compensator[0]);
        Close.Assert(Math.Log(scores.BaselineIntensity[0]), scores.LogIntensity[0], ScoreTolerance, 1);
    }

    [Theory]
    [MemberData(nameof(OneClusterOrSeveral))]
    public void The_answer_does_not_depend_on_where_a_run_is_cut(bool isClustered)
    {
        var scenario = new Scenario(6, isClustered ? Clustered : Mixed);
        (ModelState whole, EventScores expected) = scenario.Run(Create());
        ModelState state = scenario.NewState();
        var scores = new EventScores(7);
        for (int start = 0; start < scenario.Batch.Count; start += 7)
        {
            int count = Math.Min(7, scenario.Batch.Count - start);
            Create().Run(state, null, scenario.Batch, start, count, scores);
            Assert.Equal(expected.LogIntensity.AsSpan(start, count), scores.LogIntensity.AsSpan(0, count));
        }
        Assert.Equal(Bytes(whole), Bytes(state));
    }

    [Fact]
    public void Tied_events_do_not_excite_one_another_and_their_order_does_not_matter()
    {
        var shape = new StreamShape(120) { Actors = 6, NewActors = 0, Types = 2, NewTypes = 0, TieShare = 0.7 };
        for (int seed = 1; seed <= 5; seed++)
        {
            var scenario = new Scenario(seed, shape);
            EventScores scores = scenario.Run(Create()).Scores;
            for (int end = 1; end <= scenario.Batch.Count; end++)
            {
                (EventBatch reversed, int tied) = EventSlices.LastTieReversed(scenario.Batch, end);
                EventScores other = scenario.WithBatch(reversed).Run(Create()).Scores;
                for (int i = 0; i < tied; i++)
                {
                    double expected = scores.LogIntensity[end - 1 - i];
                    double actual = other.LogIntensity[end - tied + i];
                    Close.Assert(expected, actual, ScoreTolerance, 1, $"event {end - 1 - i}");
                }
            }
        }
    }

    [Fact]
    public void A_self_loop_counts_as_an_event_without_target()
    {
        var shape = new StreamShape(80) { TargetlessShare = 0.3, SelfShare = 0.3 };
        var scenario = new Scenario(9, shape);
        Assert.DoesNotContain(scenario.Events, one => one.Source == one.Target);
        (ModelState state, EventScores scores) = scenario.Run(Create());
        Create().Commit(state);
        Assert.Equal(scenario.Events.Count(one => one.Target >= 0), state.TargetedCount);
        Assert.All(scores.LogIntensity, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void A_new_actor_in_mid_run_is_admitted_and_scored()
    {
        var scenario = new Scenario(10, new StreamShape(60) { Actors = 2, NewActors = 20 });
        (ModelState state, EventScores scores) = scenario.Run(Create());
        Assert.Equal(1 + scenario.Events.Max(one => Math.Max(one.Source, one.Target)), state.ActorCount);
        Assert.All(scores.LogIntensity, value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(OneClusterOrSeveral))]
    public void Relabelling_actors_relabels_the_answer(bool isClustered)
    {
        var shape = new StreamShape(150) { Actors = 9, NewActors = 0, Types = 2, Clusters = isClustered ? 4 : 1 };
        int[] names = [4, 7, 1, 0, 8, 2, 6, 3, 5];
        for (int seed = 1; seed <= 5; seed++)
        {
            var scenario = new Scenario(seed, shape);
            var counts = new double[names.Length][];
            var labels = new int[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                counts[names[i]] = scenario.Parameters.BaselineCounts[i];
                labels[names[i]] = scenario.Parameters.Clusters.Of(i);
            }
            TextbookParameters parameters = scenario.Parameters with
            {
                BaselineCounts = counts,
                Clusters = scenario.Parameters.Clusters with { Labels = labels },
            };
            Scenario renamed = new Scenario(seed, shape) { Parameters = parameters }.WithBatch(
                EventSlices.WithActors(scenario.Batch, actor => names[actor]));
            EventScores expected = scenario.Run(Create()).Scores;
            EventScores actual = renamed.Run(Create()).Scores;
            for (int i = 0; i < scenario.Batch.Count; i++)
            {
                Close.Assert(expected.LogIntensity[i], actual.LogIntensity[i], 1e-11, 1, $"event {i}");
                Close.Assert(expected.Compensator[i], actual.Compensator[i], 1e-11, 1e-2, $"event {i}");
            }
        }
    }

    [Fact]
    public void One_actor_without_targets_is_one_plain_hawkes_process()
    {
        var scenario = new Scenario(11, new StreamShape(300)
        {
            Actors = 1,
            NewActors = 0,
            TargetlessShare = 1,
            NewTypes = 0,
            TieShare = 0.1,
        });
        EventScores scores = scenario.Run(Create()).Scores;
        TextbookParameters parameters = scenario.Parameters;
        double baseline = parameters.BaselineFactor * parameters.BaselineScale;
        for (int i = 0; i < scenario.Events.Count; i++)
        {
            long time = scenario.Events[i].Time;
            double drift = scenario.TextbookBefore(i).Drift(time);
            double intensity = (drift * baseline) + scenario.Events.Take(i)
                .Where(past => past.Time < time).Sum(past => parameters.Kernel(2, time - past.Time));
            Close.Assert(intensity, Math.Exp(scores.LogIntensity[i]), 1e-11);
        }
    }

    private static byte[] Bytes(ModelState state)
    {
        var writer = new StateWriter();
        state.Transfer(writer);
        return writer.Written.ToArray();
    }

    private static Evidence Gather(Scenario scenario, LocalStep local)
    {
        var evidence = new Evidence();
        ModelState state = scenario.NewState();
        local.Run(state, evidence, scenario.Batch, 0, scenario.Batch.Count, new EventScores(scenario.Batch.Count));
        // The lanes of the reference sum the last rows here; the full chunks before were summed by the step's own.
        evidence.Sum<ScalarLanes>(evenIfPartial: true);
        evidence.AddDecayedExposures(state.Grid);
        return evidence;
    }

    private static void CompareAll(double[] expected, double[] actual, double tolerance, double floor)
    {
        for (int p = 0; p < expected.Length; p++)
        {
            Close.Assert(expected[p], actual[p], tolerance, floor, $"parameter {p}:");
        }
    }

    /// <summary>Entries are compared on the scale of their two diagonal ones.</summary>
    private static void CompareInformation(double[] expected, double[] actual)
    {
        for (int p = 0; p < ParameterLayout.Count; p++)
        {
            for (int q = 0; q <= p; q++)
            {
                // Squares near the least float have few digits left, and say nothing.
                double scale = Math.Max(1e-30, Math.Sqrt(expected[p * (ParameterLayout.Stride + 1)]
                    * expected[q * (ParameterLayout.Stride + 1)]));
                int entry = (p * ParameterLayout.Stride) + q;
                Close.Assert(expected[entry], actual[entry], InformationTolerance, scale, $"entry {p}, {q}:");
            }
        }
    }
}

/// <summary>The plain loops.</summary>
public class ReferenceLocalStepTests : LocalStepContract
{
    private protected override LocalStep Create() => new ReferenceLocalStep();
}

/// <summary>The production CPU path.</summary>
public class VectorLocalStepTests : LocalStepContract
{
    private protected override LocalStep Create() => new VectorLocalStep();
}
