using HawkesNet.Model.State;

namespace HawkesNet.Model.Excitation;

/// <summary>How the types of trigger and response bend the excitation: a factor per cell, shrunk to the pooled
/// model.</summary>
/// <remarks>ψ^m[u′,u] = (κ p_u + N^m[u′,u]) / (κ + E^m[u′]): N expected offspring of type u put down to triggers of
/// type u′, E their number under the pooled kernel, p_u the share of type u (equation 9). With one type ψ is 1.
/// Arrays are [mechanism, trigger type, type], row-major. One cluster: the cluster indices of the cell are 0.</remarks>
internal sealed class TypeExcitation
{
    /// <summary>Strength of the shrinkage, in expected offspring.</summary>
    private const double Shrinkage = 10;

    private double[] factors = [1, 1, 1, 1, 1];
    private double[] offspring = new double[Mechanisms.Count];
    private double[] expected = new double[Mechanisms.Count];
    private double[] rowSums = [1, 1, 1, 1, 1];
    private double[] shares = [1];

    /// <summary>Types known, at least one.</summary>
    public int TypeCount { get; private set; } = 1;

    /// <summary>Share p_u of a type in the baseline, smoothed; sums to one over the types.</summary>
    public double Share(int type) => shares[type];

    /// <summary>ψ^m[u′,u].</summary>
    public double Factor(Mechanism mechanism, int triggerType, int type) =>
        factors[Cell(mechanism, triggerType, type)];

    /// <summary>Σ_u ψ^m[u′,u]: relative number of offspring of a trigger of type u′.</summary>
    public double RowSum(Mechanism mechanism, int triggerType) =>
        rowSums[((int)mechanism * TypeCount) + triggerType];

    /// <summary>Relative variance of ψ^m[u′,u], of the Gamma posterior of its count.</summary>
    public double RelativeVariance(Mechanism mechanism, int triggerType, int type) =>
        1 / ((Shrinkage * shares[type]) + offspring[Cell(mechanism, triggerType, type)]);

    /// <summary>Puts an expected offspring down to a cell.</summary>
    public void AddOffspring(Mechanism mechanism, int triggerType, int type, double responsibility) =>
        offspring[Cell(mechanism, triggerType, type)] += responsibility;

    /// <summary>Adds offspring expected of triggers of a type under the pooled kernel.</summary>
    public void AddExpected(Mechanism mechanism, int triggerType, double count) =>
        expected[((int)mechanism * TypeCount) + triggerType] += count;

    /// <summary>Makes room for types.</summary>
    public void Grow(int typeCount)
    {
        if (typeCount <= TypeCount)
        {
            return;
        }
        var larger = new double[Mechanisms.Count * typeCount * typeCount];
        var largerExpected = new double[Mechanisms.Count * typeCount];
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            for (int v = 0; v < TypeCount; v++)
            {
                offspring.AsSpan(((m * TypeCount) + v) * TypeCount, TypeCount)
                    .CopyTo(larger.AsSpan(((m * typeCount) + v) * typeCount));
                largerExpected[(m * typeCount) + v] = expected[(m * TypeCount) + v];
            }
        }
        offspring = larger;
        expected = largerExpected;
        factors = new double[larger.Length];
        rowSums = new double[largerExpected.Length];
        shares = new double[typeCount];
        TypeCount = typeCount;
    }

    /// <summary>Recomputes factors, row sums and shares from the counts.</summary>
    /// <param name="typeCounts">Events of each type put down to the baseline (expected). [types]</param>
    public void Refresh(ReadOnlySpan<double> typeCounts)
    {
        double total = 0.5 * TypeCount;
        for (int u = 0; u < TypeCount; u++)
        {
            total += typeCounts[u];
        }
        for (int u = 0; u < TypeCount; u++)
        {
            shares[u] = (typeCounts[u] + 0.5) / total;
        }
        if (TypeCount == 1)
        {
            return;
        }
        for (int row = 0; row < expected.Length; row++)
        {
            double scale = 1 / (Shrinkage + expected[row]);
            double sum = 0;
            for (int u = 0; u < TypeCount; u++)
            {
                double factor = ((Shrinkage * shares[u]) + offspring[(row * TypeCount) + u]) * scale;
                factors[(row * TypeCount) + u] = factor;
                sum += factor;
            }
            rowSums[row] = sum;
        }
    }

    /// <summary>Scales the evidence, so that early attributions fade.</summary>
    public void Discount(double factor)
    {
        Scale(offspring, factor);
        Scale(expected, factor);
    }

    public TypeExcitation Clone() => new()
    {
        TypeCount = TypeCount,
        factors = (double[])factors.Clone(),
        offspring = (double[])offspring.Clone(),
        expected = (double[])expected.Clone(),
        rowSums = (double[])rowSums.Clone(),
        shares = (double[])shares.Clone(),
    };

    public void Transfer(IStateTransfer transfer)
    {
        TypeCount = transfer.Value(TypeCount);
        factors = transfer.Array(factors);
        offspring = transfer.Array(offspring);
        expected = transfer.Array(expected);
        rowSums = transfer.Array(rowSums);
        shares = transfer.Array(shares);
    }

    private int Cell(Mechanism mechanism, int triggerType, int type) =>
        ((((int)mechanism * TypeCount) + triggerType) * TypeCount) + type;

    private static void Scale(double[] values, double factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
