using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Hundreds of types do not cost a table of their pairs in every cell of clusters.</summary>
public class ManyTypesTests
{
    private const int Types = 500;

    /// <summary>Everything else that is kept of so few actors.</summary>
    private const int OtherBytesMax = 4 << 20;

    /// <summary>One table of pairs of types for each mechanism.</summary>
    private const int PairBytes = Mechanisms.Count * Types * Types * sizeof(double);

    [Fact]
    public void Five_hundred_types_take_no_more_than_a_table_of_their_pairs_for_each_mechanism()
    {
        OnlineLearner learner = Learn(new BlockShape(6000) { Types = Types, TargetlessShare = 0.2 });
        Assert.Equal(Types, learner.TypeCount);
        AssertSmallAndFinite(learner, PairBytes + OtherBytesMax);
    }

    [Fact]
    public void Five_hundred_types_in_clusters_take_a_small_part_of_a_table_of_pairs_for_each_cell_of_clusters()
    {
        var shape = new BlockShape(12_000) { Types = 3 };
        EventBatch few = BlockStreams.Next(2, shape);
        var many = new EventBatch(few.Count);
        var random = new Random(2);
        for (int i = 0; i < few.Count; i++)
        {
            // Each of three types falls into many, of which a few are frequent.
            double u = random.NextDouble();
            int rank = (int)(Math.Pow(u, 6) * (Types / 3));
            many.Add(few.TimeTicks[i], few.Sources[i], few.Targets[i], (3 * rank) + few.Types[i]);
        }
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.Actors, Types, targeted: true, targetless: false);
        learner.Step(many);
        Assert.True(learner.State.Clusters.Count > 2, "no clusters: it tests nothing");
        long dense = (long)learner.State.Cells.CellCount * Types * Types * sizeof(double);
        AssertSmallAndFinite(learner, PairBytes + OtherBytesMax + (dense / 8));
    }

    private static OnlineLearner Learn(BlockShape shape)
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(shape.Actors, Types, targeted: true, targetless: true);
        learner.Step(BlockStreams.Next(1, shape));
        return learner;
    }

    private static void AssertSmallAndFinite(OnlineLearner learner, long bytesMax)
    {
        ModelState state = learner.State;
        // The state alone: window and early events are the stream itself and have their own limits.
        var writer = new StateWriter();
        state.Transfer(writer);
        Assert.InRange(writer.Written.Length, 1, bytesMax);
        Assert.All(state.TypeBaselineCounts, count => Assert.True(double.IsFinite(count)));
        Assert.All(state.Clusters.TypeCounts, count => Assert.True(double.IsFinite(count)));
        Assert.All(state.Parameters.Theta, value => Assert.True(double.IsFinite(value)));
        Assert.All(Enumerable.Range(0, Types), type => Assert.True(state.Types.Share(type) > 0));
        Close.Assert(1, Enumerable.Range(0, Types).Sum(state.Types.Share), 1e-9);
    }
}
