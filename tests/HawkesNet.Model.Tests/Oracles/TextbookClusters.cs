namespace HawkesNet.Model.Tests.Oracles;

/// <summary>What a cell of clusters was seen to set off and expected to: whole, and by types.</summary>
/// <param name="Offspring">Offspring put down to it.</param>
/// <param name="Expected">Offspring that its parent expects.</param>
/// <param name="ByType">Offspring by trigger type and type known at the start. [types, types]</param>
/// <param name="ExpectedByType">Offspring that the pooled kernel expects of each trigger type. [types]</param>
internal sealed record TextbookCell(
    double Offspring, double Expected, double[,] ByType, double[] ExpectedByType);

/// <summary>The clusters as plain numbers; who comes later is in cluster 0.</summary>
internal sealed record TextbookClusters
{
    /// <summary>Everybody in one cluster.</summary>
    public static TextbookClusters One { get; } = new();

    public int Count { get; init; } = 1;

    /// <summary>Cluster of each actor known at the start.</summary>
    public int[] Labels { get; init; } = [];

    /// <summary>Cells by mechanism and clusters of the response's source and target. Burst and relay stand in the first
    /// column, join in the first row.</summary>
    public TextbookCell[,,] Cells { get; init; } = new TextbookCell[0, 0, 0];

    /// <summary>Strangers chosen by pair of clusters, and those expected. [clusters, clusters]</summary>
    public double[,] Chosen { get; init; } = new double[1, 1];
    public double[,] Drawn { get; init; } = new double[1, 1];

    /// <summary>How strongly the cells of each mechanism and the affinities are shrunk. [mechanisms]</summary>
    public double[] Strengths { get; init; } = [];
    public double AffinityStrength { get; init; } = 1;

    /// <summary>Whether the cells of a mechanism, the affinities, the learned shape are left out of the model.
    /// [mechanisms]</summary>
    public bool[] IsLeftOut { get; init; } = [];
    public bool IsAffinityLeftOut { get; init; }
    public bool IsShapeLeftOut { get; init; }

    /// <summary>Shape of the Gamma of rates, as learned and in force; concentration of the Dirichlet of
    /// types.</summary>
    public double LearnedRateShape { get; init; } = 1;
    public double RateShape => IsShapeLeftOut ? 1 : LearnedRateShape;
    public double TypeConcentration { get; init; } = 2;

    public int Of(int actor) => actor >= 0 && actor < Labels.Length ? Labels[actor] : 0;

    /// <summary>How much a cluster likes another: ratio of chosen to expected, shrunk to one.</summary>
    public double Affinity(int source, int target) =>
        Count == 1 || IsAffinityLeftOut ? 1
        : (AffinityStrength + Chosen[source, target]) / (AffinityStrength + Drawn[source, target]);

    /// <summary>Factor of a cell of clusters and types whose types alone make it <paramref name="psi"/>.</summary>
    public double Factor(int mechanism, int source, int target, int triggerType, int type, double psi, int typeCount)
    {
        if (Count == 1 || IsLeftOut[mechanism])
        {
            return psi;
        }
        TextbookCell cell = CellOf(mechanism, source, target);
        double strength = Strengths[mechanism];
        double parent = psi * (strength + cell.Offspring) / (strength + cell.Expected);
        if (typeCount == 1)
        {
            return parent;
        }
        int known = cell.ExpectedByType.Length;
        double found = triggerType < known && type < known ? cell.ByType[triggerType, type] : 0;
        double expected = triggerType < known ? cell.ExpectedByType[triggerType] : 0;
        return ((strength * parent) + found) / (strength + expected);
    }

    /// <summary>Repeat and reply look at both ends of the response, burst and relay at its source, join at its
    /// target.</summary>
    private TextbookCell CellOf(int mechanism, int source, int target) => mechanism switch
    {
        0 or 1 => Cells[mechanism, source, target],
        4 => Cells[mechanism, 0, target],
        _ => Cells[mechanism, source, 0],
    };
}
