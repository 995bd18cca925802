namespace HawkesNet.Cli.Verify;

/// <summary>Which learned label stands for which true cluster.</summary>
internal static class LabelMatch
{
    /// <summary>For each true cluster the learned label that shares most actors with it, one to one as far as the
    /// labels go.</summary>
    /// <remarks>A true cluster for which no label of its own is left gets the one that shares most actors with
    /// it.</remarks>
    /// <param name="truth">True cluster of each actor. [N]</param>
    /// <param name="learned">Learned label of each actor. [N]</param>
    /// <param name="clusterCount">Number of true clusters K.</param>
    /// <returns>Learned labels. [K]</returns>
    public static int[] Of(IReadOnlyList<int> truth, IReadOnlyList<int> learned, int clusterCount)
    {
        double[,] shared = ClusterAgreement.Contingency(truth, learned);
        int labels = shared.GetLength(1);
        int size = Math.Max(clusterCount, labels);
        var gain = new double[size, size];
        for (int k = 0; k < shared.GetLength(0); k++)
        {
            for (int label = 0; label < labels; label++)
            {
                gain[k, label] = shared[k, label];
            }
        }
        int[] assigned = Assign(gain);
        return [.. Enumerable.Range(0, clusterCount).Select(k => assigned[k] < labels && gain[k, assigned[k]] > 0
            ? assigned[k]
            : Enumerable.Range(0, labels).MaxBy(label => gain[k, label]))];
    }

    /// <summary>The column of each row in the one-to-one assignment of largest sum.</summary>
    /// <remarks>The Hungarian method with potentials (Kuhn 1955; Jonker &amp; Volgenant 1987), O(n³).</remarks>
    /// <param name="gain">Gain of a row and a column; square. [n, n]</param>
    public static int[] Assign(double[,] gain)
    {
        int size = gain.GetLength(0);
        var state = new Search(size);
        for (int row = 1; row <= size; row++)
        {
            state.Augment(gain, row);
        }
        var columns = new int[size];
        for (int column = 1; column <= size; column++)
        {
            columns[state.RowOf[column] - 1] = column - 1;
        }
        return columns;
    }

    // Rows and columns are numbered from one: zero stands for "none yet".
    private sealed class Search(int size)
    {
        private readonly double[] rowPotential = new double[size + 1];
        private readonly double[] columnPotential = new double[size + 1];
        private readonly double[] slack = new double[size + 1];
        private readonly int[] before = new int[size + 1];
        private readonly bool[] visited = new bool[size + 1];

        public int[] RowOf { get; } = new int[size + 1];

        public void Augment(double[,] gain, int row)
        {
            RowOf[0] = row;
            Array.Fill(slack, double.PositiveInfinity);
            Array.Clear(visited);
            int column = 0;
            while (RowOf[column] != 0)
            {
                visited[column] = true;
                column = Extend(gain, column);
            }
            while (column != 0)
            {
                RowOf[column] = RowOf[before[column]];
                column = before[column];
            }
        }

        private int Extend(double[,] gain, int column)
        {
            int row = RowOf[column];
            int next = 0;
            double least = double.PositiveInfinity;
            for (int j = 1; j <= size; j++)
            {
                if (visited[j])
                {
                    continue;
                }
                double reduced = -gain[row - 1, j - 1] - rowPotential[row] - columnPotential[j];
                if (reduced < slack[j])
                {
                    (slack[j], before[j]) = (reduced, column);
                }
                if (slack[j] < least)
                {
                    (least, next) = (slack[j], j);
                }
            }
            Shift(least);
            return next;
        }

        private void Shift(double by)
        {
            for (int j = 0; j <= size; j++)
            {
                if (visited[j])
                {
                    rowPotential[RowOf[j]] += by;
                    columnPotential[j] -= by;
                }
                else
                {
                    slack[j] -= by;
                }
            }
        }
    }
}
