using System.Reflection;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

public class ActorSummaryTests
{
    private const int ActorsOfPage = 4096;

    [Fact]
    public void The_baseline_of_a_summary_is_that_of_the_intensity_over_all_targets()
    {
        ModelView view = Learned(new OnlineLearner(new ModelSpec()));
        for (int actor = 0; actor < view.ActorCount; actor++)
        {
            Estimate baseline = view.Actor(actor).BaselinePerTick;
            Estimate expected = Intensity.At(view, actor, null, null, view.TimeTicks).Causes[0].PerTick;
            Assert.True(baseline.Mean > 0);
            Close.Assert(expected.Mean, baseline.Mean, 1e-12, what: "mean");
            Close.Assert(expected.Low, baseline.Low, 1e-9, expected.Mean, "low");
            Close.Assert(expected.High, baseline.High, 1e-9, what: "high");
        }
    }

    [Fact]
    public void A_thousand_summaries_among_a_hundred_thousand_actors_take_no_pass_over_all_of_them()
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(100_000, 1, targeted: true, targetless: true);
        ModelView view = Learned(learner);
        TakeLaterActorsAway(view);
        Assert.Equal(1500, Enumerable.Range(0, 1000).Sum(actor => view.Actor(actor).Sent));
        // What does pass over all actors does not end well.
        Assert.Throws<NullReferenceException>(() => view.Actor(ActorsOfPage));
        Assert.Throws<NullReferenceException>(() => Intensity.At(view, 0, null, null, view.TimeTicks));
    }

    /// <summary>Leaves the first page of the records of actors; whoever reads a record beyond it fails.</summary>
    private static void TakeLaterActorsAway(ModelView view)
    {
        var actors = (RecordTable<ActorRecord>)Field(view.State, "actors");
        ((ActorRecord[][])Field(actors, "pages")).AsSpan(1).Clear();
    }

    private static object Field(object of, string name) =>
        of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;

    private static ModelView Learned(OnlineLearner learner)
    {
        learner.Step(RandomStreams.Excited(6, 1500, 25, 1, 0.1));
        return learner.Publish();
    }
}
