using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>The matrix that is never written out against the one that is.</summary>
public class OffspringMatrixTests
{
    [Theory]
    [InlineData(1, 1, 1, 0.2, 0)]
    [InlineData(2, 3, 1, 0, 0)]
    [InlineData(3, 3, 2, 0.3, 0.3)]
    [InlineData(4, 1, 3, 1, 0.4)]
    public void Products_are_those_of_the_matrix_by_its_definition(
        int seed, int clusters, int types, double targetless, double tied)
    {
        var shape = new StreamShape(300)
        {
            Actors = 9, Clusters = clusters, Types = types, TargetlessShare = targetless,
            SelfShare = targetless < 1 ? 0.05 : 0,
        };
        ModelView view = InfluenceScenario.View(seed, shape, 0.6, tied);
        Assert.Equal(tied > 0, view.HasTies);
        Matrix<double> dense = DenseOffspring.Of(view);
        var random = new Random(seed);
        Vector<double> values = Vector<double>.Build.Dense(view.ActorCount, _ => random.NextDouble());
        double[] row = new double[view.ActorCount], column = new double[view.ActorCount];
        view.OffspringMatrix.RowProduct(values.AsArray(), row);
        view.OffspringMatrix.ColumnProduct(values.AsArray(), column);
        for (int i = 0; i < view.ActorCount; i++)
        {
            Close.Assert(dense.LeftMultiply(values)[i], row[i], 1e-9, 1e-12, $"row {i}");
            Close.Assert((dense * values)[i], column[i], 1e-9, 1e-12, $"column {i}");
            Close.Assert(dense[i, i], view.OffspringMatrix.ToItself(i), 1e-9, 1e-12, $"diagonal {i}");
            Close.Assert(
                dense.Row(i).Sum() - dense[i, i], view.OffspringMatrix.ToOthers(i), 1e-9, 1e-12, $"others {i}");
        }
    }

    [Fact]
    public void Of_the_events_so_far_no_more_are_set_off_than_there_were()
    {
        ModelView view = InfluenceScenario.View(5, new StreamShape(300) { Actors = 9, Clusters = 3 }, 3, 0.5);
        OffspringMatrix soFar = view.MatrixSoFar;
        double[] events = [.. Enumerable.Range(0, view.ActorCount).Select(i => (double)view.Actor(i).Sent)];
        double[] expected = new double[events.Length], capped = new double[events.Length];
        view.OffspringMatrix.RowProduct(events, expected);
        soFar.RowProduct(events, capped);
        Assert.Contains(expected.Zip(events), one => one.First > one.Second);
        for (int i = 0; i < events.Length; i++)
        {
            double caused = events[i] - Math.Max(view.State.Actor(i).BaselineCount, events[i] / events.Sum());
            Close.Assert(Math.Min(expected[i], Math.Max(0, caused)), capped[i], 1e-9, 1e-12);
        }
        Assert.InRange(view.CascadesSoFar.Radius, 0, 1 - (1 / events.Sum()));
    }
}
