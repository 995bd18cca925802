using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>Offspring found actor by actor, and cascades followed from one actor, against the whole matrix.</summary>
public class LocalOffspringTests
{
    [Theory]
    [InlineData(1, 1, 1, 0.2, 0)]
    [InlineData(2, 3, 1, 0, 0)]
    [InlineData(3, 3, 2, 0.3, 0.3)]
    [InlineData(4, 1, 3, 1, 0.4)]
    public void An_actor_s_offspring_are_its_row_of_the_matrix(
        int seed, int clusters, int types, double targetless, double tied)
    {
        var shape = new StreamShape(300)
        {
            Actors = 9,
            Clusters = clusters,
            Types = types,
            TargetlessShare = targetless,
            SelfShare = targetless < 1 ? 0.05 : 0,
        };
        ModelView view = InfluenceScenario.View(seed, shape, 0.6, tied);
        Matrix<double> dense = DenseOffspring.Of(view);
        double[] ones = [.. Enumerable.Repeat(1.0, view.ActorCount)];
        double[] bounds = new GrowthBound(view, view.Factors).Product(ones);
        for (int i = 0; i < view.ActorCount; i++)
        {
            double total = dense.Row(i).Sum();
            Close.Assert(total, view.LocalOffspring.Total(i), 1e-9, 1e-12, $"all of {i}");
            Close.Assert(dense[i, i], view.LocalOffspring.ToItself(i), 1e-9, 1e-12, $"{i} itself");
            Close.Assert(total, bounds[i], 1e-9, 1e-12, $"bound on all of {i}");
        }
        Assert.Equal(DenseOffspring.Radius(dense) < 1, view.CascadesEnd);
    }

    /// <summary>Actors reached seldom count as the active ones of their cluster do on average. In these networks of two
    /// hundred actors all are reached seldom, the offspring of an actor's event vary by a sixth, and cascades are up
    /// to nine events long: a mean of sizes is off from the size at the mean by about 0.1² of it times the
    /// length, here 3 %.</summary>
    [Theory]
    [InlineData(1, 1, 1, 0.5, 0.0)]
    [InlineData(2, 3, 1, 0.6, 0.0)]
    [InlineData(3, 3, 2, 0.3, 0.3)]
    [InlineData(4, 1, 1, 0.3, 0.4)]
    [InlineData(5, 5, 1, 0.4, 0.1)]
    public void A_cascade_followed_from_one_actor_is_about_as_large_as_the_whole_matrix_says(
        int seed, int clusters, int types, double offspring, double tied)
    {
        var shape = new StreamShape(2_000) { Actors = 200, NewActors = 20, Clusters = clusters, Types = types };
        ModelView view = InfluenceScenario.View(seed, shape, offspring, tied);
        Assert.True(view.CascadesEnd);
        double sum = 0, exact = 0;
        for (int i = 0; i < view.ActorCount; i++)
        {
            double size = new LocalCascade(view).SizeFrom(i);
            Close.Assert(view.Cascades.SizeFrom(i), size, 0.03, what: $"cascade of {i}");
            (sum, exact) = (sum + size, exact + view.Cascades.SizeFrom(i));
        }
        Close.Assert(exact, sum, 0.025, what: "all together");
    }

    [Fact]
    public void With_few_events_a_generation_a_followed_cascade_is_exact_to_a_thousandth()
    {
        var shape = new StreamShape(2_000) { Actors = 200, NewActors = 20 };
        ModelView view = InfluenceScenario.View(6, shape, 0.3);
        Assert.InRange(view.BranchingRatio, 0.2, 0.4);
        for (int i = 0; i < view.ActorCount; i++)
        {
            Close.Assert(view.Cascades.SizeFrom(i), new LocalCascade(view).SizeFrom(i), 1e-3, what: $"cascade of {i}");
        }
    }
}
