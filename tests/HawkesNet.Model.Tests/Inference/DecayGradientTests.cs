using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Simulation;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>The likelihood as a function of the decays, against scores and finite differences.</summary>
public class DecayGradientTests
{
    private static readonly StreamShape Shape = new(150) { Actors = 5, NewActors = 0, NewTypes = 0 };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 0.8)]
    public void Log_likelihood_is_that_of_the_local_step_but_for_the_baseline_s_compensator(
        int types, double markExponent)
    {
        var scenario = new Scenario(31, Shape with { Types = types, MarkExponent = markExponent });
        (ModelState state, EventScores scores) = scenario.Run(new VectorLocalStep());
        double elapsed = scenario.Batch.TimeTicks[^1] - scenario.Batch.TimeTicks[0];
        double baseline = state.Parameters.BaselineFactor * state.BaselineRateSum * elapsed;
        double logs = Enumerable.Range(0, scenario.Batch.Count).Sum(i => LogSteadyIntensity(scores, i));
        double expected = logs - scores.SteadyCompensator.Sum() + baseline;
        Close.Assert(expected, At(scenario, state, scores, state.Grid, 0).LogLikelihood, 1e-10);
    }

    /// <summary>Log intensity without the baseline's drift, of which learning takes no notice.</summary>
    private static double LogSteadyIntensity(EventScores scores, int i) =>
        Math.Log(Math.Exp(scores.LogIntensity[i]) - scores.Causes(i)[0] + scores.BaselineIntensity[i]);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 70)]
    public void Gradient_is_the_derivative_by_every_log_decay(int types, int scoredFrom)
    {
        const double Step = 1e-5;
        var scenario = new Scenario(32, Shape with { Types = types });
        (ModelState state, EventScores scores) = scenario.Run(new VectorLocalStep());
        Doubles8 gradient = At(scenario, state, scores, state.Grid, scoredFrom).Gradient;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double above = At(scenario, state, scores, Moved(state.Grid, b, Step), scoredFrom).LogLikelihood;
            double below = At(scenario, state, scores, Moved(state.Grid, b, -Step), scoredFrom).LogLikelihood;
            Close.Assert((above - below) / (2 * Step), gradient[b], 1e-6, 0.1, $"decay {b}:");
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void After_learning_masses_are_those_of_the_events_under_the_present_decays(double targetlessShare)
    {
        var stream = RandomStreams.Excited(33, 700, 6, 1, targetlessShare);
        var learner = new OnlineLearner(new ModelSpec());
        learner.Step(stream);
        CompareMasses(learner, stream);
    }

    private static void CompareMasses(OnlineLearner learner, EventBatch stream)
    {
        ModelState state = learner.State;
        var history = new List<TextbookEvent>();
        for (int i = 0; i < stream.Count; i++)
        {
            history.Add(new TextbookEvent(
                stream.TimeTicks[i], stream.Sources[i], stream.Targets[i], 0, stream.Weights[i]));
        }
        var universe = new Universe(state.ActorCount, 1, state.HasTargets, state.HasTargetless);
        var textbook = new TextbookModel(Copy(state), history, universe);
        ModelView view = learner.Publish();
        for (int s = 0; s < state.ActorCount; s++)
        {
            for (int r = -1; r < state.ActorCount; r++)
            {
                double[] expected = textbook.ByCause(view.TimeTicks + 100, s, r, 0);
                var actual = Intensity.At(view, s, r, 0, view.TimeTicks + 100).Causes;
                for (int cause = 1; cause < expected.Length; cause++)
                {
                    Close.Assert(expected[cause], actual[cause].PerTick.Mean, 1e-9, 1e-6 * expected.Sum(),
                        $"{s} → {r}, {actual[cause].Cause}:");
                }
            }
        }
    }

    [Fact]
    public void After_learning_that_weights_count_masses_are_those_of_the_marked_events()
    {
        var spec = new SimulationSpec
        {
            Actors = 5,
            BaselinePerUnit = [[0.05]],
            Mechanisms = [new MechanismSpec { Mechanism = SimulatedMechanism.Repeat, Offspring = [[0.6]] }],
            Marks = new MarkSpec { Exponent = 1 },
        };
        EventBatch stream = Simulator.Run(spec, seed: 3, eventsMax: 900).Events;
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(5, 1, targeted: true, targetless: false);
        learner.Step(stream);
        Assert.InRange(learner.State.Marks.Exponent, 0.7, 1.3);
        CompareMasses(learner, stream);
    }

    private static TextbookParameters Copy(ModelState state) => new()
    {
        MarkExponent = state.Marks.Exponent,
        TypicalWeight = state.Marks.TypicalWeight,
        Theta = [.. state.Parameters.Theta],
        DecaysPerTick = [.. Enumerable.Range(0, Doubles8.Count).Select(b => state.Grid.DecaysPerTick[b])],
        BaselineScale = state.BaselineScale,
        BaselineCounts = [.. Enumerable.Range(0, state.ActorCount).Select(_ => new double[1])],
        TypeCounts = new double[1],
        Offspring = new double[Mechanisms.Count, 1, 1],
        Expected = new double[Mechanisms.Count, 1],
    };

    private static DecayGradient At(
        Scenario scenario, ModelState state, EventScores scores, DecayGrid grid, int scoredFrom)
    {
        var events = new EarlyEvents();
        events.Add(scenario.Batch, 0, scenario.Batch.Count, scores);
        return DecayGradient.Of(state, grid, events.Events, WindowMarks.Of(events.Events, state.Marks), scoredFrom);
    }

    private static DecayGrid Moved(DecayGrid grid, int index, double change)
    {
        Doubles8 decays = grid.DecaysPerTick;
        decays[index] *= Math.Exp(change);
        return new DecayGrid(decays);
    }
}
