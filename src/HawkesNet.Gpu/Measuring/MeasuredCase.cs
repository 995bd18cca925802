namespace HawkesNet.Gpu.Measuring;

/// <summary>One piece of work, measured once on a device and on the processor.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Actors">Actors of the network.</param>
/// <param name="Size">Events, or futures.</param>
/// <param name="Path">Where it was done.</param>
/// <param name="Seconds">The best of several runs; loading the data is not counted.</param>
/// <param name="RelativeError">Largest error of its sums, relative to those of one core; null: it is what others are
/// compared with.</param>
/// <param name="Bound">What bounds a device in this work: memory or arithmetic; null on the processor.</param>
/// <param name="RooflineShare">Time that bound alone would take, over the time taken; null on the processor.</param>
public sealed record MeasuredCase(
    string Work, int Actors, long Size, string Path, double Seconds, double? RelativeError, string? Bound = null,
    double? RooflineShare = null);

/// <summary>How much is measured.</summary>
/// <param name="Actors">Actors of the networks.</param>
/// <param name="WindowEvents">Events of the windows of the gradient.</param>
/// <param name="InfluenceEvents">Events of the windows of `influence`, of up to 63 candidates each.</param>
/// <param name="Futures">Futures drawn.</param>
/// <param name="Cores">Cores of the processor.</param>
public sealed record MeasuredSizes(
    IReadOnlyList<int> Actors, IReadOnlyList<int> WindowEvents, IReadOnlyList<int> InfluenceEvents,
    IReadOnlyList<int> Futures, IReadOnlyList<int> Cores)
{
    /// <summary>All that is reported: 200 to 20,000 actors, 10⁵ to 10⁷ events, 10⁴ to 10⁶ futures, on one core, two,
    /// four and so on to all of them.</summary>
    public static MeasuredSizes Whole => new(
        [200, 2_000, 20_000], [100_000, 1_000_000, 10_000_000], [100_000, 1_000_000],
        [10_000, 100_000, 1_000_000], CoreCounts());

    private static int[] CoreCounts()
    {
        var counts = new List<int>();
        for (int cores = 1; cores < Environment.ProcessorCount; cores *= 2)
        {
            counts.Add(cores);
        }
        return [.. counts, Environment.ProcessorCount];
    }
}
