using System.Runtime.CompilerServices;
using HawkesNet.Model.Clustering;
using HawkesNet.Model.State;

namespace HawkesNet.Cli.Bench;

/// <summary>Memory that learning an event has to touch, counted from the records it reads and writes.</summary>
internal static class Footprint
{
    private const int LineBytes = 64;

    /// <summary>Bytes of an event itself: time, source, target, type, weight.</summary>
    private const int EventBytes = sizeof(long) + (3 * sizeof(int)) + sizeof(double);

    /// <summary>Causes an event can have at most: five mechanisms.</summary>
    private const int CausesMax = 5;

    private static readonly int actorLines = Lines(Unsafe.SizeOf<ActorRecord>());
    private static readonly int dyadLines = Lines(Unsafe.SizeOf<DyadRecord>());
    private static readonly int partnerLines = Lines(Unsafe.SizeOf<PartnerList>());

    /// <summary>Cache lines at places that the event picks, so that each may be a miss: both actors, their partners
    /// and those partners' partners, the tags of both dyads, and of a dyad that is there its slot and record.</summary>
    public static int ScatteredLines(ModelState state, int source, int target)
    {
        int lines = actorLines + PartnerLines(state, source);
        if (target >= 0)
        {
            lines += actorLines + PartnerLines(state, target) + 2;
            lines += state.Dyads.Find(source, target) >= 0 ? 1 + dyadLines : 0;
            lines += state.Dyads.Find(target, source) >= 0 ? 1 + dyadLines : 0;
        }
        return lines;
    }

    /// <summary>Bytes that are passed in order: the event, and what the window of newest events keeps of it.</summary>
    public static int StreamedBytes(bool hasWindow) => EventBytes
        + (hasWindow ? Unsafe.SizeOf<WindowEvent>() + (CausesMax * Unsafe.SizeOf<WindowTerm>()) : 0);

    /// <summary>Bytes of the records of so many actors and dyads, with three slots for each dyad.</summary>
    public static long BytesOf(long actors, long dyads) =>
        (actors * (Unsafe.SizeOf<ActorRecord>() + Unsafe.SizeOf<PartnerList>()))
        + (dyads * (Unsafe.SizeOf<DyadRecord>() + (3 * (sizeof(int) + sizeof(byte)))));

    private static int PartnerLines(ModelState state, int actor) =>
        (1 + state.Partners(actor).Count) * partnerLines;

    private static int Lines(int bytes) => (bytes + LineBytes - 1) / LineBytes;
}
