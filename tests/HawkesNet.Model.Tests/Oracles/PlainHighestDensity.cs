using MathNet.Numerics.Distributions;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>The shortest interval of 90 % of Gamma(shape, 1), by bisection on the probability left of it.</summary>
internal static class PlainHighestDensity
{
    private const double Level = 0.9;
    private const int Steps = 40;

    public static (double Low, double High) Of(double shape)
    {
        double left = 0, right = 1 - Level;
        for (int k = 0; k < Steps && shape > 1; k++)
        {
            double tail = (left + right) / 2;
            double low = Gamma.InvCDF(shape, 1, tail), high = Gamma.InvCDF(shape, 1, tail + Level);
            if (LogDensity(shape, low) < LogDensity(shape, high))
            {
                left = tail;
            }
            else
            {
                right = tail;
            }
        }
        return (left == 0 ? 0 : Gamma.InvCDF(shape, 1, left), Gamma.InvCDF(shape, 1, left + Level));
    }

    private static double LogDensity(double shape, double value) => ((shape - 1) * Math.Log(value)) - value;
}
