using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>The shared parameters θ and what is folded out of them for the hot path.</summary>
internal sealed class Parameters
{
    private readonly Doubles8[] intensityWeights = new Doubles8[Mechanisms.Count];
    private readonly Doubles8[] compensatorWeights = new Doubles8[Mechanisms.Count];
    private readonly double[] offspring = new double[Mechanisms.Count];
    private readonly Doubles8[] choiceWeights = new Doubles8[ParameterLayout.ChoiceCount];

    /// <summary>θ ≥ 0, as <see cref="ParameterLayout"/> has it. [Stride]</summary>
    public double[] Theta { get; private set; } = new double[ParameterLayout.Stride];

    /// <summary>Factor of all baseline rates.</summary>
    public double BaselineFactor => Theta[ParameterLayout.Baseline];

    /// <summary>Offspring per event of a mechanism: the sum of its component weights.</summary>
    public double Offspring(Mechanism mechanism) => offspring[(int)mechanism];

    /// <summary>Component weights of a mechanism. [16]</summary>
    public ReadOnlySpan<double> Components(Mechanism mechanism) =>
        Theta.AsSpan(ParameterLayout.Of(mechanism), DecayGrid.ComponentCount);

    /// <summary>w with intensity Σ_b w_b · mass_b.</summary>
    public ref readonly Doubles8 IntensityWeights(Mechanism mechanism) => ref intensityWeights[(int)mechanism];

    /// <summary>v with compensator Σ_b v_b · (mass decayed away)_b.</summary>
    public ref readonly Doubles8 CompensatorWeights(Mechanism mechanism) => ref compensatorWeights[(int)mechanism];

    /// <summary>Weights of the ways of a choice.</summary>
    public ref readonly Doubles8 ChoiceWeights(ChoiceKind choice) => ref choiceWeights[(int)choice];

    /// <summary>Recomputes what is folded; to be called after θ or the grid changed.</summary>
    public void Fold(DecayGrid grid)
    {
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            intensityWeights[m] = grid.IntensityWeights(Components((Mechanism)m));
            offspring[m] = Sum(Components((Mechanism)m));
            compensatorWeights[m] = grid.CompensatorWeights(Components((Mechanism)m));
        }
        for (int k = 0; k < ParameterLayout.ChoiceCount; k++)
        {
            Theta.AsSpan(ParameterLayout.Of((ChoiceKind)k), ParameterLayout.WayCount)
                .CopyTo(choiceWeights[k].AsSpan());
        }
    }

    public Parameters Clone(DecayGrid grid)
    {
        var copy = new Parameters { Theta = (double[])Theta.Clone() };
        copy.Fold(grid);
        return copy;
    }

    private static double Sum(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }
        return sum;
    }

    public void Transfer(IStateTransfer transfer) => Theta = transfer.Array(Theta);
}
