using HawkesNet.Model.Excitation;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>The branching ratio against eigenvalues of matrices written out.</summary>
public class BranchingRatioTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void With_one_cluster_it_is_that_of_the_types(int types, double targetless)
    {
        var shape = new StreamShape(300)
        {
            Actors = 8, Types = types, TargetlessShare = targetless, SelfShare = 0,
        };
        ModelView view = InfluenceScenario.View(types, shape, 0.8);
        var matrix = Matrix<double>.Build.Dense(view.TypeCount, view.TypeCount, (v, u) => Reachable(targetless)
            .Sum(m => view.State.Parameters.Offspring(m) * view.State.Types.Factor(m, v, u)));
        Close.Assert(DenseOffspring.Radius(matrix), BranchingRatio.Of(view), 1e-9);
    }

    [Theory]
    [InlineData(1, 3, 0.2, 0)]
    [InlineData(2, 3, 0.2, 0.5)]
    [InlineData(3, 1, 1, 0.5)]
    [InlineData(4, 2, 0, 0.2)]
    public void With_one_type_it_is_that_of_the_actors(int seed, int clusters, double targetless, double tied)
    {
        var shape = new StreamShape(300)
        {
            Actors = 9, Clusters = clusters, NewTypes = 0, TargetlessShare = targetless, SelfShare = 0,
        };
        ModelView view = InfluenceScenario.View(seed, shape, 0.5, tied);
        Close.Assert(DenseOffspring.Radius(DenseOffspring.Of(view)), BranchingRatio.Of(view), 1e-8);
    }

    [Fact]
    public void Where_only_bursts_lead_on_it_is_that_of_the_cluster_whose_types_excite_most()
    {
        var shape = new StreamShape(300)
        {
            Actors = 9, Clusters = 3, Types = 3, NewTypes = 0, TargetlessShare = 1, SelfShare = 0,
        };
        ModelView view = InfluenceScenario.View(6, shape, 0.8);
        double largest = 0;
        foreach (int k in Enumerable.Range(0, view.ActorCount).Select(view.ClusterOf).Distinct())
        {
            int cell = view.State.Cells.Cell(Mechanism.Burst, k, 0);
            var matrix = Matrix<double>.Build.Dense(3, 3, (v, u) =>
                view.State.Parameters.Offspring(Mechanism.Burst)
                * view.State.Cells.Factor(Mechanism.Burst, cell, v, u));
            largest = Math.Max(largest, DenseOffspring.Radius(matrix));
        }
        Close.Assert(largest, BranchingRatio.Of(view), 1e-6);
    }

    private static IEnumerable<Mechanism> Reachable(double targetless) =>
        Enum.GetValues<Mechanism>().Where(m => targetless < 1 || !Mechanisms.NeedsTarget(m));
}
