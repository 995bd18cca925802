using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using MathNet.Numerics.LinearAlgebra;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>G[j,i] pair by pair from its definition (equation 37), written out.</summary>
internal static class DenseOffspring
{
    public static Matrix<double> Of(ModelView view)
    {
        int actors = view.ActorCount;
        var matrix = Matrix<double>.Build.Dense(actors, actors);
        for (int j = 0; j < actors; j++)
        {
            matrix[j, j] += Offspring(view, Mechanism.Burst, j, j, 1);
            for (int r = 0; r < actors; r++)
            {
                int dyad = view.State.Dyads.Find(j, r);
                if (dyad >= 0)
                {
                    AddDyad(view, matrix, j, r, view.State.Dyads[dyad].EventCount);
                }
            }
            for (int i = 0; i < actors; i++)
            {
                matrix[j, i] += view.TieMean(j, i);
            }
        }
        return matrix;
    }

    public static double Radius(Matrix<double> matrix) => matrix.Evd().EigenValues.Max(value => value.Magnitude);

    /// <summary>α of a mechanism times the factor of the responding cell, all types together.</summary>
    public static double Offspring(ModelView view, Mechanism mechanism, int source, int target, double share)
    {
        ClusterExcitation cells = view.State.Cells;
        int k = view.ClusterOf(source), l = view.ClusterOf(target);
        int cell = mechanism switch
        {
            Mechanism.Repeat => cells.Cell(Mechanism.Repeat, k, l),
            Mechanism.Reply => cells.Cell(Mechanism.Reply, l, k),
            Mechanism.Burst => cells.Cell(Mechanism.Burst, k, 0),
            Mechanism.Relay => cells.Cell(Mechanism.Relay, l, 0),
            _ => cells.Cell(Mechanism.Join, 0, l),
        };
        var types = TriggerTypes.OfAllEvents(view);
        double factor = 0;
        for (int v = 0; v < view.TypeCount; v++)
        {
            for (int u = 0; u < view.TypeCount; u++)
            {
                factor += types.Share(k, v) * cells.Factor(mechanism, cell, v, u);
            }
        }
        return share * factor * view.State.Parameters.Offspring(mechanism);
    }

    private static void AddDyad(ModelView view, Matrix<double> matrix, int source, int target, double events)
    {
        ModelState state = view.State;
        double share = events / state.Actor(source).Sent;
        matrix[source, source] += Offspring(view, Mechanism.Repeat, source, target, share);
        matrix[source, target] += Offspring(view, Mechanism.Reply, source, target, share)
            + Offspring(view, Mechanism.Relay, source, target, share);
        double joins = Offspring(view, Mechanism.Join, source, target, share), strangers = 1;
        double addressed = Enumerable.Range(0, view.ActorCount).Sum(i => state.Actor(i).Addressed + 0.5);
        for (int i = 0; i < view.ActorCount; i++)
        {
            int known = state.Dyads.Find(i, target);
            double choice = known < 0 ? 0 : SourceChoice.Features(state, i, target, known)
                .Mix<ScalarLanes>(state.Parameters.ChoiceWeights(ChoiceKind.Join), out _);
            matrix[source, i] += joins * choice;
            strangers -= choice;
        }
        for (int i = 0; i < view.ActorCount; i++)
        {
            matrix[source, i] += joins * Math.Max(0, strangers) * (state.Actor(i).Addressed + 0.5) / addressed;
        }
    }
}
