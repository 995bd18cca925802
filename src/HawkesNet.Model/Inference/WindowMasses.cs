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

/// <summary>The decayed sums of the owners met in a window: actors as source and as target, dyads, by
/// their number in <see cref="WindowOwners"/>.</summary>
internal sealed class WindowMasses
{
    private readonly int[] firsts;
    private WindowMass[] links = new WindowMass[64];
    private int count;

    /// <summary>Nothing yet, for so many owners.</summary>
    public WindowMasses(int owners)
    {
        firsts = new int[owners];
        firsts.AsSpan().Fill(-1);
    }

    public Span<WindowMass> Links => links.AsSpan(0, count);

    /// <summary>First link of an owner, or -1.</summary>
    public int First(int owner) => firsts[owner];

    /// <summary>Asks the memory for the sums of an event's dyads.</summary>
    public void LookAhead(in EventOwners owners)
    {
        Prefetch(owners.Own);
        Prefetch(owners.Reverse);
    }

    private void Prefetch(int owner)
    {
        if (owner >= 0 && firsts[owner] >= 0)
        {
            Numerics.Prefetch.Whole(ref links[firsts[owner]]);
        }
    }

    /// <summary>Adds an event of a type and mark to an owner.</summary>
    public void Add(int owner, int type, double mark, long timeTicks, in Doubles8 decays)
    {
        int link = firsts[owner];
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
            links[link] = new WindowMass { TimeTicks = timeTicks, Type = type, Next = firsts[owner] };
            firsts[owner] = link;
        }
        links[link].Bring(decays, timeTicks);
        links[link].Mass = VectorLanes.MultiplyAdd(links[link].Mass, Doubles8.Filled(1), mark);
    }
}
