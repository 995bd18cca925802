using MathNet.Numerics.Distributions;

namespace HawkesNet.Model.Ties;

/// <summary>The 90 % interval of a weight.</summary>
/// <remarks>The sparse prior is there to find ties: it draws every weight that the data leave open to zero. What the
/// data
/// say of one weight is its posterior without that prior, under a flat one: Gamma(a - a₀ + 1, b X / (X + b₀)), X the
/// source's events (equation 33). Its highest-density region is taken, which holds zero wherever zero is the likeliest
/// weight.</remarks>
internal static class TieInterval
{
    private const double Level = 0.9;
    private const int Steps = 40;

    /// <summary>Ends of the interval.</summary>
    /// <param name="shape">Shape of the pair's Gamma.</param>
    /// <param name="rate">Its rate.</param>
    /// <param name="prior">The prior of all ties.</param>
    /// <param name="exposure">Events of the source.</param>
    public static (double Low, double High) Of(double shape, double rate, in TiePrior prior, double exposure)
    {
        double flatShape = Math.Max(1, shape - prior.Shape + 1);
        double ownRate = rate * Math.Max(1, exposure) / (Math.Max(1, exposure) + prior.Rate);
        (double low, double high) = HighestDensity(flatShape);
        return (low / ownRate, high / ownRate);
    }

    /// <summary>The shortest interval of 90 % of Gamma(shape, 1), shape ≥ 1.</summary>
    private static (double Low, double High) HighestDensity(double shape)
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
