using HawkesNet.Model.State;

namespace HawkesNet.Model.Numerics;

/// <summary>(I + P) x = b over the free unknowns, the others given; by Cholesky. O(free³ / 6).</summary>
/// <param name="information">I, row-major lower triangle. [Stride, Stride]</param>
/// <param name="prior">Diagonal P. [Count]</param>
/// <param name="room">Room for the factor, used by one system at a time; null: its own. [Count, Count]</param>
internal sealed class FreeSystem(double[] information, double[] prior, double[]? room = null)
{
    private readonly int[] indices = new int[ParameterLayout.Count];
    private readonly double[] factor = room ?? NewRoom();
    private readonly double[] unknowns = new double[ParameterLayout.Count];

    /// <summary>Room for a factor. So large that a learner had better keep one than make one at every step.</summary>
    public static double[] NewRoom() => new double[ParameterLayout.Count * ParameterLayout.Count];

    /// <summary>Solves for the free entries of <paramref name="x"/>; entries that are not free stay as they
    /// are.</summary>
    public void Solve(ReadOnlySpan<double> b, ReadOnlySpan<bool> isFree, Span<double> x)
    {
        int count = Select(isFree);
        for (int i = 0; i < count; i++)
        {
            unknowns[i] = b[indices[i]];
        }
        TakeGivenParts(count, isFree, x);
        Factorize(count);
        Substitute(count);
        for (int i = 0; i < count; i++)
        {
            x[indices[i]] = unknowns[i];
        }
    }

    /// <summary>Factors the matrix over the free unknowns, for <see cref="InverseForm"/>.</summary>
    /// <returns>How many unknowns are free.</returns>
    public int Factorize(ReadOnlySpan<bool> isFree)
    {
        int count = Select(isFree);
        Factorize(count);
        return count;
    }

    /// <summary>bᵀ (I + P)⁻¹ b over the free unknowns, once factored: |L⁻¹ b|². O(free²); many may ask at
    /// once.</summary>
    /// <param name="b">Entries that are not free are passed over. [Count]</param>
    /// <param name="count">What <see cref="Factorize(ReadOnlySpan{bool})"/> returned.</param>
    public double InverseForm(ReadOnlySpan<double> b, int count)
    {
        Span<double> reduced = stackalloc double[ParameterLayout.Count];
        double form = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = factor.AsSpan(i * ParameterLayout.Count, i + 1);
            reduced[i] = (b[indices[i]] - VectorLanes.Dot(row[..i], reduced[..i])) / row[i];
            form += reduced[i] * reduced[i];
        }
        return form;
    }

    private int Select(ReadOnlySpan<bool> isFree)
    {
        int count = 0;
        for (int p = 0; p < isFree.Length; p++)
        {
            if (isFree[p])
            {
                indices[count++] = p;
            }
        }
        return count;
    }

    private void TakeGivenParts(int count, ReadOnlySpan<bool> isFree, ReadOnlySpan<double> x)
    {
        for (int q = 0; q < isFree.Length; q++)
        {
            for (int i = 0; i < count && !isFree[q] && x[q] != 0; i++)
            {
                unknowns[i] -= Entry(indices[i], q) * x[q];
            }
        }
    }

    private void Factorize(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Span<double> row = factor.AsSpan(i * ParameterLayout.Count, i + 1);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = factor.AsSpan(j * ParameterLayout.Count, j + 1);
                double value = information[(indices[i] * ParameterLayout.Stride) + indices[j]]
                    + (i == j ? prior[indices[i]] : 0);
                value -= VectorLanes.Dot(row[..j], other[..j]);
                row[j] = i == j ? Math.Sqrt(Math.Max(value, 1e-12)) : value / other[j];
            }
        }
    }

    private void Substitute(int count)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = factor.AsSpan(i * ParameterLayout.Count, i + 1);
            unknowns[i] = (unknowns[i] - VectorLanes.Dot(row[..i], unknowns)) / row[i];
        }
        for (int i = count - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = factor.AsSpan(i * ParameterLayout.Count, i + 1);
            unknowns[i] /= row[i];
            VectorLanes.Add(row[..i], -unknowns[i], unknowns);
        }
    }

    private double Entry(int p, int q) =>
        information[(Math.Max(p, q) * ParameterLayout.Stride) + Math.Min(p, q)];
}
