namespace HawkesNet.Model.Excitation;

/// <content>What outlives a refit.</content>
internal sealed partial class ClusterExcitation
{
    /// <summary>Share of the evidence of cluster 0 that outlives a refit: who is in doubt changes.</summary>
    public const double DoubtfulKept = 0.5;

    /// <summary>Starts afresh with a number of clusters; the types stay, and of cluster 0, whose members change, half
    /// the evidence.</summary>
    public void Reset(int clusterCount)
    {
        (int clustersBefore, double[] offspringBefore, double[] certainBefore, double[] expectedBefore) =
            (ClusterCount, offspring, certain, expected);
        (CellCounts byTypeBefore, double[] byTypeExpectedBefore) = (byType, byTypeExpected);
        Clear(clusterCount);
        var kept = new Dictionary<int, int>();
        foreach ((Mechanism m, int source, int target) in CellsOfDoubtful(Math.Min(clustersBefore, clusterCount)))
        {
            int to = Cell(m, source, target), from = Cell(clustersBefore, m, source, target);
            offspring[to] = DoubtfulKept * offspringBefore[from];
            certain[to] = DoubtfulKept * certainBefore[from];
            expected[to] = DoubtfulKept * expectedBefore[from];
            kept[from] = to;
        }
        if (HasTypeCells && kept.Count > 0)
        {
            KeepTypes(byTypeBefore, byTypeExpectedBefore, kept);
        }
    }

    private void KeepTypes(CellCounts counts, double[] expectedBefore, Dictionary<int, int> kept)
    {
        byType.AddRows(
            counts, DoubtfulKept,
            row => kept.TryGetValue(row / TypeCount, out int to) ? (to * TypeCount) + (row % TypeCount) : -1);
        foreach ((int from, int to) in kept)
        {
            for (int v = 0; v < TypeCount; v++)
            {
                byTypeExpected[(to * TypeCount) + v] = DoubtfulKept * expectedBefore[(from * TypeCount) + v];
            }
        }
    }

    /// <summary>The cells that cluster 0 has a part in; none with one cluster.</summary>
    private static IEnumerable<(Mechanism Mechanism, int Source, int Target)> CellsOfDoubtful(int clusters)
    {
        if (clusters < 2)
        {
            yield break;
        }
        for (int k = 0; k < clusters; k++)
        {
            yield return (Mechanism.Repeat, 0, k);
            yield return (Mechanism.Repeat, k, 0);
            yield return (Mechanism.Reply, 0, k);
            yield return (Mechanism.Reply, k, 0);
        }
        yield return (Mechanism.Burst, 0, 0);
        yield return (Mechanism.Relay, 0, 0);
        yield return (Mechanism.Join, 0, 0);
    }

    private void Clear(int clusterCount)
    {
        ClusterCount = clusterCount;
        int cells = (2 * clusterCount * clusterCount) + (3 * clusterCount);
        offspring = new double[cells];
        certain = new double[cells];
        expected = new double[cells];
        factors = new double[cells];
        factors.AsSpan().Fill(1);
        ResetTypeCells();
    }
}
