using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Inference;

/// <summary>The sums over a window that its likelihood, gradient and information are made of.</summary>
internal sealed class WindowSums
{
    /// <summary>Σ log λ over the scored events.</summary>
    public double LogIntensity { get; set; }

    /// <summary>Σ ∂ log λ / ∂ log β_b. [8]</summary>
    public double[] Gradient { get; } = new double[Doubles8.Count];

    /// <summary>Σ of the outer square of ∂ log λ / ∂ log β; lower triangle. [8, 8]</summary>
    public double[] Information { get; } = new double[Doubles8.Count * Doubles8.Count];

    /// <summary>The triggers of each mechanism before the first scored event, decayed to its time. [mechanisms]
    /// </summary>
    public TriggerSum[] AtStart { get; } = new TriggerSum[Mechanisms.Count];

    /// <summary>The same for the last event. [mechanisms]</summary>
    public TriggerSum[] AtEnd { get; } = new TriggerSum[Mechanisms.Count];

    /// <summary>Whether all of it is finite.</summary>
    public bool IsFinite
    {
        get
        {
            bool isFinite = double.IsFinite(LogIntensity);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                isFinite &= double.IsFinite(Gradient[b]) && double.IsFinite(Information[(b * Doubles8.Count) + b]);
                for (int m = 0; m < Mechanisms.Count; m++)
                {
                    isFinite &= double.IsFinite(AtEnd[m].Mass[b]) && double.IsFinite(AtEnd[m].Delay[b]);
                }
            }
            return isFinite;
        }
    }
}

/// <summary>Triggers of a mechanism, each with its weight: their number, decayed sums S and delays D.</summary>
internal struct TriggerSum
{
    public double Triggers;
    public Doubles8 Mass;
    public Doubles8 Delay;
}
