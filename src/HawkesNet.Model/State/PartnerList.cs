using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.State;

/// <summary>The newest sixteen different partners of an actor: one cache line, one vector of indices.</summary>
/// <remarks>Kept apart from the rest of the actor: closure walks many lists and nothing else of their actors.</remarks>
[InlineArray(Capacity)]
internal struct PartnerList
{
    public const int Capacity = 16;
    private const int Nobody = -1;

    private int partner;

    public static PartnerList Empty
    {
        get
        {
            PartnerList list = default;
            MemoryMarshal.CreateSpan(ref list.partner, Capacity).Fill(Nobody);
            return list;
        }
    }

    /// <summary>Partners held.</summary>
    public readonly int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BitOperations.PopCount(
            Vector512.GreaterThan(ToVector(), Vector512.Create(Nobody)).ExtractMostSignificantBits());
    }

    /// <summary>Partners held but for one actor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CountWithout(int actor) => Count - HoldsCount(actor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Holds(int actor) => Vector512.EqualsAny(ToVector(), Vector512.Create(actor));

    /// <summary>One where an actor is held, else zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int HoldsCount(int actor) => BitOperations.PopCount(
        Vector512.Equals(ToVector(), Vector512.Create(actor)).ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector512<int> ToVector() => Vector512.LoadUnsafe(ref Unsafe.AsRef(in partner));
}
