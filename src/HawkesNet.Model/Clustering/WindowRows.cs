using System.Runtime.CompilerServices;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>The events of a window of one type, each as two rows of eight lanes: what reaches its target by ways that
/// name it, and as a stranger.</summary>
/// <remarks>A lane for each mechanism, one for the baseline, one for what no cluster bends. An event of one type has at
/// most one term for each mechanism, so that its causes are weighed without going through its terms.</remarks>
internal sealed class WindowRows
{
    public const int BaselineLane = Mechanisms.Count;
    public const int OtherLane = BaselineLane + 1;

    private const int RowsPerEvent = 2;
    private const int LookAheadEvents = 6;

    private readonly Doubles8[] rows;

    public WindowRows(EventWindow window)
    {
        rows = GC.AllocateUninitializedArray<Doubles8>(RowsPerEvent * window.Count);
        for (int e = 0; e < window.Count; e++)
        {
            ref Doubles8 known = ref rows[RowsPerEvent * e], strange = ref rows[(RowsPerEvent * e) + 1];
            (known, strange) = (default, default);
            foreach (ref readonly WindowTerm term in window.Terms(e))
            {
                known[term.Mechanism] += term.Known;
                strange[term.Mechanism] += term.Strange;
            }
            ref readonly WindowEvent one = ref window.Event(e);
            (known[BaselineLane], strange[BaselineLane]) = (one.Known, one.Strange);
            known[OtherLane] = one.Other;
        }
    }

    public ref readonly Doubles8 Known(int e) => ref rows[RowsPerEvent * e];

    public ref readonly Doubles8 Strange(int e) => ref rows[(RowsPerEvent * e) + 1];

    /// <summary>Asks the memory for the rows of an event that comes soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LookAhead(ReadOnlySpan<int> events, int current)
    {
        int next = current + LookAheadEvents;
        if (next < events.Length)
        {
            Prefetch.Line(ref rows[RowsPerEvent * events[next]]);
            Prefetch.Line(ref rows[(RowsPerEvent * events[next]) + 1]);
        }
    }
}
