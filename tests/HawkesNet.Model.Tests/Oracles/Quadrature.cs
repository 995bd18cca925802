using MathNet.Numerics.Integration;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>Integrals of sums of decaying exponentials: Gauss–Legendre on panels that double in length.</summary>
internal static class Quadrature
{
    private static readonly GaussLegendreRule Rule = new(-1, 1, 16);

    /// <summary>The integral from <paramref name="from"/> to <paramref name="to"/>.</summary>
    /// <param name="integrand">Smooth between the ends.</param>
    /// <param name="from">Lower end, where the integrand changes fastest.</param>
    /// <param name="to">Upper end.</param>
    /// <param name="finest">Length of the first panel.</param>
    public static double Integrate(Func<double, double> integrand, double from, double to, double finest)
    {
        double sum = 0;
        double length = finest;
        while (from < to)
        {
            double end = Math.Min(to, from + length);
            double half = 0.5 * (end - from);
            for (int i = 0; i < Rule.Order; i++)
            {
                sum += half * Rule.Weights[i] * integrand(from + (half * (1 + Rule.Abscissas[i])));
            }
            from = end;
            length *= 2;
        }
        return sum;
    }
}
