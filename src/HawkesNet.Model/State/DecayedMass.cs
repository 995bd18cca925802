using System.Runtime.InteropServices;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.State;

/// <summary>Decayed sums over one owner's earlier events of one type, as of a time; further types are
/// chained.</summary>
/// <remarks>mass_b = Σ exp(-β_b (t - t′)). Owners are an actor (as source, as target) or a dyad.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct DecayedMass
{
    public const int None = -1;

    public Doubles8 Mass;
    public long TimeTicks;

    /// <summary>Type of the events summed here; <see cref="None"/>: nothing yet.</summary>
    public int Type;

    /// <summary>Index in the overflow pool of the owner's next type; <see cref="None"/>: no more.</summary>
    public int Next;

    /// <summary>Events of this owner and type that were put down to the baseline (expected count).</summary>
    public double BaselineCount;

    public static DecayedMass Empty => new() { Type = None, Next = None };
}
