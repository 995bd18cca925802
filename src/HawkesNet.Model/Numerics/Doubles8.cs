using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>Eight doubles side by side: one decay grid's worth of numbers, one cache line. Zero by default.</summary>
[InlineArray(Count)]
public struct Doubles8
{
    /// <summary>Number of lanes.</summary>
    public const int Count = 8;

    private double lane;

    /// <summary>The lanes as a span over this very value.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public Span<double> AsSpan() => MemoryMarshal.CreateSpan(ref lane, Count);

    /// <summary>All lanes the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 Filled(double value) => From(Vector512.Create(value));

    /// <summary>Eight lanes at once: a vector can be read from it without waiting for eight writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 Of(
        double lane0, double lane1, double lane2, double lane3, double lane4, double lane5, double lane6,
        double lane7) =>
        From(Vector512.Create(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7));

    /// <summary>The lanes as a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<double> ToVector() =>
        Vector512.LoadUnsafe(ref Unsafe.AsRef(in lane));

    /// <summary>A value with the lanes of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 From(Vector512<double> vector)
    {
        Unsafe.SkipInit(out Doubles8 result);
        vector.StoreUnsafe(ref result.lane);
        return result;
    }
}
