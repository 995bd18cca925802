using HawkesNet.Model.State;

namespace HawkesNet.Model.Excitation;

/// <summary>How the clusters bend the excitation, beyond what the types do: a factor per cell, shrunk to its
/// parent.</summary>
/// <remarks>χ^m[c] = (κ + N^m[c]) / (κ + E^m[c]) for a cell c of clusters, and with several types
/// (κ χ^m[c] ψ^m[u′,u] + N^m[c,u′,u]) / (κ + E^m[c,u′]): N expected offspring put down to the cell, E their number
/// under the parent (equation 18). A cell is the pair of clusters of the response's source and target for repeat and
/// reply, the cluster of its source for burst and relay, that of its target for join. With one cluster all are
/// 1.</remarks>
internal sealed partial class ClusterExcitation
{
    private const double FirstStrength = 10;

    private double[] offspring = new double[Mechanisms.Count];
    private double[] certain = new double[Mechanisms.Count];
    private double[] expected = new double[Mechanisms.Count];
    private double[] factors = [1, 1, 1, 1, 1];
    private CellCounts byType = new();
    private double[] byTypeExpected = [];
    private Trial[] trials = [.. Enumerable.Range(0, Mechanisms.Count).Select(_ => new Trial())];

    public TypeExcitation Types { get; private set; } = new();

    /// <summary>Strength κ of the shrinkage of each mechanism's cells, in expected offspring. [mechanisms]</summary>
    public double[] Strengths { get; private set; } = FirstStrengths();

    /// <summary>Strengths before anything is known. [mechanisms]</summary>
    public static double[] FirstStrengths() => [.. Enumerable.Repeat(FirstStrength, Mechanisms.Count)];

    /// <summary>Clusters, at least one; the first is that of actors not yet placed or in doubt.</summary>
    public int ClusterCount { get; private set; } = 1;

    /// <summary>Cells of all mechanisms.</summary>
    public int CellCount => factors.Length;

    private int TypeCount => Types.TypeCount;

    private bool HasTypeCells => ClusterCount > 1 && TypeCount > 1;

    /// <summary>The cell of a response from an actor of one cluster to an actor of another (any, where it has no
    /// target).</summary>
    public int Cell(Mechanism mechanism, int source, int target) => Cell(ClusterCount, mechanism, source, target);

    private static int Cell(int clusters, Mechanism mechanism, int source, int target)
    {
        int pairs = clusters * clusters;
        return mechanism switch
        {
            Mechanism.Repeat => (source * clusters) + target,
            Mechanism.Reply => pairs + (source * clusters) + target,
            Mechanism.Burst => (2 * pairs) + source,
            Mechanism.Relay => (2 * pairs) + clusters + source,
            _ => (2 * pairs) + (2 * clusters) + target,
        };
    }

    private Mechanism MechanismOf(int cell)
    {
        int pairs = ClusterCount * ClusterCount;
        return cell < 2 * pairs ? (Mechanism)(cell / pairs)
            : (Mechanism)((int)Mechanism.Burst + ((cell - (2 * pairs)) / ClusterCount));
    }

    /// <summary>The cell in which an event excites: its answer comes from its target, its relay too.</summary>
    public int TriggerCell(Mechanism mechanism, int source, int target) => mechanism switch
    {
        Mechanism.Reply => Cell(mechanism, target, source),
        Mechanism.Relay => Cell(mechanism, target, target),
        _ => Cell(mechanism, source, target),
    };

    /// <summary>χ of a cell, all types together.</summary>
    public double ClusterFactor(int cell) => factors[cell];

    /// <summary>Whether a mechanism's cells are worth having.</summary>
    public Trial Trial(Mechanism mechanism) => trials[(int)mechanism];

    /// <summary>χ ψ of a cell of clusters and types; ψ where the mechanism goes without χ.</summary>
    public double Factor(Mechanism mechanism, int cell, int triggerType, int type) =>
        Trial(mechanism).IsLeftOut
            ? Types.Factor(mechanism, triggerType, type)
            : FactorOfCell(mechanism, cell, triggerType, type);

    /// <summary>What <see cref="Factor"/> would be the other way round.</summary>
    public double FactorOtherwise(Mechanism mechanism, int cell, int triggerType, int type) =>
        Trial(mechanism).IsLeftOut
            ? FactorOfCell(mechanism, cell, triggerType, type)
            : Types.Factor(mechanism, triggerType, type);

    /// <summary>χ ψ of a cell of clusters and types.</summary>
    public double FactorOfCell(Mechanism mechanism, int cell, int triggerType, int type)
    {
        double parent = Types.Factor(mechanism, triggerType, type);
        if (ClusterCount == 1)
        {
            return parent;
        }
        parent *= factors[cell];
        if (TypeCount == 1)
        {
            return parent;
        }
        int row = (cell * TypeCount) + triggerType;
        double strength = Strengths[(int)mechanism];
        return ((strength * parent) + byType[row, type]) / (strength + byTypeExpected[row]);
    }

    /// <summary>The factor summed over the response's types: relative number of offspring of a trigger.</summary>
    public double RowSum(Mechanism mechanism, int cell, int triggerType) =>
        Trial(mechanism).IsLeftOut
            ? Types.RowSum(mechanism, triggerType) : RowSumOfCell(mechanism, cell, triggerType);

    private double RowSumOfCell(Mechanism mechanism, int cell, int triggerType)
    {
        double parent = Types.RowSum(mechanism, triggerType);
        if (ClusterCount == 1)
        {
            return parent;
        }
        parent *= factors[cell];
        if (TypeCount == 1)
        {
            return parent;
        }
        int row = (cell * TypeCount) + triggerType;
        double strength = Strengths[(int)mechanism];
        return ((strength * parent) + byType.RowSum(row)) / (strength + byTypeExpected[row]);
    }

    /// <summary>How much of a relative error of the network's offspring a cell's own shares: all of it where the cell
    /// was not seen yet, none where it was seen much, since more offspring expected mean a smaller factor.</summary>
    /// <remarks>∂ log(θ χ) / ∂ log θ of (18), E being proportional to θ: κ / (κ + E).</remarks>
    public double ParentShare(Mechanism mechanism, int cell)
    {
        double strength = Strengths[(int)mechanism];
        return ClusterCount == 1 || TypeCount > 1 || Trial(mechanism).IsLeftOut
            ? 1 : strength / (strength + expected[cell]);
    }

    /// <summary>Relative variance of a cell's factor, of the Gamma posteriors of its count and its parents'.</summary>
    /// <remarks>An offspring counts by how certain its cause is: an event that a cell caused with probability r says r²
    /// of what it would if its cause were seen, the observed information of one weight (Louis 1982).</remarks>
    public double RelativeVariance(Mechanism mechanism, int cell, int triggerType, int type)
    {
        double types = TypeCount == 1 ? 0 : Types.RelativeVariance(mechanism, triggerType, type);
        if (ClusterCount == 1)
        {
            return types;
        }
        double strength = Strengths[(int)mechanism];
        if (TypeCount == 1)
        {
            return 1 / (strength + certain[cell]);
        }
        double parent = factors[cell] * Types.Factor(mechanism, triggerType, type);
        double count = byType[(cell * TypeCount) + triggerType, type] * CertainShare(cell);
        return 1 / ((strength * parent) + count);
    }

    /// <summary>Relative variance of <see cref="RowSum"/>.</summary>
    public double RowSumRelativeVariance(Mechanism mechanism, int cell, int triggerType)
    {
        if (ClusterCount == 1)
        {
            return TypeCount == 1 ? 0 : Types.RowSumRelativeVariance(mechanism, triggerType);
        }
        double strength = Strengths[(int)mechanism];
        if (TypeCount == 1)
        {
            return 1 / (strength + certain[cell]);
        }
        double parent = factors[cell] * Types.RowSum(mechanism, triggerType);
        double count = byType.RowSum((cell * TypeCount) + triggerType) * CertainShare(cell);
        return 1 / ((strength * parent) + count);
    }

    /// <summary>Offspring of a mechanism, each by how certain its cause is.</summary>
    public double CertainOffspring(Mechanism mechanism)
    {
        double sum = 0;
        for (int cell = 0; cell < certain.Length; cell++)
        {
            sum += MechanismOf(cell) == mechanism ? certain[cell] : 0;
        }
        return sum;
    }

    private double CertainShare(int cell) => offspring[cell] > 0 ? certain[cell] / offspring[cell] : 1;

    /// <summary>Sets what a cell of clusters was seen to set off and expected to.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="offspringCount">Offspring put down to it.</param>
    /// <param name="certainCount">The same, each by how certain it is.</param>
    /// <param name="expectedCount">Offspring expected under its parent.</param>
    public void Set(int cell, double offspringCount, double certainCount, double expectedCount) =>
        (offspring[cell], certain[cell], expected[cell]) = (offspringCount, certainCount, expectedCount);

    /// <summary>The same for a pair of types in it.</summary>
    public void SetByType(int cell, int triggerType, int type, double offspringCount, double expectedCount)
    {
        int row = (cell * TypeCount) + triggerType;
        byType.Add(row, type, offspringCount);
        byTypeExpected[row] = expectedCount;
    }

    /// <summary>Puts an expected offspring down to a cell; it counts from the next refresh on.</summary>
    public void AddOffspring(Mechanism mechanism, int cell, int triggerType, int type, double responsibility)
    {
        if (TypeCount > 1)
        {
            Types.AddOffspring(mechanism, triggerType, type, responsibility);
        }
        if (ClusterCount > 1)
        {
            AddCellOffspring(cell, triggerType, type, responsibility);
        }
    }

    private void AddCellOffspring(int cell, int triggerType, int type, double responsibility)
    {
        offspring[cell] += responsibility;
        certain[cell] += responsibility * responsibility;
        if (TypeCount > 1)
        {
            byType.Defer((cell * TypeCount) + triggerType, type, responsibility);
        }
    }

    /// <summary>Adds offspring expected of triggers of a cell and type under the pooled kernel.</summary>
    public void AddExpected(Mechanism mechanism, int cell, int triggerType, double count)
    {
        if (TypeCount > 1)
        {
            Types.AddExpected(mechanism, triggerType, count);
        }
        if (ClusterCount > 1)
        {
            double excess = RowSumOfCell(mechanism, cell, triggerType) - Types.RowSum(mechanism, triggerType);
            Trial(mechanism).AddExpected(count * excess);
            AddCellExpected(mechanism, cell, triggerType, count);
        }
    }

    private void AddCellExpected(Mechanism mechanism, int cell, int triggerType, double count)
    {
        expected[cell] += count * Types.RowSum(mechanism, triggerType);
        if (TypeCount > 1)
        {
            byTypeExpected[(cell * TypeCount) + triggerType] += count;
        }
    }

    /// <summary>Makes room for types.</summary>
    public void GrowTypes(int typeCount)
    {
        int known = TypeCount;
        Types.Grow(typeCount);
        if (ClusterCount == 1 || typeCount <= known)
        {
            return;
        }
        if (known == 1)
        {
            ResetTypeCells();
            return;
        }
        byType.Grow(CellCount * typeCount, typeCount, row => (row / known * typeCount) + (row % known));
        byTypeExpected = Spread(byTypeExpected, known);
    }

    /// <summary>Recomputes the factors from the counts.</summary>
    public void Refresh(ReadOnlySpan<double> typeCounts)
    {
        foreach (Trial trial in trials)
        {
            trial.Judge();
        }
        Types.Refresh(typeCounts);
        byType.AddDeferred();
        for (int cell = 0; cell < factors.Length && ClusterCount > 1; cell++)
        {
            double strength = Strengths[(int)MechanismOf(cell)];
            factors[cell] = (strength + offspring[cell]) / (strength + expected[cell]);
        }
    }

    /// <summary>Begins the trials, where there were no clusters: all factors have to earn their place first.</summary>
    public void BeginTrials()
    {
        foreach (Trial trial in trials)
        {
            trial.Begin(isLeftOut: true);
        }
    }

    /// <summary>Lets what the trials have gained so far fade.</summary>
    public void DiscountTrials(double factor)
    {
        foreach (Trial trial in trials)
        {
            trial.Discount(factor);
        }
    }

    /// <summary>Scales the evidence, so that early attributions fade.</summary>
    public void Discount(double factor)
    {
        Types.Discount(factor);
        foreach (double[] counts in new[] { offspring, certain, expected, byTypeExpected })
        {
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] *= factor;
            }
        }
        byType.Scale(factor);
    }

    public ClusterExcitation Clone() => new()
    {
        Types = Types.Clone(),
        trials = [.. trials.Select(trial => trial.Clone())],
        ClusterCount = ClusterCount,
        Strengths = (double[])Strengths.Clone(),
        offspring = (double[])offspring.Clone(),
        certain = (double[])certain.Clone(),
        expected = (double[])expected.Clone(),
        factors = (double[])factors.Clone(),
        byType = byType.Clone(),
        byTypeExpected = (double[])byTypeExpected.Clone(),
    };

    public void Transfer(IStateTransfer transfer)
    {
        Types.Transfer(transfer);
        foreach (Trial trial in trials)
        {
            trial.Transfer(transfer);
        }
        ClusterCount = transfer.Value(ClusterCount);
        Strengths = transfer.Array(Strengths);
        offspring = transfer.Array(offspring);
        certain = transfer.Array(certain);
        expected = transfer.Array(expected);
        factors = transfer.Array(factors);
        byType.Transfer(transfer);
        byTypeExpected = transfer.Array(byTypeExpected);
    }

    private void ResetTypeCells()
    {
        int rows = HasTypeCells ? CellCount * TypeCount : 0;
        byType = new CellCounts();
        byType.Reset(Math.Max(1, rows), TypeCount);
        byTypeExpected = new double[rows];
    }

    private double[] Spread(double[] rows, int known)
    {
        var larger = new double[CellCount * TypeCount];
        for (int row = 0; row < rows.Length; row++)
        {
            larger[(row / known * TypeCount) + (row % known)] = rows[row];
        }
        return larger;
    }
}
