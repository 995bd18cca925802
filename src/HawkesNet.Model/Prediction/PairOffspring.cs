using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>What one event of an actor sets off by a mechanism, with its interval: the network's offspring times a
/// factor of the clusters concerned.</summary>
/// <remarks>The errors of the two count as independent; counts and choices count as known. Not thread-safe.</remarks>
internal sealed class PairOffspring
{
    private readonly OffspringFactors factors;
    private readonly double[] means = new double[Mechanisms.Count];
    private readonly double[] variances;

    public PairOffspring(ModelView view)
    {
        factors = view.Factors;
        variances = view.OffspringVariances;
        for (int m = 0; m < means.Length; m++)
        {
            means[m] = view.State.Parameters.Offspring((Mechanism)m);
        }
    }

    /// <summary>The offspring of a part of an event's occasions.</summary>
    public Estimate Of(Mechanism mechanism, in Occasion occasion)
    {
        double mean = means[(int)mechanism];
        double variance = (occasion.Factor * occasion.Factor * variances[(int)mechanism])
            + (mean * mean * occasion.Deviation * occasion.Deviation);
        return Intensity.Around(mean * occasion.Factor, variance);
    }

    /// <summary>The mean of <see cref="Of"/>.</summary>
    public double Mean(Mechanism mechanism, in Occasion occasion) => means[(int)mechanism] * occasion.Factor;

    /// <summary>A share of the events from one cluster to another, each with its cell's factor.</summary>
    public Occasion Share(Mechanism mechanism, int sourceCluster, int targetCluster, double share) => new(
        share * factors.Mean(mechanism, sourceCluster, targetCluster),
        share * factors.Deviation(mechanism, sourceCluster, targetCluster));
}

/// <summary>How often an event gives occasion to respond, times how much more the clusters concerned respond than the
/// network does.</summary>
/// <param name="Factor">The mean.</param>
/// <param name="Deviation">Standard deviation by the cells' factors; those of several cells are taken to err
/// together.</param>
internal readonly record struct Occasion(double Factor, double Deviation)
{
    public static Occasion operator +(Occasion a, Occasion b) => new(a.Factor + b.Factor, a.Deviation + b.Deviation);
}
