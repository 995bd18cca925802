using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
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

    [Fact]
    public void Direct_effects_and_cascades_of_an_actor_are_those_of_the_whole_matrix()
    {
        ModelView view = Learned.Value;
        Matrix<double> offspring = Offspring(view);
        for (int j = 0; j < view.ActorCount; j++)
        {
            Vector<double> first = offspring.Row(j);
            first[j] = 0;
            Vector<double> cascade = Inverse(offspring).LeftMultiply(first);
            PartnerInfluence influence = PartnerInfluence.Of(view, j, InfluenceDirection.Out, 50);
            Assert.Equal(influence.PartnerCount, influence.Partners.Count);
            foreach (PartnerEffect effect in influence.Partners)
            {
                Close.Assert(first[effect.Actor], effect.Direct.Mean, 1e-9, 1e-12, $"{j} on {effect.Actor}");
                Close.Assert(cascade[effect.Actor], effect.Cascade, 1e-9, 1e-12, $"{j} on {effect.Actor}, cascade");
                Assert.Equal(view.Actor(j).Sent, effect.Events);
            }
            ref readonly ActorRecord actor = ref view.State.Actor(j);
            double own = view.State.Parameters.Offspring(Mechanism.Burst)
                + (view.State.Parameters.Offspring(Mechanism.Repeat) * actor.Addressed / actor.Sent);
            Close.Assert(own, influence.Own.Mean, 1e-9, 1e-12, "own");
        }
    }

    [Fact]
    public void What_others_do_to_an_actor_is_what_their_own_answers_say()
    {
        ModelView view = Learned.Value;
        for (int i = 0; i < view.ActorCount; i++)
        {
            PartnerInfluence into = PartnerInfluence.Of(view, i, InfluenceDirection.In, 50);
            Assert.Null(into.Direct);
            foreach (PartnerEffect effect in into.Partners)
            {
                PartnerEffect mirrored = PartnerInfluence.Of(view, effect.Actor, InfluenceDirection.Out, 50)
                    .Partners.Single(one => one.Actor == i);
                Close.Assert(mirrored.Direct.Mean, effect.Direct.Mean, 1e-9, 1e-12);
                Close.Assert(mirrored.Direct.High, effect.Direct.High, 1e-9, 1e-12);
                Close.Assert(mirrored.Cascade, effect.Cascade, 1e-9, 1e-12);
            }
        }
    }

    [Fact]
    public void Totals_are_those_of_the_influence_of_all_actors()
    {
        ModelView view = Learned.Value;
        foreach (ActorInfluence whole in Influence.Top(view, 50))
        {
            PartnerInfluence one = PartnerInfluence.Of(view, whole.Actor, InfluenceDirection.Out, 3);
            Close.Assert(whole.DirectOffspring, one.Direct!.Value * one.Events, 1e-9, 1e-12);
            Close.Assert(whole.CascadeOffspring, one.Cascade!.Value * one.Events, 1e-9, 1e-12);
            Assert.True(one.Partners.Sum(partner => partner.Direct.Mean) <= one.Direct.Value * (1 + 1e-9));
        }
    }

    [Fact]
    public void Parts_sum_to_the_whole_inside_their_interval_and_the_largest_comes_first()
    {
        PartnerInfluence influence = PartnerInfluence.Of(Learned.Value, 0, InfluenceDirection.Out, 50);
        double before = double.PositiveInfinity;
        foreach (PartnerEffect effect in influence.Partners)
        {
            Close.Assert(
                effect.Direct.Mean, effect.Reply.Mean + effect.Relay.Mean + effect.Join.Mean, 1e-12, 1e-15);
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

    /// <summary>G[j,i] from its definition, over all actors.</summary>
    private static Matrix<double> Offspring(ModelView view)
    {
        ModelState state = view.State;
        var matrix = Matrix<double>.Build.Dense(view.ActorCount, view.ActorCount);
        foreach (ref readonly DyadRecord dyad in state.Dyads.Records)
        {
            double share = dyad.EventCount / (double)state.Actor(dyad.Source).Sent;
            matrix[dyad.Source, dyad.Source] += share * state.Parameters.Offspring(Mechanism.Repeat);
            matrix[dyad.Source, dyad.Target] += share * (state.Parameters.Offspring(Mechanism.Reply)
                + state.Parameters.Offspring(Mechanism.Relay));
            for (int joiner = 0; joiner < view.ActorCount; joiner++)
            {
                int known = state.Dyads.Find(joiner, dyad.Target);
                if (known >= 0)
                {
                    matrix[dyad.Source, joiner] += share * state.Parameters.Offspring(Mechanism.Join)
                        * SourceChoice.Features(state, joiner, dyad.Target, known)
                            .Mix<ScalarLanes>(state.Parameters.ChoiceWeights(ChoiceKind.Join), out _);
                }
            }
        }
        for (int j = 0; j < view.ActorCount; j++)
        {
            matrix[j, j] += state.Parameters.Offspring(Mechanism.Burst);
        }
        return matrix;
    }
}
