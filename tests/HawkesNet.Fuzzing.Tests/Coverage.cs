using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>Which edges of the instrumented code a case took, and how often by powers of two, against what
/// earlier cases of the same target took. The counters are one for the process; not thread-safe.</summary>
internal sealed unsafe class Coverage
{
    private const int EdgesMax = 1 << 16;
    private static readonly byte* counters = Allocate();
    private readonly byte[] seen = new byte[EdgesMax];

    /// <summary>Edges that any case took.</summary>
    public int Edges { get; private set; }

    /// <summary>Forgets what ran since the last case.</summary>
    public static void Clear()
    {
        new Span<byte>(counters, EdgesMax).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes in the case that just ran: whether it took an edge as no case before, or another number of
    /// times.</summary>
    public bool Add()
    {
        bool isNew = false;
        ReadOnlySpan<ulong> groups = MemoryMarshal.Cast<byte, ulong>(new ReadOnlySpan<byte>(counters, EdgesMax));
        for (int group = 0; group < groups.Length; group++)
        {
            if (groups[group] != 0)
            {
                for (int edge = group * sizeof(ulong); edge < (group + 1) * sizeof(ulong); edge++)
                {
                    isNew |= counters[edge] != 0 && Add(edge, Size(counters[edge]));
                }
            }
        }
        return isNew;
    }

    private bool Add(int edge, byte size)
    {
        bool isNew = (seen[edge] & size) == 0;
        Edges += seen[edge] == 0 ? 1 : 0;
        seen[edge] |= size;
        return isNew;
    }

    // One bit for 1, 2, 3, 4-7, 8-15, 16-31, 32-127 and more, so that a loop run once more is not news for ever.
    private static byte Size(byte times) => times switch
    {
        < 4 => (byte)(1 << (times - 1)),
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };

    private static byte* Allocate()
    {
        var memory = (byte*)NativeMemory.AllocZeroed(EdgesMax);
        Trace.SharedMem = memory;
        return memory;
    }
}
