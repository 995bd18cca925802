namespace HawkesNet.Model.Ties;

/// <summary>What is known of a pair's weight: q(W) = Gamma(shape, rate), the rate without its source's exposure, which
/// is added when the pair is used.</summary>
/// <param name="Shape">Shape.</param>
/// <param name="Rate">Rate less the exposure of the source, in events; below zero where the rate has fallen.</param>
/// <param name="Counted">Weight as it was last counted in the sum of its source's.</param>
internal readonly record struct TieGamma(double Shape, double Rate, double Counted)
{
    /// <summary>Expected offspring in the target of one event of the source, all its exposure counted.</summary>
    public double WeightAt(double exposure) => Shape / (Rate + exposure);

    /// <summary>The same Gamma with its weight counted anew.</summary>
    public TieGamma CountedAt(double exposure) => this with { Counted = WeightAt(exposure) };
}
