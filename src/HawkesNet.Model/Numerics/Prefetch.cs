using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HawkesNet.Model.Numerics;

/// <summary>Hints to the memory that something will be read soon. They change no value, and do nothing where there is
/// no such instruction.</summary>
internal static unsafe class Prefetch
{
    private const int LineBytes = 64;

    /// <summary>The cache line a value starts in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line<T>(ref T value)
    {
        // A hint may name any address, so nothing is pinned: were the array moved, the hint would only be wasted.
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref value));
        }
    }

    /// <summary>All cache lines of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Whole<T>(ref T value)
    {
        for (int offset = 0; Sse.IsSupported && offset < Unsafe.SizeOf<T>(); offset += LineBytes)
        {
            Sse.Prefetch0((byte*)Unsafe.AsPointer(ref value) + offset);
        }
    }
}
