namespace HawkesNet.Model.Prediction;

/// <summary>What drawn futures say of a count: a forecast with its predictive interval.</summary>
/// <param name="Mean">Mean count.</param>
/// <param name="Low">5 % quantile.</param>
/// <param name="High">95 % quantile.</param>
/// <param name="ProbabilityOfAny">Share of the futures with at least one event.</param>
internal readonly record struct FutureSummary(double Mean, int Low, int High, double ProbabilityOfAny)
{
    private const double LowProbability = 0.05;

    /// <summary>Of counts in rising order.</summary>
    public static FutureSummary OfSorted(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        int none = 0;
        foreach (int count in counts)
        {
            sum += count;
            none += count == 0 ? 1 : 0;
        }
        int low = (int)(LowProbability * (counts.Length - 1));
        return new FutureSummary(
            (double)sum / counts.Length, counts[low], counts[counts.Length - 1 - low],
            1 - ((double)none / counts.Length));
    }
}
