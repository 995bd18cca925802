namespace HawkesNet.Model.Prediction;

/// <summary>Largest eigenvalue of a matrix without negative numbers, by power iteration.</summary>
internal static class SpectralRadius
{
    private const int SweepsMin = 20, SweepsMax = 5_000;

    /// <summary>Numbers looked at.</summary>
    private const long WorkMax = 100_000_000;

    /// <summary>Relative change at which it ends, and the size from which the second holds.</summary>
    private const double Tolerance = 1e-13, LargeTolerance = 1e-6;
    private const long LargeWork = 100_000;

    /// <summary>Part of the radius added to the diagonal: a chain that alternates between two groups would else never
    /// settle.</summary>
    private const double Damping = 0.2;

    /// <summary>Multiplies the matrix with a vector.</summary>
    public delegate void Multiplication(ReadOnlySpan<double> values, Span<double> result);

    /// <summary>The radius and its vector, whose sum is 1; 0 for a matrix that is zero. Deterministic.</summary>
    /// <param name="size">Rows.</param>
    /// <param name="work">Numbers that a product looks at; the more, the fewer sweeps.</param>
    /// <param name="multiply">The product.</param>
    public static (double Radius, double[] Vector) Of(int size, long work, Multiplication multiply)
    {
        double[] vector = new double[size], next = new double[size];
        vector.AsSpan().Fill(1.0 / Math.Max(1, size));
        double radius = 0;
        double tolerance = work < LargeWork ? Tolerance : LargeTolerance;
        long sweeps = Math.Clamp(WorkMax / Math.Max(1, work), SweepsMin, SweepsMax);
        for (long sweep = 0; sweep < sweeps; sweep++)
        {
            multiply(vector, next);
            radius = next.Sum();
            if (radius <= 0)
            {
                return (0, vector);
            }
            double change = 0;
            for (int i = 0; i < size; i++)
            {
                next[i] = (next[i] + (Damping * radius * vector[i])) / ((1 + Damping) * radius);
                change += Math.Abs(next[i] - vector[i]);
            }
            (vector, next) = (next, vector);
            if (change <= tolerance)
            {
                break;
            }
        }
        return (radius, vector);
    }
}
