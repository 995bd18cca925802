namespace HawkesNet.Model.Numerics;

/// <summary>The first of an order, without sorting the rest.</summary>
internal static class Largest
{
    /// <summary>Indices of the largest values, the largest first; of equal ones the first.</summary>
    /// <param name="values">The values; none is NaN.</param>
    /// <param name="count">How many are wanted; fewer come where there are not so many.</param>
    /// <remarks>O(values · log count) at worst; a look at each where few are among the largest so far.</remarks>
    public static int[] Of(ReadOnlySpan<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var kept = new PriorityQueue<int, (double Value, int Negative)>(Math.Min(count, values.Length) + 1);
        double least = double.NegativeInfinity;
        for (int i = 0; i < values.Length && count > 0; i++)
        {
            // Of equal values the earlier ones are kept already.
            if (kept.Count == count && values[i] <= least)
            {
                continue;
            }
            kept.Enqueue(i, (values[i], -i));
            if (kept.Count > count)
            {
                kept.Dequeue();
            }
            if (kept.Count == count && kept.TryPeek(out _, out (double Value, int) last))
            {
                least = last.Value;
            }
        }
        var result = new int[kept.Count];
        for (int i = result.Length - 1; i >= 0; i--)
        {
            result[i] = kept.Dequeue();
        }
        return result;
    }
}
