using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

/// <summary>The whole learner on streams from a known network of influence.</summary>
public sealed class TieLearningTests
{
    private const int Actors = 30;

    private static readonly SparseInfluence Truth = new(seed: 1, Actors, density: 0.06, rate: 5);
    private static readonly EventBatch Stream = Truth.Simulate(span: 4000);

    [Fact]
    public void Ties_are_found_ranked_and_weighed()
    {
        ModelView view = Learned(Stream).Publish();
        var truth = new double[Actors, Actors];
        double error = 0, size = 0;
        for (int j = 0; j < Actors; j++)
        {
            foreach ((int i, double weight) in Truth.Row(j))
            {
                truth[j, i] = weight;
                error += Math.Pow(view.TieMean(j, i) - weight, 2);
                size += weight * weight;
            }
        }
        int count = truth.Cast<double>().Count(weight => weight > 0);
        IReadOnlyList<TieEstimate> best = TieEstimates.Top(view, count, 0);
        // The prototype's average precision on a network of fifty such actors is .995, its error .15.
        Assert.True(best.Count(tie => truth[tie.Source, tie.Target] > 0) > 0.93 * count);
        Assert.True(Math.Sqrt(error / size) < 0.25, $"relative error {Math.Sqrt(error / size):F3}");
        Assert.True(best.Zip(best.Skip(1)).All(two => two.First.Weight.Mean >= two.Second.Weight.Mean));
    }

    [Fact]
    public void Intervals_hold_the_weights()
    {
        int ties = 0, held = 0, pairs = 0, heldPairs = 0;
        for (int seed = 1; seed <= 3; seed++)
        {
            var truth = new SparseInfluence(seed, actors: 50, density: 0.05, rate: 5);
            ModelView view = Learned(truth.Simulate(span: 5000), truth.Actors).Publish();
            for (int j = 0; j < truth.Actors; j++)
            {
                Dictionary<int, double> row = truth.Row(j).ToDictionary(tie => tie.Target, tie => tie.Weight);
                for (int i = 0; i < truth.Actors; i++)
                {
                    Estimate tie = view.Tie(j, i);
                    double weight = row.GetValueOrDefault(i);
                    bool holds = weight >= tie.Low && weight <= tie.High;
                    Assert.True(tie.Low <= tie.Mean && tie.Mean <= tie.High);
                    (pairs, heldPairs) = i == j ? (pairs, heldPairs) : (pairs + 1, heldPairs + (holds ? 1 : 0));
                    (ties, held) = weight == 0 ? (ties, held) : (ties + 1, held + (holds ? 1 : 0));
                }
            }
        }
        // Nominal .9. About 370 ties: the binomial deviation is .016.
        Assert.InRange(held / (double)ties, 0.83, 0.97);
        Assert.InRange(heldPairs / (double)pairs, 0.83, 0.99);
    }

    [Fact]
    public void Bursts_give_way_to_ties_and_the_score_comes_near_the_truth()
    {
        OnlineLearner learner = Begin(new ModelSpec());
        OnlineLearner without = Begin(new ModelSpec { Ties = false });
        double[] exact = Truth.LogLikelihoods(Stream);
        int half = Stream.Count / 2;
        learner.Step(EventSlices.Of(Stream, 0, half));
        without.Step(EventSlices.Of(Stream, 0, half));
        EventBatch rest = EventSlices.Of(Stream, half, Stream.Count);
        double truth = exact.Skip(half).Sum();
        double loss = (truth - learner.Step(rest).LogLikelihood) / rest.Count;
        Assert.InRange(loss, -0.01, 0.06);
        Assert.True((truth - without.Step(rest).LogLikelihood) / rest.Count > loss + 0.15);
        Assert.True(learner.State.Parameters.Offspring(Mechanism.Burst) < 0.06);
        Assert.InRange(BranchingRatio.Of(learner.Publish()), 0.6, 0.8);
    }

    [Fact]
    public void Where_there_are_no_ties_they_are_let_go()
    {
        EventBatch stream = new SparseInfluence(seed: 3, Actors, density: 0, rate: 5).Simulate(span: 2000);
        OnlineLearner learner = Learned(stream);
        Assert.False(learner.Publish().HasTies);
        Assert.Equal(default, learner.Publish().Tie(0, 1));
        Assert.Empty(TieEstimates.Top(learner.Publish(), 10, 0));
    }

    [Fact]
    public void A_trial_that_loses_ends_before_its_time()
    {
        // Many actors with few events each: ties see causes where there are none.
        var shape = new BlockShape(4000) { Actors = 200, FirstActors = 200, Blocks = 2 };
        EventBatch stream = BlockStreams.Next(5, shape);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.Actors, shape.Types, targeted: true, targetless: false);
        learner.Step(EventSlices.Of(stream, 0, 1500));
        Assert.True(learner.State.Ties.IsOn);
        learner.Step(EventSlices.Of(stream, 1500, 4000));
        Assert.False(learner.State.Ties.IsOn);
    }

    [Fact]
    public void A_trial_that_has_not_won_leaves_no_trace_in_the_scores()
    {
        var random = new Random(4);
        var stream = new EventBatch(3000);
        for (int e = 0; e < 3000; e++)
        {
            int source = random.Next(12);
            stream.Add(e * 1000L, source, (source + random.Next(1, 12)) % 12, random.Next(2), 1);
        }
        double[] scores = [.. new[] { true, false }.Select(ties =>
        {
            var learner = new OnlineLearner(new ModelSpec { Ties = ties });
            learner.DeclareUniverse(12, 2, targeted: true, targetless: false);
            double score = learner.Step(stream).LogLikelihood;
            Assert.False(learner.State.Ties.IsAdopted);
            return score;
        })];
        Assert.Equal(scores[1], scores[0]);
    }

    [Fact]
    public void The_state_does_not_depend_on_how_the_stream_is_cut_nor_on_being_stored()
    {
        OnlineLearner whole = Learned(EventSlices.Of(Stream, 0, 6000));
        OnlineLearner cut = Begin(new ModelSpec());
        for (int start = 0; start < 6000; start += 750)
        {
            cut.Step(EventSlices.Of(Stream, start, start + 750));
            cut = OnlineLearner.Deserialize(cut.Spec, cut.Serialize());
        }
        Assert.True(whole.State.Ties.Pairs.Count > 0);
        Assert.Equal(whole.Serialize(), cut.Serialize());
        whole.Freeze();
        cut.Freeze();
        EventBatch rest = EventSlices.Of(Stream, 6000, 7000);
        Assert.Equal(whole.Step(rest), cut.Step(rest));
        Assert.Equal(whole.Serialize(), cut.Serialize());
    }

    [Fact]
    public void The_plain_loops_learn_the_same_ties_as_the_vectors()
    {
        OnlineLearner vectors = Learned(EventSlices.Of(Stream, 0, 4000));
        var loops = new OnlineLearner(new ModelSpec(), new ReferenceLocalStep());
        loops.DeclareUniverse(Actors, 1, targeted: false, targetless: true);
        loops.Step(EventSlices.Of(Stream, 0, 4000));
        ModelView expected = loops.Publish(), actual = vectors.Publish();
        for (int pair = 0; pair < Actors * Actors; pair++)
        {
            Close.Assert(
                expected.TieMean(pair / Actors, pair % Actors),
                actual.TieMean(pair / Actors, pair % Actors), 1e-3, 1e-3);
        }
    }

    [Fact]
    public void The_unit_of_time_does_not_matter()
    {
        ModelView view = Learned(EventSlices.Of(Stream, 0, 5000)).Publish();
        var slow = new EventBatch(5000);
        for (int e = 0; e < 5000; e++)
        {
            slow.Add(Stream.TimeTicks[e] * 1024, Stream.Sources[e], EventBatch.NoTarget, 0, 1);
        }
        ModelView other = Learned(slow).Publish();
        for (int pair = 0; pair < Actors * Actors; pair++)
        {
            Close.Assert(
                view.TieMean(pair / Actors, pair % Actors), other.TieMean(pair / Actors, pair % Actors), 1e-6, 1e-9);
        }
    }

    [Fact]
    public void Influence_is_one_of_the_causes_and_part_of_the_forecast()
    {
        ModelView view = Learned(Stream).Publish();
        long now = view.TimeTicks;
        double forecast = 0, sent = 0;
        for (int i = 0; i < Actors; i++)
        {
            IntensityEstimate intensity = Intensity.At(view, i, null, null, now + 1);
            Close.Assert(intensity.PerTick.Mean, intensity.Causes.Sum(cause => cause.PerTick.Mean), 1e-9);
            Assert.Equal("influence", intensity.Causes[^1].Cause);
            forecast += Forecast.Of(
                view, i, null, null, now, (long)(100 * SparseInfluence.TicksPerUnit)).ExpectedCount.Mean;
            sent += view.Actor(i).Sent;
        }
        // A stationary stream goes on at its mean rate.
        Assert.InRange(forecast / (sent / 4000 * 100), 0.8, 1.2);
        Assert.Contains(view.Summarize().Kernels, kernel => kernel.Mechanism == "influence");
        double offspring = view.Summarize().Excitations.Single(one => one.Mechanism == "influence").Offspring.Mean;
        Assert.InRange(offspring, 0.5, 0.9);
    }

    private static OnlineLearner Begin(ModelSpec spec, int actors = Actors)
    {
        var learner = new OnlineLearner(spec);
        learner.DeclareUniverse(actors, 1, targeted: false, targetless: true);
        return learner;
    }

    private static OnlineLearner Learned(EventBatch stream, int actors = Actors)
    {
        OnlineLearner learner = Begin(new ModelSpec(), actors);
        learner.Step(stream);
        return learner;
    }
}
