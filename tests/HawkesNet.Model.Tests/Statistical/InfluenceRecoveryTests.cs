using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Simulation;
using Xunit;

namespace HawkesNet.Model.Tests.Statistical;

/// <summary>What is said to have been set off between actors against the causes that a simulation knows.</summary>
public class InfluenceRecoveryTests
{
    private const int Actors = 40;

    [Fact]
    public void Two_clusters_that_answer_differently_set_off_as_many_answers_as_were_simulated()
    {
        (EventBatch events, SimulationTruth truth) = Simulator.Run(
            new SimulationSpec
            {
                Actors = Actors,
                ClusterShares = [0.5, 0.5],
                BaselinePerUnit = [[0.05], [0.05]],
                Mechanisms =
                [
                    new MechanismSpec { Mechanism = SimulatedMechanism.Reply, Offspring = [[0.6, 0.1], [0.2, 0.4]] },
                    new MechanismSpec { Mechanism = SimulatedMechanism.Burst, Offspring = [[0.1, 0], [0, 0.2]] },
                ],
            },
            seed: 3, eventsMax: 12_000);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(Actors, 1, targeted: true, targetless: false);
        learner.Step(events);
        ModelView view = learner.Publish();
        Assert.Equal(3, view.ClusterCount);
        double[,] simulated = Simulated(events, truth), expected = Expected(view, truth.Clusters);
        for (int pair = 0; pair < 4; pair++)
        {
            // Thousands of answers within a cluster, hundreds between: a tenth is four standard errors of the latter
            // and more, and attribution adds its own.
            double count = simulated[pair / 2, pair % 2];
            Assert.InRange(expected[pair / 2, pair % 2], 0.9 * count, 1.1 * count);
        }
    }

    /// <summary>Answers by the clusters of who was answered and who answered.</summary>
    private static double[,] Simulated(EventBatch events, SimulationTruth truth)
    {
        var counts = new double[2, 2];
        for (int e = 0; e < events.Count; e++)
        {
            if (truth.CauseMechanisms[e] == SimulatedMechanism.Reply)
            {
                counts[truth.Clusters[events.Targets[e]], truth.Clusters[events.Sources[e]]]++;
            }
        }
        return counts;
    }

    private static double[,] Expected(ModelView view, IReadOnlyList<int> clusters)
    {
        var counts = new double[2, 2];
        for (int j = 0; j < Actors; j++)
        {
            foreach (PartnerEffect one in PartnerInfluence.Of(view, j, InfluenceDirection.Out, Actors).Partners)
            {
                counts[clusters[j], clusters[one.Actor]] += one.Reply.Mean * one.Events;
            }
        }
        return counts;
    }
}
