using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Decay over dt: D ← e^(-β dt) (D + dt S), S ← e^(-β dt) S; gives both as they are then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<double> Mass, Vector512<double> Delay) Bring(in Doubles8 decays, long timeTicks)
    {
        Vector512<double> mass = Mass.ToVector(), delay = Delay.ToVector();
        double elapsed = StreamTime.Elapsed(TimeTicks, timeTicks);
        if (elapsed > 0)
        {
            Vector512<double> survival = VectorExp.OfNonPositive(decays.ToVector() * -elapsed);
            delay = Vector512.FusedMultiplyAdd(mass, Vector512.Create(elapsed), delay) * survival;
            mass *= survival;
            (Mass, Delay, TimeTicks) = (Doubles8.From(mass), Doubles8.From(delay), timeTicks);
        }
        return (mass, delay);
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
/// <remarks>Cleared and filled anew for every evaluation of a window.</remarks>
internal sealed class WindowMasses
{
    private readonly int[] firsts;
    private WindowMass[] links;
    private int count;

    /// <summary>Nothing yet, for so many owners.</summary>
    public WindowMasses(int owners)
    {
        firsts = new int[owners];
        // Of a pair of actors, mostly one direction is met.
        links = GC.AllocateUninitializedArray<WindowMass>(Math.Max(64, owners / 2));
        Clear();
    }

    /// <summary>Lets go of all sums.</summary>
    public void Clear()
    {
        firsts.AsSpan().Fill(-1);
        count = 0;
    }

    /// <summary>One link of an owner's sums.</summary>
    public ref WindowMass Link(int link) => ref links[link];

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
        ref WindowMass one = ref links[link];
        (Vector512<double> mass, _) = one.Bring(decays, timeTicks);
        one.Mass = Doubles8.From(
            Vector512.FusedMultiplyAdd(Vector512<double>.One, Vector512.Create(mark), mass));
    }
}
