namespace HawkesNet.Cli.Verify;

/// <summary>Average precision: the mean, over the true ones, of the share of true ones among all that rank at least as
/// high.</summary>
internal static class AveragePrecision
{
    /// <summary>The average, equal scores counting as one rank; null where there is no true one. Both arrays are
    /// reordered. O(n log n).</summary>
    public static double? Of(double[] scores, bool[] truths)
    {
        Array.Sort(scores, truths);
        long seen = 0, positives = 0;
        double sum = 0;
        int end = scores.Length;
        while (end > 0)
        {
            int start = end;
            long positivesHere = 0;
            while (start > 0 && scores[start - 1] == scores[end - 1])
            {
                start--;
                positivesHere += truths[start] ? 1 : 0;
            }
            seen += end - start;
            positives += positivesHere;
            sum += positivesHere * ((double)positives / seen);
            end = start;
        }
        return positives == 0 ? null : sum / positives;
    }
}
