using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using Xunit;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>The model's intensities against the textbook's, on random streams with random frozen parameters.</summary>
public class TextbookIntensityTests
{
    private const double Tolerance = 1e-9;

    internal static readonly StreamShape[] Shapes =
    [
        new StreamShape(60),
        new StreamShape(60) { Types = 3, NewTypes = 2 },
        new StreamShape(60) { Actors = 2, NewActors = 30, TargetlessShare = 0, NewTypes = 0 },
        new StreamShape(60) { Actors = 25, NewActors = 5, TargetlessShare = 0.05 },
        new StreamShape(60) { Actors = 1, NewActors = 4, TargetlessShare = 1, Types = 2 },
        new StreamShape(60) { TieShare = 0.7, Types = 2 },
        new StreamShape(60) { Actors = 9, Clusters = 3 },
        new StreamShape(60) { Actors = 8, Clusters = 3, Types = 3, NewTypes = 2 },
        new StreamShape(60) { Actors = 8, Clusters = 2, Types = 1, NewTypes = 2, TargetlessShare = 0 },
        new StreamShape(60) { Actors = 6, Clusters = 4, TargetlessShare = 1, Types = 2, TieShare = 0.5 },
        new StreamShape(60) { Actors = 3, NewActors = 20, Clusters = 2, Types = 2 },
        new StreamShape(60) { MarkExponent = 0.7 },
        new StreamShape(60) { TieShare = 0.4, Types = 2, MarkExponent = 2 },
    ];

    public static TheoryData<int, int> Cases()
    {
        var cases = new TheoryData<int, int>();
        for (int shape = 0; shape < Shapes.Length; shape++)
        {
            for (int seed = 1; seed <= 4; seed++)
            {
                cases.Add(seed, shape);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Log_intensity_of_every_event_equals_the_textbook(int seed, int shape)
    {
        var scenario = new Scenario(seed, Shapes[shape]);
        EventScores scores = scenario.Run(new VectorLocalStep()).Scores;
        for (int i = 0; i < scenario.Events.Count; i++)
        {
            TextbookEvent scored = scenario.Events[i];
            TextbookModel before = scenario.TextbookBefore(i);
            double[] causes = before.ByCause(scored.Time, scored.Source, scored.Target, scored.Type);
            Close.Assert(causes.Sum(), Math.Exp(scores.LogIntensity[i]), Tolerance, what: $"event {i}");
            double steady = causes[0] / before.Drift(scored.Time);
            Close.Assert(steady, scores.BaselineIntensity[i], Tolerance, what: $"baseline of event {i}");
            for (int cause = 0; cause < causes.Length; cause++)
            {
                Close.Assert(causes[cause], scores.Causes(i)[cause], Tolerance, 1e-6 * causes.Sum(),
                    $"event {i}, cause {cause}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Intensity_by_cause_equals_the_textbook_in_every_channel(int seed, int shape)
    {
        var scenario = new Scenario(seed, Shapes[shape]);
        int count = 20 + (seed * 10);
        ModelView view = Scenario.ViewOf(scenario.Run(new VectorLocalStep(), count).State);
        TextbookModel textbook = scenario.TextbookAfter(count);
        Assert.Equal(textbook.Universe.Actors, view.ActorCount);
        Assert.Equal(textbook.Universe.Types, view.TypeCount);
        int sources = Math.Min(4, view.ActorCount);
        foreach (long delay in (long[])[0, 700])
        {
            for (int s = 0; s < sources; s++)
            {
                for (int r = -1; r < view.ActorCount; r++)
                {
                    CompareChannel(view, textbook, s, r, view.TimeTicks + (delay * seed));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Intensity_summed_over_targets_and_types_equals_the_sum_of_the_channels(int seed, int shape)
    {
        var scenario = new Scenario(seed, Shapes[shape]);
        ModelView view = Scenario.ViewOf(scenario.Run(new VectorLocalStep()).State);
        TextbookModel textbook = scenario.TextbookAfter(scenario.Events.Count);
        long time = view.TimeTicks + 300;
        for (int s = 0; s < view.ActorCount; s += 3)
        {
            var expected = new double[TextbookModel.CauseCount];
            for (int r = -1; r < view.ActorCount; r++)
            {
                for (int u = 0; u < view.TypeCount; u++)
                {
                    Add(textbook.ByCause(time, s, r, u), expected);
                }
            }
            Compare(expected, Intensity.At(view, s, null, null, time), $"source {s}");
        }
    }

    [Fact]
    public void A_learner_frozen_from_the_start_scores_as_the_textbook_does()
    {
        var shape = new StreamShape(250) { Actors = 5, NewActors = 4, NewTypes = 0 };
        var scenario = new Scenario(77, shape);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.Actors, shape.Types, targeted: true, targetless: true);
        learner.Freeze();
        StepInfo info = learner.Step(scenario.Batch);
        Universe known = HeldBackUniverse(scenario);
        Assert.True(known.Actors < learner.ActorCount, "the stream brings no actor after the grid is settled");
        var frozen = new Scenario(77, shape) { Parameters = Copy(learner.State, known.Actors), Declared = known };
        double expected = 0;
        for (int i = 0; i < frozen.Events.Count; i++)
        {
            TextbookEvent scored = frozen.Events[i];
            expected += Math.Log(
                frozen.TextbookBefore(i).ByCause(scored.Time, scored.Source, scored.Target, scored.Type).Sum());
        }
        Assert.Equal(frozen.Events.Count, info.Events);
        Close.Assert(expected, info.LogIntensity, Tolerance);
    }

    /// <summary>The learner waits for a hundred events: their actors are known when it scores the first.</summary>
    private static Universe HeldBackUniverse(Scenario scenario)
    {
        Universe known = scenario.Declared;
        foreach (TextbookEvent held in scenario.Events.Take(100))
        {
            known = known.Admit(held);
        }
        return known;
    }

    private static TextbookParameters Copy(ModelState state, int actors) => new()
    {
        Theta = [.. state.Parameters.Theta],
        DecaysPerTick = [.. Enumerable.Range(0, 8).Select(b => state.Grid.DecaysPerTick[b])],
        BaselineScale = state.BaselineScale,
        BaselineCounts = [.. Enumerable.Range(0, actors).Select(_ => new double[1])],
        TypeCounts = new double[1],
        Offspring = new double[Mechanisms.Count, 1, 1],
        Expected = new double[Mechanisms.Count, 1],
    };

    private static void CompareChannel(ModelView view, TextbookModel textbook, int source, int target, long time)
    {
        for (int u = 0; u < view.TypeCount; u++)
        {
            IntensityEstimate estimate = Intensity.At(view, source, target, u, time);
            Compare(textbook.ByCause(time, source, target, u), estimate, $"channel {source} → {target}, type {u}");
        }
    }

    private static void Compare(double[] expected, IntensityEstimate actual, string what)
    {
        double total = expected.Sum();
        for (int cause = 0; cause < expected.Length; cause++)
        {
            // Humps are differences: what is far smaller than the whole is compared with the whole.
            Close.Assert(expected[cause], actual.Causes[cause].PerTick.Mean, Tolerance, 1e-6 * total,
                $"{what}, {actual.Causes[cause].Cause}:");
        }
        Close.Assert(total, actual.PerTick.Mean, Tolerance, what: what);
    }

    private static void Add(double[] values, double[] into)
    {
        for (int i = 0; i < values.Length; i++)
        {
            into[i] += values[i];
        }
    }
}
