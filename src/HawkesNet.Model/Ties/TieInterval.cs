using MathNet.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>The 90 % interval of a weight.</summary>
/// <remarks>The sparse prior is there to find ties: it draws every weight that the data leave open to zero. What the
/// data
/// say of one weight is its posterior without that prior, under a flat one: Gamma(a - a₀ + 1, b X / (X + b₀)), X the
/// source's events (equation 33). The low end is that of its highest-density region, which holds zero wherever zero is
/// the likeliest weight. The high end leaves a twentieth beyond it: there the region alone leaves up to a tenth, of
/// those very weights that few events have shown yet.</remarks>
internal static class TieInterval
{
    private const double Level = 0.9;
    private const double UpperLevel = (1 + Level) / 2;
    private const int StepsMax = 60;
    private const double Tolerance = 1e-12;

    /// <summary>A low end with less probability below it is zero.</summary>
    private const double TailMin = 1e-13;

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
        return (low / ownRate, Upper(flatShape, high) / ownRate);
    }

    /// <summary>The shortest interval of 90 % of Gamma(shape, 1), shape ≥ 1.</summary>
    /// <remarks>Both ends have one density, so the interval of a width w begins at w / (e^(w / (shape - 1)) - 1), and
    /// what it holds grows with w by just that density. That is less the wider it is, so Newton's steps from a width
    /// too small come up to the right one from below.</remarks>
    internal static (double Low, double High) HighestDensity(double shape)
    {
        double peak = shape - 1, low = 0, tail = 0;
        double width = Level / Density(shape, peak);
        for (int step = 0; step < StepsMax; step++)
        {
            low = LowOf(width, peak);
            tail = Below(shape, low);
            double missing = (Level - Below(shape, low + width) + tail) / Density(shape, low + width);
            if (Math.Abs(missing) <= Tolerance * width)
            {
                break;
            }
            width += missing;
        }
        return (tail < TailMin ? 0 : low, low + width);
    }

    /// <summary>The value that Gamma(shape, 1) exceeds with probability .05.</summary>
    /// <remarks>Beyond the peak the density falls, so Newton's steps from a value too small come up from
    /// below.</remarks>
    /// <param name="shape">Shape, at least 1.</param>
    /// <param name="from">A value beyond the peak, and below the one sought.</param>
    internal static double Upper(double shape, double from)
    {
        double value = from;
        for (int step = 0; step < StepsMax; step++)
        {
            double missing = (UpperLevel - Below(shape, value)) / Density(shape, value);
            if (Math.Abs(missing) <= Tolerance * value)
            {
                break;
            }
            value += missing;
        }
        return value;
    }

    /// <summary>Where the interval of a width begins whose ends have equal density.</summary>
    private static double LowOf(double width, double peak) =>
        peak > 0 ? width / (Math.Exp(width / peak) - 1) : 0;

    private static double Below(double shape, double value) =>
        value > 0 ? SpecialFunctions.GammaLowerRegularized(shape, value) : 0;

    private static double Density(double shape, double value) => shape == 1
        ? Math.Exp(-value)
        : Math.Exp(((shape - 1) * Math.Log(value)) - value - SpecialFunctions.GammaLn(shape));
}
