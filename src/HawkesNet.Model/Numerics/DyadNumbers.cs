using System.Runtime.InteropServices;

namespace HawkesNet.Model.Numerics;

/// <summary>Numbers the dyads of a stream as they are met, both directions of a pair of actors at once.</summary>
internal sealed class DyadNumbers
{
    private readonly Dictionary<long, int> pairs = [];

    /// <summary>Numbers given: two for each pair.</summary>
    public int Count => 2 * pairs.Count;

    /// <summary>The number of the dyad from source to target.</summary>
    public int Of(int source, int target)
    {
        int least = Math.Min(source, target), most = Math.Max(source, target);
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, Key(least, most), out bool exists);
        number = exists ? number : Count - 2;
        return source > target ? number + 1 : number;
    }

    /// <summary>The number of the dyad the other way round; of an actor with itself, the same.</summary>
    public static int Reverse(int number, int source, int target) => source == target ? number : number ^ 1;

    // One to one; without it the dictionary's hash, upper half xor lower half, collides for all pairs of equal xor.
    private static long Key(int least, int most) =>
        (((long)least << 32) | (uint)most) * unchecked((long)0x9E3779B97F4A7C15UL);
}
