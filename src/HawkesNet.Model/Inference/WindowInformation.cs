using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Gradient and information of a window's log-likelihood by the log decays and the component weights together
/// (equations 11, 12 and 17).</summary>
/// <remarks>Parameters are the eight log decays, fastest first, then the component weights in use, as
/// <see cref="ParameterLayout"/> orders them.</remarks>
internal sealed class WindowInformation
{
    /// <summary>Slots of θ of the component weights in use. [<see cref="WeightCount"/>]</summary>
    public static readonly int[] WeightSlots =
        [.. Enumerable.Range(0, ParameterLayout.ChoiceStart).Where(ParameterLayout.IsUsed)];

    /// <summary>Component weights in use.</summary>
    public const int WeightCount = 61;

    /// <summary>Parameters.</summary>
    public const int Count = Doubles8.Count + WeightCount;

    /// <summary>Log-likelihood of the scored events in nats, but for the baseline's compensator.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Its gradient: Σ g less the exposures. [<see cref="Count"/>]</summary>
    public double[] Gradient { get; } = new double[Count];

    /// <summary>G'G of the rows g = ∂ log λ; lower triangle. [<see cref="Count"/>, <see cref="Count"/>]</summary>
    public double[] Information { get; } = new double[Count * Count];

    /// <summary>Completes sums over the events by the compensator.</summary>
    /// <param name="state">The component weights.</param>
    /// <param name="grid">The decays.</param>
    /// <param name="sums">Compensator sums, log-intensity, and the gradient by the log decays.</param>
    /// <param name="weightGradient">Σ ∂ log λ / ∂ weight. [<see cref="WeightCount"/>]</param>
    public static WindowInformation Of(
        ModelState state, DecayGrid grid, WindowSums sums, ReadOnlySpan<double> weightGradient)
    {
        var byDecays = DecayGradient.Of(state, grid, sums);
        var result = new WindowInformation { LogLikelihood = byDecays.LogLikelihood };
        for (int b = 0; b < Doubles8.Count; b++)
        {
            result.Gradient[b] = byDecays.Gradient[b];
        }
        var exposures = new double[ParameterLayout.ChoiceStart];
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            Span<double> of = exposures.AsSpan(ParameterLayout.Of((Mechanism)m), DecayGrid.ComponentCount);
            grid.AddExposures(Decayed(sums.AtStart[m], sums.AtEnd[m]), of);
        }
        for (int p = 0; p < WeightCount; p++)
        {
            result.Gradient[Doubles8.Count + p] = weightGradient[p] - exposures[WeightSlots[p]];
        }
        return result;
    }

    /// <summary>What decayed away between two times, of all triggers so far.</summary>
    private static Doubles8 Decayed(in TriggerSum start, in TriggerSum end)
    {
        Doubles8 decayed = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            decayed[b] = end.Triggers - end.Mass[b] - (start.Triggers - start.Mass[b]);
        }
        return decayed;
    }
}
