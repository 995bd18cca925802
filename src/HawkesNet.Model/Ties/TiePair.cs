using System.Runtime.InteropServices;

namespace HawkesNet.Model.Ties;

/// <summary>A pair of actors that influence has been credited with.</summary>
/// <remarks>Pairs that never were have no record: they stand at the prior, with all the source's exposure.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct TiePair
{
    public int Source;
    public int Target;

    /// <summary>What is known of its weight.</summary>
    public TieGamma Gamma;
}
