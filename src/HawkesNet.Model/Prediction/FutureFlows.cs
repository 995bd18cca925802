using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Prediction;

/// <summary>The flows between two actors as point processes to draw futures of: what excites each from the past, and
/// what each event sets off in each flow (equation 16).</summary>
/// <remarks>The intensity of flow f after τ ticks is constant_f + Σ_b direct_{f,b} e^(-β_b τ)
/// + Σ_g Σ_b gain_{f,g,b} Z_{g,b}(τ), Z_g the decayed count of the events that flow g has had since. Its mean is what
/// <see cref="OffspringFlow"/> solves for. Row-major. Immutable.</remarks>
internal sealed class FutureFlows
{
    /// <summary>Flows; the first is the channel asked about.</summary>
    public const int Count = 6;

    /// <summary>The decays. [8]</summary>
    public required DecayGrid Grid { get; init; }

    /// <summary>Baseline of each flow, per tick. [flows]</summary>
    public required double[] Constants { get; init; }

    /// <summary>What is left of the past's excitation of each flow, per tick. [flows, 8]</summary>
    public required double[] Direct { get; init; }

    /// <summary>Intensity of a flow, per tick, from each unit of another's decayed count. [flows, flows, 8]</summary>
    public required double[] Gains { get; init; }
}
