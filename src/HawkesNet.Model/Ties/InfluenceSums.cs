using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>What the local step of `influence` finds over a window: who is credited, and by which decay.</summary>
internal sealed class InfluenceSums(int pairCount)
{
    /// <summary>Σ log λ over the events, ties and other causes together.</summary>
    public double LogIntensity { get; set; }

    /// <summary>Expected events that ties caused, by decay: what the shares η are learned from. [8]</summary>
    public double[] ByDecay { get; } = new double[Doubles8.Count];

    /// <summary>Expected events that each pair caused. [pairs]</summary>
    public double[] ByPair { get; } = new double[pairCount];
}
