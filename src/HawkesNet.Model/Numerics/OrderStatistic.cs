using System.Numerics;

namespace HawkesNet.Model.Numerics;

/// <summary>One value of an order, without sorting the rest.</summary>
internal static class OrderStatistic
{
    private const int SortedLength = 32;

    /// <summary>The value that would stand at an index if the values were sorted; they are left in another
    /// order.</summary>
    /// <param name="values">The values; none is NaN.</param>
    /// <param name="index">Index, from 0.</param>
    /// <remarks>Hoare 1961, the median of three as pivot. O(n); what an unlucky order leaves after 2 log n rounds is
    /// sorted, so never more than O(n log n).</remarks>
    public static double Of(Span<double> values, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, values.Length);
        int rounds = 2 * BitOperations.Log2((uint)values.Length);
        while (values.Length > SortedLength && rounds-- > 0)
        {
            (int below, int from) = Part(values, MedianOfThree(values));
            if (index <= below)
            {
                values = values[..(below + 1)];
            }
            else if (index >= from)
            {
                values = values[from..];
                index -= from;
            }
            else
            {
                return values[index];
            }
        }
        values.Sort();
        return values[index];
    }

    /// <summary>Brings what is no more than a pivot before what is no less.</summary>
    /// <returns>The last index of the lower part and the first of the upper; between them all equal the
    /// pivot.</returns>
    private static (int Below, int From) Part(Span<double> values, double pivot)
    {
        int low = 0, high = values.Length - 1;
        while (low <= high)
        {
            while (values[low] < pivot)
            {
                low++;
            }
            while (values[high] > pivot)
            {
                high--;
            }
            if (low <= high)
            {
                (values[low], values[high]) = (values[high], values[low]);
                low++;
                high--;
            }
        }
        return (high, low);
    }

    private static double MedianOfThree(ReadOnlySpan<double> values)
    {
        double first = values[0], middle = values[values.Length / 2], last = values[^1];
        return Math.Max(Math.Min(first, middle), Math.Min(Math.Max(first, middle), last));
    }
}
