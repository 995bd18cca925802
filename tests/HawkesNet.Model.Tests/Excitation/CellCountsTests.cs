using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Excitation;

/// <summary>Counts by row and column against a dictionary, small enough to be a matrix and too large for
/// one.</summary>
public class CellCountsTests
{
    [Theory]
    [InlineData(1, 6, 5)]
    [InlineData(2, 40, 40)]
    [InlineData(3, 700, 900)]
    [InlineData(4, 3000, 2)]
    [InlineData(5, 300_000, 700)]
    public void Counts_are_those_of_a_dictionary_after_any_operations(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        var pair = new Pair(rows, columns);
        for (int round = 0; round < 4000; round++)
        {
            pair.Operate(random);
        }
        pair.AssertEqual();
    }

    [Fact]
    public void A_matrix_that_grows_into_a_table_keeps_its_counts()
    {
        var random = new Random(6);
        var pair = new Pair(50, 30);
        for (int step = 0; step < 6; step++)
        {
            for (int round = 0; round < 300; round++)
            {
                pair.Operate(random);
            }
            pair.Grow(columnsPerType: 40);
            pair.AssertEqual();
        }
    }

    [Fact]
    public void What_is_put_aside_counts_only_once_it_is_added()
    {
        foreach (int size in (int[])[10, 1000])
        {
            var counts = new CellCounts();
            counts.Reset(size, size);
            counts.Defer(3, 4, 2.5);
            Assert.Equal(0, counts[3, 4]);
            Assert.Equal(0, counts.RowSum(3));
            counts.AddDeferred();
            counts.AddDeferred();
            Assert.Equal(2.5, counts[3, 4]);
            Assert.Equal(2.5, counts.RowSum(3));
        }
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        foreach (int size in (int[])[10, 1000])
        {
            var counts = new CellCounts();
            counts.Reset(size, size);
            counts.Add(1, 2, 3);
            counts.Defer(1, 2, 4);
            CellCounts copy = counts.Clone();
            counts.AddDeferred();
            counts.Scale(2);
            Assert.Equal(3, copy[1, 2]);
            copy.AddDeferred();
            Assert.Equal(7, copy[1, 2]);
            Assert.Equal(14, counts[1, 2]);
        }
    }

    [Fact]
    public void A_table_that_fills_up_takes_no_more_bytes_than_a_matrix_and_keeps_its_counts()
    {
        const int Size = 400;
        var counts = new CellCounts();
        counts.Reset(Size, Size);
        var random = new Random(7);
        int[] cells = [.. Enumerable.Range(0, Size * Size)];
        random.Shuffle(cells);
        foreach (int cell in cells)
        {
            counts.Add(cell / Size, cell % Size, cell + 1);
        }
        var writer = new StateWriter();
        counts.Transfer(writer);
        Assert.InRange(writer.Written.Length, Size * Size * sizeof(double), (Size + 1) * (Size + 1) * sizeof(double));
        Assert.All(cells, cell => Assert.Equal(cell + 1, counts[cell / Size, cell % Size]));
    }

    /// <summary>The same operations on both.</summary>
    private sealed class Pair
    {
        private readonly Dictionary<(int Row, int Column), double> expected = [];
        private readonly List<(int Row, int Column, double Count)> waiting = [];
        private CellCounts actual = new();
        private int rows;
        private int columns;

        public Pair(int rows, int columns)
        {
            (this.rows, this.columns) = (rows, columns);
            actual.Reset(rows, columns);
        }

        public void Operate(Random random)
        {
            // Some cells come again and again.
            int row = random.Next(random.Next(2) == 0 ? Math.Min(rows, 8) : rows);
            int column = random.Next(random.Next(2) == 0 ? Math.Min(columns, 8) : columns);
            double count = random.NextDouble();
            switch (random.Next(100))
            {
                case 0:
                    Scale(count);
                    break;
                case 1:
                    AddDeferred();
                    break;
                case 2:
                    ReadBack();
                    break;
                case < 50:
                    actual.Defer(row, column, count);
                    waiting.Add((row, column, count));
                    break;
                default:
                    actual.Add(row, column, count);
                    AddExpected(row, column, count);
                    break;
            }
        }

        /// <summary>Each row becomes one of more rows, as when a type joins: rows are owner · types + type.</summary>
        public void Grow(int columnsPerType)
        {
            AddDeferred();
            int known = columns;
            int owners = rows / known;
            (rows, columns) = ((owners + 1) * (known + columnsPerType), known + columnsPerType);
            int RowOf(int row) => (row / known * columns) + (row % known);
            actual.Grow(rows, columns, RowOf);
            var moved = expected.ToArray();
            expected.Clear();
            foreach (((int row, int column), double count) in moved)
            {
                expected.Add((RowOf(row), column), count);
            }
        }

        public void AssertEqual()
        {
            AddDeferred();
            Assert.NotEmpty(expected);
            foreach (((int row, int column), double count) in expected)
            {
                Close.Assert(count, actual[row, column], 1e-12, 1e-3);
            }
            foreach (var row in expected.GroupBy(cell => cell.Key.Row))
            {
                Close.Assert(row.Sum(cell => cell.Value), actual.RowSum(row.Key), 1e-12, 1e-3);
            }
            for (int i = 0; i < 1000; i++)
            {
                (int Row, int Column) cell = ((int)((long)i * 7919 % rows), i * 104_729 % columns);
                Assert.Equal(expected.ContainsKey(cell), actual[cell.Row, cell.Column] != 0);
            }
        }

        private void Scale(double factor)
        {
            actual.Scale(factor);
            foreach ((int, int) cell in expected.Keys.ToArray())
            {
                expected[cell] *= factor;
            }
        }

        private void AddDeferred()
        {
            actual.AddDeferred();
            waiting.ForEach(one => AddExpected(one.Row, one.Column, one.Count));
            waiting.Clear();
        }

        private void AddExpected(int row, int column, double count) =>
            expected[(row, column)] = expected.GetValueOrDefault((row, column)) + count;

        private void ReadBack()
        {
            var writer = new StateWriter();
            actual.Transfer(writer);
            actual = new CellCounts();
            actual.Transfer(new StateReader(writer.Written));
            var again = new StateWriter();
            actual.Transfer(again);
            Assert.True(writer.Written.Span.SequenceEqual(again.Written.Span));
        }
    }
}
