using HawkesNet.Model.Clustering;
using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

public class DyadGraphTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 8)]
    [InlineData(3, 19)]
    public void A_product_equals_that_of_the_dense_symmetric_matrix(int seed, int columns)
    {
        const int Actors = 12;
        const double Diagonal = 0.25;
        var random = new Random(seed);
        // Some dyads twice, some in both directions, one actor in none.
        WeightedDyad[] dyads = [.. Enumerable.Range(0, 60).Select(_ => new WeightedDyad(
            random.Next(Actors - 1), random.Next(Actors - 1), random.NextDouble() - 0.4))];
        var dense = new double[Actors, Actors];
        foreach (WeightedDyad dyad in dyads)
        {
            dense[dyad.Source, dyad.Target] += dyad.Weight;
            dense[dyad.Target, dyad.Source] += dyad.Weight;
        }
        VectorRows from = new(Actors, columns), into = new(Actors, columns);
        for (int i = 0; i < Actors; i++)
        {
            foreach (ref double entry in from[i])
            {
                entry = random.NextDouble();
            }
            into[i].Fill(7);
        }
        new DyadGraph(Actors, dyads).Multiply(from, into, Diagonal);
        for (int i = 0; i < Actors; i++)
        {
            for (int c = 0; c < columns; c++)
            {
                double expected = (Diagonal * from[i][c])
                    + Enumerable.Range(0, Actors).Sum(j => dense[i, j] * from[j][c]);
                Assert.Equal(expected, into[i][c], 1e-12);
            }
        }
    }
}
