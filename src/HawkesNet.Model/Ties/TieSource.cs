using System.Runtime.InteropServices;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>An actor as one that may influence others.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TieSource
{
    /// <summary>Decayed sums over its own events of any type, as of <see cref="TimeTicks"/>.</summary>
    public Doubles8 Mass;
    public long TimeTicks;

    /// <summary>Its events that were learned from.</summary>
    public double Exposure;

    /// <summary>Σ of the weights of its pairs, as last counted, and their number.</summary>
    public double PairWeightSum;
    public int PairCount;

    /// <summary>First of its chain of pairs.</summary>
    public int FirstPair;

    /// <summary>Marks of the actors whose pairs with this one as target have a record: whose mark is missing has
    /// none.</summary>
    public ulong PairedFrom;

    /// <summary>Own events since its pairs were all brought up to date.</summary>
    public int EventsSinceCount;

    /// <summary>Keeps the layout free of padding, which would not be the same in equal states.</summary>
    public int Filling;

    public static TieSource Empty => new()
    {
        FirstPair = TieTable.None,
    };

    /// <summary>An actor's mark in <see cref="PairedFrom"/>, one of sixty-four.</summary>
    public static ulong Mark(int actor) => 1UL << (actor & 63);
}
