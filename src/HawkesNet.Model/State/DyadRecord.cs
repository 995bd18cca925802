using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>All that is kept per dyad that has had an event.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DyadRecord
{
    public int Source;
    public int Target;

    /// <summary>Decayed sums over the dyad's own events.</summary>
    public DecayedMass Own;

    /// <summary>Events of the dyad.</summary>
    public long EventCount;

    /// <summary>Share in the source's choices that fades with each of its events, as of its event number.</summary>
    public double RecentForSource;
    public long RecentForSourceIndex;

    /// <summary>The same in the eyes of the target, among those who address it.</summary>
    public double RecentForTarget;
    public long RecentForTargetIndex;
}
