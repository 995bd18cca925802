using HawkesNet.Model.State;

namespace HawkesNet.Model.Excitation;

/// <summary>How the types of trigger and response bend the excitation: a factor per cell, shrunk to the pooled
/// model.</summary>
/// <remarks>ψ^m[u′,u] = (κ p_u + N^m[u′,u]) / (κ + E^m[u′]): N expected offspring of type u put down to triggers of
/// type u′, E their number under the pooled kernel, p_u the share of type u (equation 9). With one type ψ is 1.
/// Rows are mechanism · types + trigger type; only cells met take memory where there are many.</remarks>
internal sealed class TypeExcitation
{
    /// <summary>Strength of the shrinkage, in expected offspring.</summary>
    private const double Shrinkage = 10;

    private CellCounts offspring = new();
    private double[] expected = new double[Mechanisms.Count];
    private double[] shares = [1];

    public TypeExcitation() => offspring.Reset(Mechanisms.Count, 1);

    /// <summary>Types known, at least one.</summary>
    public int TypeCount { get; private set; } = 1;

    /// <summary>Share p_u of a type in the baseline, smoothed; sums to one over the types.</summary>
    public double Share(int type) => shares[type];

    /// <summary>ψ^m[u′,u].</summary>
    public double Factor(Mechanism mechanism, int triggerType, int type)
    {
        if (TypeCount == 1)
        {
            return 1;
        }
        int row = Row(mechanism, triggerType);
        return ((Shrinkage * shares[type]) + offspring[row, type]) / (Shrinkage + expected[row]);
    }

    /// <summary>Σ_u ψ^m[u′,u]: relative number of offspring of a trigger of type u′.</summary>
    public double RowSum(Mechanism mechanism, int triggerType)
    {
        int row = Row(mechanism, triggerType);
        return TypeCount == 1 ? 1 : (Shrinkage + offspring.RowSum(row)) / (Shrinkage + expected[row]);
    }

    /// <summary>Relative variance of ψ^m[u′,u], of the Gamma posterior of its count.</summary>
    public double RelativeVariance(Mechanism mechanism, int triggerType, int type) =>
        1 / ((Shrinkage * shares[type]) + offspring[Row(mechanism, triggerType), type]);

    /// <summary>Relative variance of <see cref="RowSum"/>.</summary>
    public double RowSumRelativeVariance(Mechanism mechanism, int triggerType) =>
        1 / (Shrinkage + offspring.RowSum(Row(mechanism, triggerType)));

    /// <summary>Puts an expected offspring down to a cell; it counts from the next refresh on.</summary>
    public void AddOffspring(Mechanism mechanism, int triggerType, int type, double responsibility) =>
        offspring.Defer(Row(mechanism, triggerType), type, responsibility);

    /// <summary>Adds offspring expected of triggers of a type under the pooled kernel.</summary>
    public void AddExpected(Mechanism mechanism, int triggerType, double count) =>
        expected[Row(mechanism, triggerType)] += count;

    /// <summary>Makes room for types.</summary>
    public void Grow(int typeCount)
    {
        int known = TypeCount;
        if (typeCount <= known)
        {
            return;
        }
        offspring.Grow(
            Mechanisms.Count * typeCount, typeCount, row => (row / known * typeCount) + (row % known));
        expected = Spread(expected, known, typeCount);
        shares = new double[typeCount];
        TypeCount = typeCount;
    }

    /// <summary>Takes in the offspring put down since the last time and recomputes the shares.</summary>
    /// <param name="typeCounts">Events of each type put down to the baseline (expected). [types]</param>
    public void Refresh(ReadOnlySpan<double> typeCounts)
    {
        offspring.AddDeferred();
        double total = 0.5 * TypeCount;
        for (int u = 0; u < TypeCount; u++)
        {
            total += typeCounts[u];
        }
        for (int u = 0; u < TypeCount; u++)
        {
            shares[u] = (typeCounts[u] + 0.5) / total;
        }
    }

    /// <summary>Scales the evidence, so that early attributions fade.</summary>
    public void Discount(double factor)
    {
        offspring.Scale(factor);
        for (int row = 0; row < expected.Length; row++)
        {
            expected[row] *= factor;
        }
    }

    public TypeExcitation Clone() => new()
    {
        TypeCount = TypeCount,
        offspring = offspring.Clone(),
        expected = (double[])expected.Clone(),
        shares = (double[])shares.Clone(),
    };

    public void Transfer(IStateTransfer transfer)
    {
        TypeCount = transfer.Value(TypeCount);
        offspring.Transfer(transfer);
        expected = transfer.Array(expected);
        shares = transfer.Array(shares);
    }

    private static double[] Spread(double[] rows, int known, int typeCount)
    {
        var larger = new double[Mechanisms.Count * typeCount];
        for (int row = 0; row < rows.Length; row++)
        {
            larger[(row / known * typeCount) + (row % known)] = rows[row];
        }
        return larger;
    }

    private int Row(Mechanism mechanism, int triggerType) => ((int)mechanism * TypeCount) + triggerType;
}
