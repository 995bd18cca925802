using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Simulation;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>What is said of clusters against the actors themselves.</summary>
public class ClusterSummaryTests
{
    private static readonly Lazy<ModelView> Learned = new(() =>
    {
        EventBatch events = Simulator.Run(
            new SimulationSpec
            {
                Actors = 60,
                ClusterShares = [0.5, 0.5],
                BaselinePerUnit = [[0.09, 0.01], [0.01, 0.03]],
                Mechanisms =
                [
                    new MechanismSpec { Mechanism = SimulatedMechanism.Reply, Offspring = [[0.6, 0.1], [0.1, 0.3]] },
                ],
            },
            seed: 1, eventsMax: 6_000).Events;
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(60, 2, targeted: true, targetless: false);
        learner.Step(events);
        return learner.Publish();
    });

    [Fact]
    public void Clusters_share_out_the_actors_their_events_and_the_baseline()
    {
        ModelView view = Learned.Value;
        IReadOnlyList<ClusterSummary> clusters = ClusterSummaries.Of(view);
        Assert.True(clusters.Count > 2, "the two clusters were not found");
        Assert.Equal(60, clusters.Sum(one => one.Size));
        Assert.Equal(6_000, clusters.Sum(one => one.Sent));
        Assert.Equal(6_000, clusters.Sum(one => one.Received));
        double whole = Enumerable.Range(0, 60).Sum(actor => view.Actor(actor).BaselinePerTick.Mean);
        Close.Assert(whole, clusters.Sum(one => one.BaselinePerTick.Mean), 1e-9);
        Assert.All(clusters, one =>
        {
            Close.Assert(one.BaselinePerTick.Mean, one.BaselinesPerTick.Sum(type => type.Mean), 1e-9);
            Assert.InRange(one.BaselinePerTick.Mean, one.BaselinePerTick.Low, one.BaselinePerTick.High);
        });
        Assert.Equal([false, true], clusters.Take(2).Select(one => one.IsPlaced));
    }

    [Fact]
    public void Every_actor_is_a_member_of_its_cluster_and_the_surest_come_first()
    {
        ModelView view = Learned.Value;
        var met = new List<int>();
        for (int k = 0; k < view.ClusterCount; k++)
        {
            IReadOnlyList<ClusterMember> members = ClusterSummaries.Members(view, k, 0, view.ActorCount);
            Assert.All(members, member => Assert.Equal(k, view.ClusterOf(member.Actor)));
            double[] sure = [.. members.Select(one => one.Probability)];
            Assert.Equal(sure.OrderDescending(), sure);
            met.AddRange(members.Select(member => member.Actor));
            Assert.Equal(members.OrderByDescending(one => one.Probability).ThenBy(one => one.Actor), members);
            for (int first = 0; first <= members.Count; first++)
            {
                Assert.Equal(members.Skip(first).Take(2), ClusterSummaries.Members(view, k, first, 2));
            }
        }
        Assert.Equal(Enumerable.Range(0, view.ActorCount), met.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterSummaries.Members(view, view.ClusterCount, 0, 1));
    }

    [Fact]
    public void An_actor_s_clusters_sum_to_one_and_the_most_probable_is_its_own()
    {
        ModelView view = Learned.Value;
        for (int actor = 0; actor < view.ActorCount; actor++)
        {
            IReadOnlyList<double> probabilities = view.Actor(actor).ClusterProbabilities;
            Assert.Equal(view.ClusterCount, probabilities.Count);
            Assert.Equal(1, probabilities.Sum(), 9);
            if (view.ClusterOf(actor) != 0)
            {
                Assert.Equal(probabilities.Max(), probabilities[view.ClusterOf(actor)]);
            }
        }
        Assert.InRange(view.Diagnose().EffectiveClusters, 1.8, view.ClusterCount - 1 + 1e-9);
    }

    [Fact]
    public void A_kernel_s_curve_integrates_to_its_offspring()
    {
        ModelView view = Learned.Value;
        KernelCurve reply = ClusterSummaries.Kernels(view).Single(curve => curve.Mechanism == Mechanism.Reply);
        double sum = reply.Points[0].DelayTicks * reply.Points[0].OffspringPerTick;
        for (int i = 1; i < reply.Points.Count; i++)
        {
            KernelPoint from = reply.Points[i - 1], to = reply.Points[i];
            sum += (to.DelayTicks - from.DelayTicks) * (to.OffspringPerTick + from.OffspringPerTick) / 2;
        }
        // Sixty points over five decades: trapezia are right to a few hundredths.
        Close.Assert(view.State.Parameters.Offspring(Mechanism.Reply), sum, 0.06);
    }
}
