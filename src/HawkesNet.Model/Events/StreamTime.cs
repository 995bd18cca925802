using System.Runtime.CompilerServices;

namespace HawkesNet.Model.Events;

/// <summary>The one way from ticks to an elapsed time: subtract whole ticks first, then convert.</summary>
internal static class StreamTime
{
    /// <summary>Ticks from one time to another, 0 where that is not later.</summary>
    /// <remarks>Right for any two times: their difference may exceed a long, but never a ulong.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Elapsed(long fromTicks, long toTicks) =>
        toTicks > fromTicks ? (ulong)toTicks - (ulong)fromTicks : 0;
}
