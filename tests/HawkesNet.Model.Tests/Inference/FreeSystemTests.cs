using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>The solver of the information step against a dense solve of the same equations.</summary>
public class FreeSystemTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.1)]
    public void Free_unknowns_equal_a_dense_solve_with_the_others_given(int seed, double freeShare)
    {
        var random = new Random(seed);
        int size = ParameterLayout.Count;
        Matrix<double> rows = Matrix<double>.Build.Dense(200, size, (_, _) => random.NextDouble() - 0.3);
        Matrix<double> information = rows.TransposeThisAndMultiply(rows);
        double[] prior = [.. Enumerable.Range(0, size).Select(_ => 0.1 + random.NextDouble())];
        double[] b = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5)];
        bool[] isFree = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() < freeShare)];
        double[] x = [.. isFree.Select(free => free ? 0 : random.Next(2) * random.NextDouble())];
        double[] solved = [.. x];
        new FreeSystem(LowerTriangle(information), prior).Solve(b, isFree, solved);
        int[] free = [.. Enumerable.Range(0, size).Where(p => isFree[p])];
        Matrix<double> matrix = Matrix<double>.Build.Dense(free.Length, free.Length,
            (i, j) => information[free[i], free[j]] + (i == j ? prior[free[i]] : 0));
        Vector<double> right = Vector<double>.Build.Dense(free.Length,
            i => b[free[i]] - Enumerable.Range(0, size)
                .Where(q => !isFree[q]).Sum(q => information[free[i], q] * x[q]));
        Vector<double> expected = matrix.Solve(right);
        for (int i = 0; i < free.Length; i++)
        {
            Close.Assert(expected[i], solved[free[i]], 1e-9, expected.AbsoluteMaximum());
        }
        for (int p = 0; p < size; p++)
        {
            Assert.True(isFree[p] || solved[p] == x[p], $"given unknown {p} was changed");
        }
    }

    private static double[] LowerTriangle(Matrix<double> matrix)
    {
        var lower = new double[ParameterLayout.Stride * ParameterLayout.Stride];
        for (int p = 0; p < matrix.RowCount; p++)
        {
            for (int q = 0; q <= p; q++)
            {
                lower[(p * ParameterLayout.Stride) + q] = matrix[p, q];
            }
        }
        return lower;
    }
}
