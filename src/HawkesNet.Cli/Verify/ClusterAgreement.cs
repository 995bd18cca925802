namespace HawkesNet.Cli.Verify;

/// <summary>How well two labellings of the same things agree, whatever the labels are called.</summary>
internal static class ClusterAgreement
{
    /// <summary>Adjusted Rand index: 1 for equal partitions, 0 on average for unrelated ones.</summary>
    /// <remarks>Hubert &amp; Arabie 1985. Two partitions without any structure (both all in one, or both all apart)
    /// agree: 1.</remarks>
    public static double AdjustedRand(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        double[,] table = Contingency(first, second);
        double together = 0;
        foreach (double cell in table)
        {
            together += Pairs(cell);
        }
        double rows = Sums(table, byRow: true).Sum(Pairs);
        double columns = Sums(table, byRow: false).Sum(Pairs);
        double all = Pairs(first.Count);
        double expected = all == 0 ? 0 : rows * columns / all;
        double most = (rows + columns) / 2;
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    /// <summary>Normalised mutual information: mutual information over the mean of the two entropies; 0..1.</summary>
    /// <remarks>Two labellings with one label each agree: 1.</remarks>
    public static double MutualInformation(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        double[,] table = Contingency(first, second);
        double[] rows = Sums(table, byRow: true);
        double[] columns = Sums(table, byRow: false);
        double total = first.Count;
        double information = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns.Length; j++)
            {
                double cell = table[i, j];
                information += cell == 0 ? 0 : cell / total * Math.Log(cell * total / (rows[i] * columns[j]));
            }
        }
        double entropies = Entropy(rows, total) + Entropy(columns, total);
        return entropies == 0 ? 1 : Math.Max(0, 2 * information / entropies);
    }

    /// <summary>How many things have label i in the first and j in the second. [labels of first, of second]</summary>
    public static double[,] Contingency(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        if (first.Count != second.Count)
        {
            throw new ArgumentException("two labellings of the same things have equal lengths", nameof(second));
        }
        var table = new double[first.DefaultIfEmpty(-1).Max() + 1, second.DefaultIfEmpty(-1).Max() + 1];
        for (int i = 0; i < first.Count; i++)
        {
            table[first[i], second[i]]++;
        }
        return table;
    }

    private static double[] Sums(double[,] table, bool byRow)
    {
        var sums = new double[table.GetLength(byRow ? 0 : 1)];
        for (int i = 0; i < table.GetLength(0); i++)
        {
            for (int j = 0; j < table.GetLength(1); j++)
            {
                sums[byRow ? i : j] += table[i, j];
            }
        }
        return sums;
    }

    private static double Pairs(double count) => count * (count - 1) / 2;

    private static double Entropy(double[] counts, double total) =>
        -counts.Where(count => count > 0).Sum(count => count / total * Math.Log(count / total));
}
