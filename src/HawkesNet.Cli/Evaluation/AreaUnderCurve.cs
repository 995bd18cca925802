namespace HawkesNet.Cli.Evaluation;

/// <summary>Area under the receiver operating characteristic: the chance that a true one ranks above a false
/// one.</summary>
internal static class AreaUnderCurve
{
    /// <summary>The area, equal scores counting one half; null when there is no true or no false one. Both arrays are
    /// reordered. O(n log n).</summary>
    public static double? Of(double[] scores, bool[] truths)
    {
        Array.Sort(scores, truths);
        long positives = 0;
        double rankSum = 0;
        int start = 0;
        while (start < scores.Length)
        {
            int end = start;
            long positivesHere = 0;
            while (end < scores.Length && scores[end] == scores[start])
            {
                positivesHere += truths[end] ? 1 : 0;
                end++;
            }
            rankSum += positivesHere * ((start + 1 + end) / 2.0);
            positives += positivesHere;
            start = end;
        }
        long negatives = scores.Length - positives;
        return positives == 0 || negatives == 0
            ? null
            : (rankSum - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }
}
