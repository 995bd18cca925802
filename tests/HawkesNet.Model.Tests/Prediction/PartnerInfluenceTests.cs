using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>Influence between actors against the full matrix of a small network, inverted.</summary>
public class PartnerInfluenceTests
{
    private static readonly Lazy<ModelView> Learned = new(() =>
    {
        EventBatch stream = RandomStreams.Excited(11, 900, 9, 1, targetlessShare: 0.2);
        var learner = new OnlineLearner(new ModelSpec());
        learner.Step(stream);
        return learner.Publish();
    });

    private static readonly Lazy<ModelView> Mixed = new(() => InfluenceScenario.View(
        7, new StreamShape(300) { Actors = 9, Clusters = 3, Types = 2, SelfShare = 0 }, 0.4, 0.2));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Direct_effects_and_cascades_of_an_actor_are_those_of_the_whole_matrix(bool isMixed)
    {
        ModelView view = isMixed ? Mixed.Value : Learned.Value;
        Matrix<double> offspring = DenseOffspring.Of(view);
        int completeCount = 0;
        for (int j = 0; j < view.ActorCount; j++)
        {
            Vector<double> first = offspring.Row(j);
            first[j] = 0;
            Vector<double> cascade = Inverse(offspring).LeftMultiply(first);
            PartnerInfluence influence = PartnerInfluence.Of(view, j, InfluenceDirection.Out, 50);
            Assert.Equal(influence.PartnerCount, influence.Partners.Count);
            Close.Assert(first.Sum(), influence.Direct!.Value, 1e-9, 1e-12, $"{j} on all");
            Close.Assert(cascade.Sum(), influence.Cascade!.Value, 1e-8, 1e-12, $"{j} on all, cascade");
            bool isComplete = influence.Partners.Count == view.ActorCount - 1;
            completeCount += isComplete ? 1 : 0;
            foreach (PartnerEffect effect in influence.Partners)
            {
                double strangers = view.LocalOffspring.StrangerJoins(j) * view.LocalOffspring.Activity(effect.Actor);
                Close.Assert(
                    first[effect.Actor], effect.Direct.Mean + strangers, 1e-9, 1e-12, $"{j} on {effect.Actor}");
                Assert.True(effect.Cascade <= cascade[effect.Actor] * (1 + 1e-9));
                if (isComplete)
                {
                    Close.Assert(cascade[effect.Actor], effect.Cascade, 1e-9, 1e-12, $"{j} on {effect.Actor}");
                }
                Assert.Equal(view.Actor(j).Sent, effect.Events);
            }
        }
        Assert.True(completeCount > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_others_do_to_an_actor_is_what_their_own_answers_say(bool isMixed)
    {
        ModelView view = isMixed ? Mixed.Value : Learned.Value;
        for (int i = 0; i < view.ActorCount; i++)
        {
            PartnerInfluence into = PartnerInfluence.Of(view, i, InfluenceDirection.In, 50);
            Assert.Null(into.Direct);
            bool isComplete = into.Partners.Count == view.ActorCount - 1;
            foreach (PartnerEffect effect in into.Partners)
            {
                PartnerInfluence of = PartnerInfluence.Of(view, effect.Actor, InfluenceDirection.Out, 50);
                PartnerEffect mirrored = of.Partners.Single(one => one.Actor == i);
                Close.Assert(mirrored.Direct.Mean, effect.Direct.Mean, 1e-9, 1e-12);
                Close.Assert(mirrored.Direct.High, effect.Direct.High, 1e-9, 1e-12);
                if (isComplete && of.Partners.Count == into.Partners.Count)
                {
                    Close.Assert(mirrored.Cascade, effect.Cascade, 1e-9, 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Own_offspring_are_bursts_and_repeats_by_the_clusters()
    {
        ModelView view = Mixed.Value;
        for (int j = 0; j < view.ActorCount; j++)
        {
            double own = DenseOffspring.Offspring(view, Mechanism.Burst, j, j, 1);
            foreach (int dyad in view.DyadsBySource.From(j))
            {
                own += DenseOffspring.Offspring(view, Mechanism.Repeat, j, view.State.Dyads[dyad].Target,
                    view.State.Dyads[dyad].EventCount / (double)view.Actor(j).Sent);
            }
            Estimate found = PartnerInfluence.Of(view, j, InfluenceDirection.Out, 1).Own;
            Close.Assert(own, found.Mean, 1e-9, 1e-12);
            Assert.True(found.Low < found.Mean && found.Mean < found.High);
        }
    }

    [Fact]
    public void A_tie_is_a_part_of_its_own_with_the_interval_of_the_tie()
    {
        ModelView view = Mixed.Value;
        Assert.All(PartnerInfluence.Of(Learned.Value, 0, InfluenceDirection.Out, 50).Partners,
            one => Assert.Null(one.Influence));
        PartnerInfluence influence = PartnerInfluence.Of(view, 1, InfluenceDirection.Out, 50);
        Assert.All(influence.Partners, one => Assert.Equal(view.Tie(1, one.Actor), one.Influence));
    }

    [Fact]
    public void Parts_sum_to_the_whole_inside_their_interval_and_the_largest_comes_first()
    {
        PartnerInfluence influence = PartnerInfluence.Of(Mixed.Value, 0, InfluenceDirection.Out, 50);
        double before = double.PositiveInfinity;
        foreach (PartnerEffect effect in influence.Partners)
        {
            Close.Assert(
                effect.Direct.Mean, effect.Reply.Mean + effect.Relay.Mean + effect.Join.Mean
                + effect.Influence!.Value.Mean, 1e-12, 1e-15);
            Assert.InRange(effect.Direct.Mean, effect.Direct.Low, effect.Direct.High);
            Assert.True(effect.Direct.Mean <= before && effect.Cascade >= effect.Direct.Mean);
            before = effect.Direct.Mean;
        }
    }

    [Fact]
    public void A_hub_with_more_partners_than_are_followed_is_answered_with_lower_bounds()
    {
        var stream = new EventBatch();
        for (int i = 0; i < 4_000; i++)
        {
            int other = 1 + (i % 1_000);
            stream.Add(i * 1_000L, i % 3 == 0 ? 0 : other, i % 3 == 0 ? other : 0, 0);
        }
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(1_001, 1, targeted: true, targetless: false);
        learner.Step(stream);
        PartnerInfluence influence =
            PartnerInfluence.Of(learner.Publish(), 0, InfluenceDirection.Out, PartnerInfluence.TopMax);
        Assert.Equal(PartnerInfluence.TopMax, influence.Partners.Count);
        Assert.True(influence.PartnerCount > PartnerInfluence.TopMax);
        Assert.True(influence.Partners.Sum(one => one.Cascade) <= influence.Cascade);
    }

    private static Matrix<double> Inverse(Matrix<double> offspring) =>
        (Matrix<double>.Build.DenseIdentity(offspring.RowCount) - offspring).Inverse();
}
