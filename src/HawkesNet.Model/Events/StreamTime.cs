using System.Runtime.CompilerServices;

namespace HawkesNet.Model.Events;

/// <summary>The one way from ticks to an elapsed time: subtract whole ticks first, then convert.</summary>
internal static class StreamTime
{
    /// <summary>Ticks from one time to another, 0 where that is not later. Exact until the conversion, and right for any
    /// two times: their difference may exceed a <c>long</c>, but never a <c>ulong</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Elapsed(long fromTicks, long toTicks) =>
        toTicks > fromTicks ? (ulong)toTicks - (ulong)fromTicks : 0;
}
