using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>Views of small random networks whose offspring are of a known size: clusters, types, ties.</summary>
internal static class InfluenceScenario
{
    /// <param name="seed">Everything random.</param>
    /// <param name="shape">The stream.</param>
    /// <param name="offspring">Σ over the mechanisms of the network's offspring.</param>
    /// <param name="tied">Σ over all pairs of the ties' weights, per actor; 0: no ties.</param>
    /// <param name="change">What is to be otherwise about the random stream; null: nothing.</param>
    public static ModelView View(
        int seed, StreamShape shape, double offspring, double tied = 0, Func<Scenario, Scenario>? change = null)
    {
        var scenario = new Scenario(seed, shape);
        ModelState state = (change?.Invoke(scenario) ?? scenario).Run(new VectorLocalStep()).State;
        double sum = 0;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            sum += state.Parameters.Offspring((Mechanism)m);
        }
        for (int p = 0; p < ParameterLayout.ChoiceStart; p++)
        {
            state.Parameters.Theta[p] *= offspring / sum;
        }
        state.SetGrid(state.Grid);
        if (tied > 0)
        {
            AddTies(state, new Random(seed), tied);
        }
        return Scenario.ViewOf(state);
    }

    /// <summary>Ties between a third of the pairs; the others stay at the prior.</summary>
    private static void AddTies(ModelState state, Random random, double tied)
    {
        state.Ties.Start(state.Grid, state.ActorCount, 0, isAdopted: true);
        for (int i = 0; i < state.ActorCount; i++)
        {
            state.Ties.Sources[i].Exposure = state.Actor(i).Sent;
        }
        for (int pair = 0; pair < state.ActorCount * state.ActorCount; pair++)
        {
            int source = pair / state.ActorCount, target = pair % state.ActorCount;
            if (source != target && random.Next(3) == 0)
            {
                Set(state, source, target, 6 * random.NextDouble() * tied / state.ActorCount);
            }
        }
    }

    /// <summary>Gives a pair a weight, known as well as from ten events.</summary>
    public static void Set(ModelState state, int source, int target, double weight)
    {
        state.Ties.Pairs.Gamma(state.Ties.Add(source, target)) =
            new TieGamma(10 * weight, 10 - state.Ties.Sources[source].Exposure, 0);
    }
}
