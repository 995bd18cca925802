using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>Whole cascades against the inverse of the matrix, simulated trees, and a chain known by hand.</summary>
public class CascadesTests
{
    private static ModelView Network(double offspring = 0.4, double tied = 0.2) => InfluenceScenario.View(
        7, new StreamShape(300) { Actors = 9, Clusters = 3, Types = 2, SelfShare = 0 }, offspring, tied);

    [Fact]
    public void Sums_over_all_generations_are_those_of_the_inverse()
    {
        ModelView view = Network();
        Matrix<double> inverse = Inverse(DenseOffspring.Of(view));
        Cascades cascades = view.Cascades;
        for (int a = 0; a < view.ActorCount; a++)
        {
            double size = inverse.Row(a).Sum();
            Close.Assert(size, cascades.SizeFrom(a), 1e-9);
            Close.Assert((size / inverse[a, a]) - 1, cascades.OfOthers(a, view.DyadsBySource.From(a), 1), 1e-8, 1e-10);
        }
    }

    [Fact]
    public void With_little_work_allowed_the_rest_is_as_in_late_generations()
    {
        ModelView view = Network(0.5, 0.2);
        Assert.InRange(view.Cascades.Radius, 0.7, 0.98);
        var hurried = new Cascades(view.OffspringMatrix, workMax: 1);
        for (int a = 0; a < view.ActorCount; a++)
        {
            Close.Assert(view.Cascades.SizeFrom(a), hurried.SizeFrom(a), 0.02);
            Close.Assert(view.Cascades.OfOthers(a, view.DyadsBySource.From(a), 1), hurried.OfOthers(a, view.DyadsBySource.From(a), 1), 0.1);
        }
    }

    [Fact]
    public void Descendants_of_an_actor_counted_once_are_as_many_as_in_simulated_trees()
    {
        ModelView view = Network();
        Matrix<double> offspring = DenseOffspring.Of(view);
        var rng = new CounterRng(1);
        int actors = view.ActorCount, runs = 4_000;
        var difference = new double[actors];
        var square = new double[actors];
        for (int run = 0; run < runs; run++)
        {
            (double[] own, double[] descended) = Grow(offspring, rng);
            for (int a = 0; a < actors; a++)
            {
                double one = descended[a] - (own[a] * view.Cascades.OfOthers(a, view.DyadsBySource.From(a), 1));
                difference[a] += one;
                square[a] += one * one;
            }
        }
        for (int a = 0; a < actors; a++)
        {
            // Four standard errors of the mean over the runs.
            Assert.InRange(difference[a], -4 * Math.Sqrt(square[a]), 4 * Math.Sqrt(square[a]));
        }
    }

    [Fact]
    public void Along_a_chain_of_ties_the_cascade_reaches_the_end()
    {
        ModelView view = Chain();
        Assert.InRange(BranchingRatio.Of(view), 0, 1e-9);
        IReadOnlyList<ActorInfluence> influences = Influence.Top(view, 3);
        Assert.Equal([0, 1, 2], influences.Select(one => one.Actor));
        Close.Assert(10 * 0.5, influences[0].DirectOffspring, 1e-9);
        Close.Assert(10 * (0.5 + (0.5 * 0.4)), influences[0].CascadeOffspring, 1e-9);
        Close.Assert(10 * 0.4, influences[1].CascadeOffspring, 1e-9);
        Assert.Equal(0, influences[2].CascadeOffspring);
        PartnerInfluence first = PartnerInfluence.Of(view, 0, InfluenceDirection.Out, 9);
        PartnerEffect end = first.Partners.Single(one => one.Actor == 2);
        Close.Assert(0, end.Direct.Mean, 0, 0);
        Close.Assert(0.2, end.Cascade, 1e-9);
        Close.Assert(0.5, first.Partners.Single(one => one.Actor == 1).Influence!.Value.Mean, 1e-9);
    }

    [Fact]
    public void Where_the_model_explodes_no_more_descend_from_an_actor_than_others_sent()
    {
        ModelView view = Network(3);
        Assert.True(BranchingRatio.Of(view) > 1);
        Assert.Equal(double.PositiveInfinity, view.Cascades.SizeFrom(0));
        Assert.Equal(double.PositiveInfinity, PartnerInfluence.Of(view, 0, InfluenceDirection.Out, 1).Cascade);
        foreach (ActorInfluence one in Influence.Top(view, 99))
        {
            long others = view.State.EventCount - view.Actor(one.Actor).Sent;
            Assert.InRange(one.CascadeOffspring, one.DirectOffspring, others);
        }
    }

    /// <summary>Ten events of each of three actors, without targets; 0 is tied to 1, 1 to 2, and nothing else leads
    /// on.</summary>
    private static ModelView Chain()
    {
        var batch = new EventBatch();
        for (int e = 0; e < 30; e++)
        {
            batch.Add(e * 1_000L, e % 3, EventBatch.NoTarget, 0);
        }
        ModelState state = new Scenario(1, new StreamShape(30) { Actors = 3, TargetlessShare = 1 })
            .WithBatch(batch).Run(new VectorLocalStep()).State;
        state.Parameters.Theta.AsSpan(0, ParameterLayout.ChoiceStart).Clear();
        state.SetGrid(state.Grid);
        state.Ties.Start(state.Grid, 3, 0, isAdopted: true);
        for (int pair = 0; pair < 9; pair++)
        {
            if (pair / 3 != pair % 3)
            {
                InfluenceScenario.Set(state, pair / 3, pair % 3, pair == 1 ? 0.5 : pair == 5 ? 0.4 : 0);
            }
        }
        for (int i = 0; i < 3; i++)
        {
            state.Actor(i).BaselineCount = 1;
        }
        return Scenario.ViewOf(state);
    }

    /// <summary>Events of every actor, and of others with one of its events among their ancestors, in a forest that
    /// grows from two roots of each actor.</summary>
    private static (double[] Own, double[] Descended) Grow(Matrix<double> offspring, CounterRng rng)
    {
        int actors = offspring.RowCount;
        double[] own = new double[actors], descended = new double[actors];
        var growing = new Stack<(int Actor, long Ancestors)>();
        for (int root = 0; root < 2 * actors; root++)
        {
            growing.Push((root % actors, 0));
        }
        while (growing.TryPop(out (int Actor, long Ancestors) one))
        {
            own[one.Actor]++;
            for (int i = 0; i < actors; i++)
            {
                descended[i] += i != one.Actor && (one.Ancestors >> i & 1) == 1 ? 1 : 0;
                int children = rng.Poisson(offspring[one.Actor, i]);
                for (int child = 0; child < children; child++)
                {
                    growing.Push((i, one.Ancestors | (1L << one.Actor)));
                }
            }
        }
        return (own, descended);
    }

    private static Matrix<double> Inverse(Matrix<double> offspring) =>
        (Matrix<double>.Build.DenseIdentity(offspring.RowCount) - offspring).Inverse();
}
