using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.State;

/// <summary>Where each shared parameter stands in the vector θ of one responder cell (cluster, type).</summary>
/// <remarks>[mechanism · 16 + component] offspring weights, then four choices of eight ways, then the baseline factor;
/// the rest fills the vector. All are ≥ 0. docs/model.md, section 4.</remarks>
internal static class ParameterLayout
{
    public const int ChoiceStart = Mechanisms.Count * DecayGrid.ComponentCount;
    public const int WayCount = 8;
    public const int ChoiceCount = 4;
    public const int Baseline = ChoiceStart + (ChoiceCount * WayCount);

    /// <summary>Parameters in use.</summary>
    public const int Count = Baseline + 1;

    /// <summary>Length of a row: the parameters, filled up to whole vectors of sixteen floats.</summary>
    public const int Stride = 128;

    /// <summary>Whether a slot of the vector holds a parameter. Relay and join have no humps: what goes on to anyone,
    /// or draws anyone, looks like the baseline already, and more components would only drain it.</summary>
    public static bool IsUsed(int parameter)
    {
        int component = parameter % DecayGrid.ComponentCount;
        return parameter >= ChoiceStart
            || component < Numerics.Doubles8.Count
            || (HasHumps((Mechanism)(parameter / DecayGrid.ComponentCount))
                && component < DecayGrid.ComponentCount - 1);
    }

    public static bool HasHumps(Mechanism mechanism) => mechanism < Mechanism.Relay;

    public static int Of(Mechanism mechanism) => (int)mechanism * DecayGrid.ComponentCount;

    public static int Of(Choice.ChoiceKind choice) => ChoiceStart + ((int)choice * WayCount);
}
