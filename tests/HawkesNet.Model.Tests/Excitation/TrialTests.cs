using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Excitation;

public class TrialTests
{
    private static readonly BlockShape Shape = new(3000) { Types = 2, TargetlessShare = 0.15 };

    [Fact]
    public void What_loses_three_nats_is_left_out_and_is_back_once_it_has_gained_three()
    {
        var trial = new Trial();
        trial.AddEvent(otherwise: Math.Exp(2.9));
        trial.Judge();
        Assert.False(trial.IsLeftOut);
        trial.AddExpected(0.2);
        trial.Judge();
        Assert.True(trial.IsLeftOut);
        // Now the intensity otherwise is the one with it.
        trial.AddEvent(otherwise: Math.Exp(6));
        trial.Judge();
        Assert.True(trial.IsLeftOut);
        trial.AddEvent(otherwise: Math.Exp(0.2));
        trial.Judge();
        Assert.False(trial.IsLeftOut);
    }

    [Fact]
    public void What_begins_left_out_has_to_earn_its_place_and_old_gains_fade()
    {
        var trial = new Trial();
        trial.AddEvent(otherwise: 0.5);
        trial.Begin(isLeftOut: true);
        Assert.Equal(0, trial.Gain);
        trial.AddEvent(otherwise: Math.Exp(4));
        trial.Discount(0.5);
        trial.Judge();
        Assert.True(trial.IsLeftOut);
        Assert.Equal(2, trial.Gain, 1e-12);
    }

    [Fact]
    public void Ratios_however_large_add_up()
    {
        var trial = new Trial();
        for (int i = 0; i < 20; i++)
        {
            trial.AddEvent(otherwise: 1e-5);
            trial.AddEvent(otherwise: 1e90);
        }
        Assert.Equal(20 * (5 - 90) * Math.Log(10), trial.Gain, 1e-9);
    }

    /// <summary>The affinities, and the shape of the rates at the same total: every event's gain against the scores of
    /// two copies of the state, one with and one without.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gains_of_affinity_and_shape_are_those_of_scoring_events_with_and_without(int seed)
    {
        EventBatch stream = BlockStreams.Next(seed, Shape);
        var learner = new OnlineLearner(new ModelSpec { Ties = false });
        learner.DeclareUniverse(Shape.Actors, Shape.Types, targeted: true, targetless: true);
        int first = stream.Count - 400, compared = 0;
        learner.Step(EventSlices.Of(stream, 0, first));
        for (int i = first; i < stream.Count; i++)
        {
            Clusters clusters = learner.State.Clusters;
            double affinity = clusters.AffinityTrial.Gain, shape = clusters.RateTrial.Gain;
            double expectedOfAffinity = GainOfAffinity(learner.State, stream, i);
            double expectedOfShape = GainOfShape(learner.State, stream, i);
            long search = learner.NextClusterSearch;
            learner.Step(EventSlices.Of(stream, i, i + 1));
            if (learner.NextClusterSearch == search)
            {
                Close.Assert(expectedOfAffinity, clusters.AffinityTrial.Gain - affinity, 1e-9, 1);
                Close.Assert(expectedOfShape, clusters.RateTrial.Gain - shape, 1e-9, 1);
                compared += expectedOfAffinity != 0 && expectedOfShape != 0 ? 1 : 0;
            }
        }
        Assert.True(compared > 200, $"only {compared} events say anything");
    }

    private static double GainOfAffinity(ModelState state, EventBatch stream, int index)
    {
        (double with, _) = Score(With(state, clusters => clusters.AffinityTrial, isLeftOut: false), stream, index);
        (double without, _) = Score(With(state, clusters => clusters.AffinityTrial, isLeftOut: true), stream, index);
        return Math.Log(with / without);
    }

    /// <summary>The baseline's part of an event is scaled by what the other shape makes of its actor's share of all
    /// rates.</summary>
    private static double GainOfShape(ModelState state, EventBatch stream, int index)
    {
        (double intensity, double baseline) = Score(state.Clone(), stream, index);
        double with = ShareOfAll(With(state, clusters => clusters.RateTrial, isLeftOut: false), stream, index);
        double without = ShareOfAll(With(state, clusters => clusters.RateTrial, isLeftOut: true), stream, index);
        bool isIn = !state.Clusters.RateTrial.IsLeftOut;
        double otherwise = intensity + (baseline * ((isIn ? without / with : with / without) - 1));
        return Math.Log(isIn ? intensity / otherwise : otherwise / intensity);
    }

    private static double ShareOfAll(ModelState state, EventBatch stream, int index)
    {
        Baseline.RefreshAll(state);
        return Score(state, stream, index).Baseline / state.BaselineRateSum;
    }

    private static ModelState With(ModelState state, Func<Clusters, Trial> trial, bool isLeftOut)
    {
        ModelState copy = state.Clone();
        trial(copy.Clusters).Begin(isLeftOut);
        return copy;
    }

    private static (double Intensity, double Baseline) Score(ModelState state, EventBatch stream, int index)
    {
        var scores = new EventScores(1);
        new ReferenceLocalStep().Run(state, null, stream, index, 1, scores);
        // As it is learned: without the drift, which corrects predictions only.
        double baseline = scores.BaselineIntensity[0], drifted = scores.Causes(0)[0];
        return (Math.Exp(scores.LogIntensity[0]) - drifted + baseline, baseline);
    }
}
