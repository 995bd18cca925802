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
    public static void Credit(ref TiePair pair, double responsibility)
    {
        double count = pair.Shape + responsibility;
        pair.Rate *= count / (count + (responsibility * (1 - responsibility)));
        pair.Shape = count * count / (count + (responsibility * (1 - responsibility)));
    }

    /// <summary>Lets evidence fade, the mean kept: shape and rate by the same factor, the shape never below the
    /// prior's.</summary>
    public static void Discount(ref TiePair pair, double factor, double shapeMin)
    {
        double kept = Math.Max(factor, Math.Min(1, shapeMin / pair.Shape));
        pair.Shape *= kept;
        pair.Rate *= kept;
    }
}
