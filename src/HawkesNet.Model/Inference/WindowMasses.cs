using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Inference;

/// <summary>Decayed sums S and their delays D of one owner and type.</summary>
internal struct WindowMass
{
    public Doubles8 Mass;
    public Doubles8 Delay;
    public long TimeTicks;
    public int Type;
    public int Next;

    /// <summary>Decay over dt: D ← e^(-β dt) (D + dt S), S ← e^(-β dt) S.</summary>
    public void Bring(in Doubles8 decays, long timeTicks)
    {
        double elapsed = StreamTime.Elapsed(TimeTicks, timeTicks);
        if (elapsed > 0)
        {
            Decay(VectorLanes.Survival(decays, elapsed), elapsed, timeTicks);
        }
    }

    /// <summary>The same where e^(-β dt) is known.</summary>
    public void Decay(in Doubles8 survival, double elapsed, long timeTicks)
    {
        Delay = VectorLanes.Product(VectorLanes.MultiplyAdd(Delay, Mass, elapsed), survival);
        Mass = VectorLanes.Product(Mass, survival);
        TimeTicks = timeTicks;
    }
}

/// <summary>The decayed sums of the owners met in a window: actors as source and as target, dyads.</summary>
internal sealed class WindowMasses
{
    private readonly Dictionary<long, int> firsts = [];
    private WindowMass[] links = new WindowMass[64];
    private int count;

    public Span<WindowMass> Links => links.AsSpan(0, count);

    // Dyads have a non-negative target in the lower half; the two kinds of actors take what that leaves free.
    public static long OutOf(int actor) => Mixed(((long)actor << 32) | 0x8000_0000L);

    public static long Into(int actor) => Mixed(((long)actor << 32) | 0x8000_0001L);

    public static long Dyad(int source, int target) => Mixed(((long)source << 32) | (uint)target);

    // One to one; without it the dictionary's hash, upper half xor lower half, collides for all dyads of equal xor.
    private static long Mixed(long key) => key * unchecked((long)0x9E3779B97F4A7C15UL);

    /// <summary>First link of an owner, or -1.</summary>
    public int First(long owner) => firsts.TryGetValue(owner, out int first) ? first : -1;

    /// <summary>Adds an event of a type and mark to an owner.</summary>
    public void Add(long owner, int type, double mark, long timeTicks, in Doubles8 decays)
    {
        ref int first = ref CollectionsMarshal.GetValueRefOrAddDefault(firsts, owner, out bool exists);
        int link = exists ? first : -1;
        while (link >= 0 && links[link].Type != type)
        {
            link = links[link].Next;
        }
        if (link < 0)
        {
            if (count == links.Length)
            {
                Array.Resize(ref links, count * 2);
            }
            link = count++;
            links[link] = new WindowMass { TimeTicks = timeTicks, Type = type, Next = exists ? first : -1 };
            first = link;
        }
        links[link].Bring(decays, timeTicks);
        links[link].Mass = VectorLanes.MultiplyAdd(links[link].Mass, Doubles8.Filled(1), mark);
    }
}
