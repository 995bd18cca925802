using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Writes the window's terms anew, under the kernels and types' factors in force now: what was recorded while
/// the kernels were still being learned blurs who caused whom.</summary>
/// <remarks>Only for a window that is the whole stream: of another one the masses at its beginning are not kept. The
/// choices stay as they were recorded. O(events · types met).</remarks>
internal sealed class WindowReplay
{
    private readonly ModelState state;
    private readonly EventWindow window;
    private readonly RecordTable<DecayedMass> links = new();
    private readonly int[] outgoing;
    private readonly int[] incoming;
    private readonly DyadNumbers dyads = new();
    private readonly int[] dyadOf;
    private readonly List<int> dyadHeads = [];
    private int committed;

    private WindowReplay(ModelState state, EventWindow window)
    {
        this.state = state;
        this.window = window;
        outgoing = new int[state.ActorCount];
        incoming = new int[state.ActorCount];
        dyadOf = new int[window.Count];
        outgoing.AsSpan().Fill(DecayedMass.None);
        incoming.AsSpan().Fill(DecayedMass.None);
    }

    public static void Run(ModelState state, EventWindow window) => new WindowReplay(state, window).Run();

    private void Run()
    {
        window.DropTerms();
        for (int e = 0; e < window.Count; e++)
        {
            Commit(window.Event(e).TimeTicks);
            AddTerms(e);
            window.CloseTerms(e);
        }
    }

    private void AddTerms(int e)
    {
        ref readonly WindowEvent one = ref window.Event(e);
        var terms = new TermWriter<VectorLanes>(state, window, links);
        terms.Add(Brought(outgoing[one.Source], one.TimeTicks), Mechanism.Burst, one.Type,
            one.BurstKnown, one.BurstStrange);
        terms.Add(Brought(incoming[one.Source], one.TimeTicks), Mechanism.Relay, one.Type,
            one.RelayKnown, one.RelayStrange);
        if (one.Target >= 0)
        {
            terms.Add(Brought(incoming[one.Target], one.TimeTicks), Mechanism.Join, one.Type, one.JoinKnown, 0);
            int own = dyadOf[e] = Dyad(one.Source, one.Target);
            int reverse = DyadNumbers.Reverse(own, one.Source, one.Target);
            terms.Add(Brought(dyadHeads[own], one.TimeTicks), Mechanism.Repeat, one.Type, 1, 0);
            terms.Add(Brought(dyadHeads[reverse], one.TimeTicks), Mechanism.Reply, one.Type, 1, 0);
        }
    }

    /// <summary>Makes history of the events before a time: those of one time do not excite one another.</summary>
    private void Commit(long timeTicks)
    {
        for (; committed < window.Count && window.Event(committed).TimeTicks < timeTicks; committed++)
        {
            ref readonly WindowEvent one = ref window.Event(committed);
            double mark = state.Marks.Of(one.Weight);
            Excite(ref outgoing[one.Source], one, mark);
            if (one.Target >= 0)
            {
                Excite(ref incoming[one.Target], one, mark);
                Excite(ref CollectionsMarshal.AsSpan(dyadHeads)[dyadOf[committed]], one, mark);
            }
        }
    }

    private void Excite(ref int head, in WindowEvent one, double mark)
    {
        int index = head, last = DecayedMass.None;
        while (index != DecayedMass.None && links[index].Type != one.Type)
        {
            (last, index) = (index, links[index].Next);
        }
        if (index == DecayedMass.None)
        {
            index = links.Count;
            ref DecayedMass added = ref links.Add();
            (added.Type, added.Next, added.TimeTicks) = (one.Type, DecayedMass.None, one.TimeTicks);
            if (last == DecayedMass.None)
            {
                head = index;
            }
            else
            {
                links[last].Next = index;
            }
        }
        ref DecayedMass link = ref links[index];
        Bring(ref link, one.TimeTicks);
        link.Mass = VectorLanes.MultiplyAdd(link.Mass, Doubles8.Filled(1), mark);
    }

    /// <summary>An owner's masses as of a time; empty where it has none.</summary>
    private ref readonly DecayedMass Brought(int head, long timeTicks)
    {
        for (int index = head; index != DecayedMass.None; index = links[index].Next)
        {
            Bring(ref links[index], timeTicks);
        }
        return ref head == DecayedMass.None ? ref Nothing : ref links[head];
    }

    private void Bring(ref DecayedMass link, long timeTicks)
    {
        if (link.TimeTicks != timeTicks)
        {
            double elapsed = StreamTime.Elapsed(link.TimeTicks, timeTicks);
            link.Mass = VectorLanes.Product(link.Mass, VectorLanes.Survival(state.Grid.DecaysPerTick, elapsed));
            link.TimeTicks = timeTicks;
        }
    }

    private int Dyad(int source, int target)
    {
        int number = dyads.Of(source, target);
        while (dyadHeads.Count < dyads.Count)
        {
            dyadHeads.Add(DecayedMass.None);
        }
        return number;
    }

    private static readonly DecayedMass nothing = DecayedMass.Empty;

    private static ref readonly DecayedMass Nothing => ref nothing;
}
