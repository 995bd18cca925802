using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Excitation;

/// <summary>What cells share of the network's error.</summary>
public sealed class KernelVarianceTests
{
    [Fact]
    public void A_cell_seen_much_shares_the_networks_error_beyond_that_of_the_counts_and_one_not_seen_all_of_it()
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(30, 1, targeted: true, targetless: false);
        learner.Step(BlockStreams.Next(3, new BlockShape(8_000)));
        ModelView view = learner.Publish();
        Assert.True(view.ClusterCount > 1, "no clusters were found");
        ClusterExcitation cells = view.State.Cells;
        const int Reply = (int)Mechanism.Reply;
        cells.Trial(Mechanism.Reply).Begin(isLeftOut: false);
        double mean = view.State.Parameters.Offspring(Mechanism.Reply);
        double counts = mean * mean / cells.CertainOffspring(Mechanism.Reply);
        Close.Assert(Math.Max(0, view.OffspringVariances[Reply] - counts), view.KernelVariances[Reply], 1e-12);
        Assert.InRange(view.KernelVariances[Reply], 0.01 * counts, view.OffspringVariances[Reply]);

        int seen = cells.Cell(Mechanism.Reply, 1, 1);
        cells.Set(seen, 1e9, 1e9, 1e9);
        Close.Assert(view.KernelVariances[Reply], RelativeVariance(view) * mean * mean, 1e-6);
        cells.Set(seen, 0, 0, 0);
        double own = 1 / cells.Strengths[Reply];
        Close.Assert(view.OffspringVariances[Reply] + (mean * mean * own), RelativeVariance(view) * mean * mean, 1e-9);
    }

    private static double RelativeVariance(ModelView view)
    {
        Estimate weight = PosteriorSummaries.Offspring(view, Mechanism.Reply, 1, 1, 0, 0);
        double relative = (weight.High - weight.Mean) / Intensity.Deviations90 / weight.Mean;
        return relative * relative;
    }
}
