using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Inference;

/// <summary>The owners of decayed sums that each event of a window reads and adds to, numbered: actors as sources,
/// actors as targets, dyads. Looked up once, however often the window is evaluated. Immutable.</summary>
internal sealed class WindowOwners
{
    private readonly EventOwners[] ofEvents;

    private WindowOwners(EventOwners[] ofEvents, int count) => (this.ofEvents, Count) = (ofEvents, count);

    /// <summary>Numbers of owners, some of which the window may not have.</summary>
    public int Count { get; }

    /// <summary>Those of an event.</summary>
    public ref readonly EventOwners this[int index] => ref ofEvents[index];

    public static WindowOwners Of(ReadOnlySpan<EarlyEvent> events)
    {
        int actors = 0;
        foreach (ref readonly EarlyEvent one in events)
        {
            actors = Math.Max(actors, Math.Max(one.Source, one.Target) + 1);
        }
        var dyads = new DyadNumbers();
        var ofEvents = new EventOwners[events.Length];
        for (int i = 0; i < ofEvents.Length; i++)
        {
            int source = events[i].Source, target = events[i].Target;
            int own = target < 0 ? -1 : dyads.Of(source, target);
            ofEvents[i] = target < 0
                ? new EventOwners(source, actors + source, -1, -1, -1)
                : new EventOwners(source, actors + source, actors + target,
                    (2 * actors) + own, (2 * actors) + DyadNumbers.Reverse(own, source, target));
        }
        return new WindowOwners(ofEvents, (2 * actors) + dyads.Count);
    }

    // Dyads have a non-negative target in the lower half; the two kinds of actors take what that leaves free.
    public static long OutOf(int actor) => Mixed(((long)actor << 32) | 0x8000_0000L);

    public static long Into(int actor) => Mixed(((long)actor << 32) | 0x8000_0001L);

    public static long Dyad(int source, int target) => Mixed(((long)source << 32) | (uint)target);

    // One to one; without it the dictionary's hash, upper half xor lower half, collides for all dyads of equal xor.
    private static long Mixed(long key) => key * unchecked((long)0x9E3779B97F4A7C15UL);
}

/// <summary>Numbers of the owners that an event has to do with; -1 where it has no target.</summary>
/// <param name="Out">Its source as source.</param>
/// <param name="In">Its source as target.</param>
/// <param name="TargetIn">Its target as target.</param>
/// <param name="Own">Its dyad.</param>
/// <param name="Reverse">The dyad the other way round.</param>
internal readonly record struct EventOwners(int Out, int In, int TargetIn, int Own, int Reverse)
{
    /// <summary>Causes an event may have.</summary>
    public const int Count = 5;

    /// <summary>Of these, how many need no target; they come first.</summary>
    public const int CountWithoutTarget = 2;

    /// <summary>The owner of a cause.</summary>
    public int this[int cause] => cause switch
    {
        0 => Out,
        1 => In,
        2 => TargetIn,
        3 => Own,
        _ => Reverse,
    };

    /// <summary>How an owner excites the event.</summary>
    public static Mechanism MechanismOf(int cause) => cause switch
    {
        0 => Mechanism.Burst,
        1 => Mechanism.Relay,
        2 => Mechanism.Join,
        3 => Mechanism.Repeat,
        _ => Mechanism.Reply,
    };
}
