using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Simulation;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Tests.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>Causes of past events against the textbook's sums, and against simulated causes.</summary>
public class CauseTraceTests
{
    [Theory]
    [MemberData(nameof(TextbookIntensityTests.Cases), MemberType = typeof(TextbookIntensityTests))]
    public void Causes_of_every_event_are_those_of_the_textbook(int seed, int shape)
    {
        var scenario = new Scenario(seed, TextbookIntensityTests.Shapes[shape]);
        ModelView view = Scenario.ViewOf(scenario.Run(new VectorLocalStep()).State);
        for (int e = 0; e < scenario.Events.Count; e += 3)
        {
            TextbookEvent asked = scenario.Events[e];
            TextbookModel textbook = Before(scenario, view, asked);
            double[] expected = textbook.ByCause(asked.Time, asked.Source, asked.Target, asked.Type);
            // The baseline's rate is today's; only its choice is that of the time.
            expected[0] = Scenario.BaselinePerTick(view, asked) * textbook.Choice(0, asked.Source, asked.Target);
            EventExplanation explained = Trace(view, scenario.Events, e).Explain(int.MaxValue);
            for (int cause = 0; cause < expected.Length; cause++)
            {
                Close.Assert(
                    expected[cause], explained.Probabilities[cause] * explained.IntensityPerTick, 1e-9,
                    1e-6 * expected.Sum(), $"event {e}, cause {cause}");
            }
        }
    }

    [Fact]
    public void Probabilities_sum_to_one_and_the_named_events_to_their_mechanisms()
    {
        var scenario = new Scenario(6, new StreamShape(80) { Types = 2, NewTypes = 0 });
        ModelView view = Scenario.ViewOf(scenario.Run(new VectorLocalStep()).State);
        EventExplanation all = Trace(view, scenario.Events, 70).Explain(int.MaxValue);
        Assert.Equal(1, all.Probabilities.Sum(), 12);
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            double named = all.Earlier.Where(cause => (int)cause.Mechanism == m).Sum(cause => cause.Probability);
            Close.Assert(all.Probabilities[m + 1], named, 1e-12, 1e-12);
        }
        Assert.Equal(all.EarlierCount, all.Earlier.Count);
        EventExplanation some = Trace(view, scenario.Events, 70).Explain(2);
        Assert.Equal(all.Earlier.Take(2), some.Earlier);
        Assert.True(some.Earlier[0].Probability >= some.Earlier[1].Probability);
    }

    [Fact]
    public void With_clusters_types_and_marks_the_stream_told_again_is_the_model_s_own_state()
    {
        EventBatch stream = Clustered();
        var learner = new OnlineLearner(new ModelSpec());
        learner.Step(stream);
        ModelView view = learner.Publish();
        Assert.True(view.ClusterCount > 1 && view.TypeCount > 1 && view.Diagnose().MarkExponent > 0);
        long time = view.TimeTicks + 50_000_000;
        foreach ((int source, int target) in new[] { (0, 1), (5, 2), (7, -1), (3, 20) })
        {
            var trace = new CauseTrace(view, time, source, target, 1);
            for (int e = 0; e < stream.Count; e++)
            {
                trace.Add(
                    stream.TimeTicks[e], stream.Sources[e], stream.Targets[e], stream.Types[e], stream.Weights[e]);
            }
            EventExplanation explained = trace.Explain(3);
            IntensityEstimate expected = Intensity.At(view, source, target, 1, time);
            double drift = view.State.DriftAt(view.Operational(time));
            for (int cause = 0; cause < expected.Causes.Count; cause++)
            {
                // A past event is explained by the steady baseline.
                Close.Assert(
                    expected.Causes[cause].PerTick.Mean / (cause == 0 ? drift : 1),
                    explained.Probabilities[cause] * explained.IntensityPerTick, 1e-6,
                    1e-6 * expected.PerTick.Mean, $"{source} → {target}, {expected.Causes[cause].Cause}");
            }
        }
    }

    [Fact]
    public void Latent_ties_are_a_cause_as_they_are_in_the_intensity()
    {
        EventBatch stream = new SparseInfluence(seed: 1, actors: 30, density: 0.06, rate: 5).Simulate(span: 1000);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(30, 1, targeted: false, targetless: true);
        learner.Step(stream);
        ModelView view = learner.Publish();
        Assert.True(view.HasTies);
        long time = view.TimeTicks + 1;
        for (int source = 0; source < 30; source += 7)
        {
            var trace = new CauseTrace(view, time, source, EventBatch.NoTarget, 0);
            for (int e = 0; e < stream.Count; e++)
            {
                trace.Add(stream.TimeTicks[e], stream.Sources[e], EventBatch.NoTarget, 0, 1);
            }
            EventExplanation explained = trace.Explain(0);
            CauseIntensity expected = Intensity.At(view, source, EventBatch.NoTarget, 0, time).Causes[^1];
            Assert.Equal("influence", expected.Cause);
            Assert.True(expected.PerTick.Mean > 0);
            Close.Assert(expected.PerTick.Mean, explained.Probabilities[^1] * explained.IntensityPerTick, 1e-6);
            Assert.Equal(1, explained.Probabilities.Sum(), 9);
        }
    }

    [Fact]
    public void An_event_that_is_not_earlier_is_refused()
    {
        var scenario = new Scenario(6, new StreamShape(80));
        ModelView view = Scenario.ViewOf(scenario.Run(new VectorLocalStep()).State);
        CauseTrace trace = Trace(view, scenario.Events, 40);
        Assert.Throws<ArgumentException>(() => trace.Add(scenario.Events[40].Time, 0, 1, 0, 1));
        Assert.Throws<ArgumentException>(() => trace.Add(scenario.Events[0].Time - 1, 0, 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => trace.Add(scenario.Events[40].Time - 1, 0, 999, 0, 1));
    }

    /// <summary>The textbook that knows what is strictly earlier, and whom the event itself brings.</summary>
    private static TextbookModel Before(Scenario scenario, ModelView view, TextbookEvent asked)
    {
        TextbookEvent[] earlier = [.. scenario.Events.Where(one => one.Time < asked.Time)];
        Universe known = earlier.Append(asked).Aggregate(
            new Universe(0, view.TypeCount, false, false), (universe, one) => universe.Admit(one));
        return new TextbookModel(scenario.Parameters, earlier, known);
    }

    private static EventBatch Clustered()
    {
        EventBatch simulated = Simulator.Run(
            new SimulationSpec
            {
                Actors = 40,
                ClusterShares = [0.5, 0.5],
                BaselinePerUnit = [[0.05, 0.01], [0.01, 0.05]],
                Mechanisms =
                [
                    new MechanismSpec
                    {
                        Mechanism = SimulatedMechanism.Reply,
                        Offspring = [[0.6, 0.05], [0.05, 0.6]],
                    },
                ],
                Marks = new MarkSpec { Exponent = 1 },
            },
            seed: 2, eventsMax: 6_000).Events;
        var stream = new EventBatch();
        var actors = new Dictionary<int, int>();
        var types = new Dictionary<int, int>();
        for (int e = 0; e < simulated.Count; e++)
        {
            int source = Number(actors, simulated.Sources[e]);
            int target = e % 50 == 0 ? EventBatch.NoTarget : Number(actors, simulated.Targets[e]);
            stream.Add(simulated.TimeTicks[e], source, target, Number(types, simulated.Types[e]), simulated.Weights[e]);
        }
        return stream;
    }

    private static int Number(Dictionary<int, int> numbers, int name)
    {
        numbers.TryAdd(name, numbers.Count);
        return numbers[name];
    }

    private static CauseTrace Trace(ModelView view, IReadOnlyList<TextbookEvent> events, int index)
    {
        TextbookEvent asked = events[index];
        var trace = new CauseTrace(view, asked.Time, asked.Source, asked.Target, asked.Type);
        foreach (TextbookEvent earlier in events.Where(one => one.Time < asked.Time))
        {
            trace.Add(earlier.Time, earlier.Source, earlier.Target, earlier.Type, earlier.Weight);
        }
        return trace;
    }
}
