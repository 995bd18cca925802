using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

public class VectorRowsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(7, 8)]
    [InlineData(40, 17)]
    public void Products_of_rows_equal_those_of_plain_loops(int count, int columns)
    {
        VectorRows rows = Random(count, columns, 1), matrix = Random(columns, columns, 2);
        double[,] before = Plain(rows), by = Plain(matrix);
        VectorRows products = rows.Products();
        rows.Multiply(matrix);
        for (int c = 0; c < columns; c++)
        {
            for (int d = 0; d < columns; d++)
            {
                Assert.Equal(Enumerable.Range(0, count).Sum(i => before[i, c] * before[i, d]), products[c][d], 1e-12);
            }
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(Enumerable.Range(0, columns).Sum(d => before[i, d] * by[d, c]), rows[i][c], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(19)]
    public void Sums_and_distances_of_rows_equal_those_of_plain_loops(int columns)
    {
        VectorRows rows = Random(4, columns, 3), others = Random(2, columns, 4);
        double[,] before = Plain(rows), other = Plain(others);
        double square = Enumerable.Range(0, columns).Sum(c => Math.Pow(before[3, c] - other[1, c], 2));
        Assert.Equal(square, rows.Distance(3, others, 1), 1e-12);
        var distances = new double[8];
        rows.Distances(3, others.Transposed(), distances);
        Assert.Equal(rows.Distance(3, others, 1), distances[1]);
        rows.Add(2, others, 1, 0.5);
        Assert.Equal(
            Enumerable.Range(0, columns).Select(c => before[2, c] + (0.5 * other[1, c])), rows[2].ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Add(4, others, 0, 1));
        rows.AddAll(1, others, [2, -3]);
        Assert.Equal(
            Enumerable.Range(0, columns).Select(c => before[1, c] + (2 * other[0, c]) - (3 * other[1, c])),
            rows[1].ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.AddAll(1, others, [1]));
        rows.Combine(0, others, [1, 0, 1], [2, -3, 0.5]);
        Assert.Equal(
            Enumerable.Range(0, columns).Select(c => (2.5 * other[1, c]) - (3 * other[0, c])), rows[0].ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Combine(0, others, [2], [1]));
    }

    private static VectorRows Random(int count, int columns, int seed)
    {
        var random = new Random(seed);
        var rows = new VectorRows(count, columns);
        for (int i = 0; i < count; i++)
        {
            foreach (ref double entry in rows[i])
            {
                entry = random.NextDouble() - 0.5;
            }
        }
        return rows;
    }

    private static double[,] Plain(VectorRows rows)
    {
        var plain = new double[rows.Count, rows.Columns];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int c = 0; c < rows.Columns; c++)
            {
                plain[i, c] = rows[i][c];
            }
        }
        return plain;
    }
}
