using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Hundreds of types cost what is met of them, not their pairs.</summary>
public class ManyTypesTests
{
    private const int Types = 500;

    // A dense table of pairs of types by mechanism alone would take 10 MB.
    private const int BytesMax = 5 << 20;

    [Fact]
    public void Five_hundred_types_of_thirty_actors_are_learned_in_a_few_megabytes()
    {
        OnlineLearner learner = Learn(new BlockShape(8000) { Types = Types, TargetlessShare = 0.2 });
        Assert.Equal(Types, learner.TypeCount);
        AssertSmallAndFinite(learner);
    }

    [Fact]
    public void Five_hundred_types_and_clusters_are_learned_in_a_few_megabytes()
    {
        var shape = new BlockShape(8000) { Types = 3 };
        EventBatch few = BlockStreams.Next(2, shape);
        var many = new EventBatch(few.Count);
        var random = new Random(2);
        for (int i = 0; i < few.Count; i++)
        {
            // Each of three types falls into many, of which a few are frequent.
            double u = random.NextDouble();
            int rank = (int)(u * u * u * (Types / 3));
            many.Add(few.TimeTicks[i], few.Sources[i], few.Targets[i], (3 * rank) + few.Types[i]);
        }
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.Actors, Types, targeted: true, targetless: false);
        learner.Step(many);
        Assert.True(learner.State.Clusters.Count > 2, "no clusters: it tests nothing");
        AssertSmallAndFinite(learner);
    }

    private static OnlineLearner Learn(BlockShape shape)
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.Actors, Types, targeted: true, targetless: true);
        learner.Step(BlockStreams.Next(1, shape));
        return learner;
    }

    private static void AssertSmallAndFinite(OnlineLearner learner)
    {
        ModelState state = learner.State;
        // The window and the early events are the stream itself: both are bounded by their own limits.
        var writer = new StateWriter();
        state.Transfer(writer);
        Assert.InRange(writer.Written.Length, 1, BytesMax);
        Assert.InRange(learner.Serialize().Length, 1, 2 * BytesMax);
        Assert.All(state.TypeBaselineCounts, count => Assert.True(double.IsFinite(count)));
        Assert.All(state.Clusters.TypeCounts, count => Assert.True(double.IsFinite(count)));
        Assert.All(state.Parameters.Theta, value => Assert.True(double.IsFinite(value)));
        Assert.All(Enumerable.Range(0, Types), type => Assert.True(state.Types.Share(type) > 0));
        Close.Assert(1, Enumerable.Range(0, Types).Sum(state.Types.Share), 1e-9);
    }
}
