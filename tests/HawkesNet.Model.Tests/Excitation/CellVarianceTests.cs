using HawkesNet.Model.Excitation;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Excitation;

/// <summary>How far the weight of a cell of clusters is known.</summary>
public sealed class CellVarianceTests
{
    private const double Offspring = 50;
    private const double Expected = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(0.25)]
    public void An_offspring_says_the_less_of_a_weight_the_less_certain_its_cause_is(double certainty)
    {
        (ClusterExcitation cells, int cell) = Cells(Offspring, Expected);
        cells.Set(cell, 0, 0, Expected);
        for (int k = 0; k < Offspring / certainty; k++)
        {
            cells.AddOffspring(Mechanism.Reply, cell, 0, 0, certainty);
        }
        double strength = cells.Strengths[(int)Mechanism.Reply];
        Close.Assert(
            1 / (strength + (Offspring * certainty)), cells.RelativeVariance(Mechanism.Reply, cell, 0, 0), 1e-12);
        Close.Assert(
            1 / (strength + (Offspring * certainty)), cells.RowSumRelativeVariance(Mechanism.Reply, cell, 0), 1e-12);
    }

    [Fact]
    public void A_cell_shares_the_networks_error_as_far_as_its_weight_moves_with_the_networks()
    {
        const double Step = 1e-5;
        double Weight(double network)
        {
            (ClusterExcitation moved, int at) = Cells(Offspring, Expected * network);
            return network * moved.Factor(Mechanism.Reply, at, 0, 0);
        }
        double slope = (Math.Log(Weight(1 + Step)) - Math.Log(Weight(1 - Step))) / (2 * Step);
        (ClusterExcitation cells, int cell) = Cells(Offspring, Expected);
        Close.Assert(slope, cells.ParentShare(Mechanism.Reply, cell), 1e-7);
    }

    private static (ClusterExcitation Cells, int Cell) Cells(double offspring, double expected)
    {
        var cells = new ClusterExcitation();
        cells.Reset(2);
        int cell = cells.Cell(Mechanism.Reply, 0, 1);
        cells.Set(cell, offspring, offspring, expected);
        cells.Refresh([1]);
        return (cells, cell);
    }
}
