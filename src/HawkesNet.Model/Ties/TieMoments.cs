namespace HawkesNet.Model.Ties;

/// <summary>Assumed-density filtering of one weight: the posterior after an event is a mixture of two Gammas, and the
/// Gamma of the same mean and variance takes its place.</summary>
internal static class TieMoments
{
    /// <summary>Given an event that the tie caused with probability r, q(W) = Gamma(a, b) becomes
    /// r Gamma(a + 1, b) + (1 - r) Gamma(a, b), of mean (a + r) / b and variance (a + r + r (1 - r)) / b²
    /// (equation 31).</summary>
    /// <remarks>The rate falls by what is unclear of the attribution; the shape never falls. O(1). Minka
    /// 2001.</remarks>
    /// <param name="shape">a.</param>
    /// <param name="rate">b, with all the source's exposure.</param>
    /// <param name="responsibility">r.</param>
    public static void Credit(ref double shape, ref double rate, double responsibility)
    {
        double count = shape + responsibility;
        double kept = count / (count + (responsibility * (1 - responsibility)));
        shape = count * kept;
        rate *= kept;
    }

    /// <summary>Lets evidence fade, the mean kept: shape and rate by the same factor, the shape never below the
    /// prior's.</summary>
    /// <param name="gamma">The Gamma; changed.</param>
    /// <param name="exposure">Exposure of its source.</param>
    /// <param name="factor">What is kept.</param>
    /// <param name="shapeMin">Shape of the prior.</param>
    public static void Discount(ref TieGamma gamma, double exposure, double factor, double shapeMin)
    {
        double kept = Math.Max(factor, Math.Min(1, shapeMin / gamma.Shape));
        gamma.Shape *= kept;
        gamma.Rate = ((gamma.Rate + exposure) * kept) - exposure;
    }
}
