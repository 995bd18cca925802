using System.Diagnostics;

namespace HawkesNet.Gpu.Measuring;

/// <summary>Measures the device's kernels against the processor's paths, on simulated data.</summary>
public static class DeviceMeasurement
{
    private const double SecondsMin = 0.5;
    private const int RunsMin = 2;

    /// <summary>Measures on the CUDA device, one case after the other as they are asked for.</summary>
    /// <exception cref="NoDeviceException">There is no CUDA device.</exception>
    public static IEnumerable<MeasuredCase> Run(MeasuredSizes sizes)
    {
        GpuDevice device = GpuDevice.OpenCuda() ?? throw new NoDeviceException(
            "There is no CUDA device to measure: no driver, or it shows none.");
        return Run(device, sizes);
    }

    internal static IEnumerable<MeasuredCase> Run(GpuDevice device, MeasuredSizes sizes)
    {
        var roofline = Roofline.Measure(device);
        yield return roofline.MemoryCase(device.Name);
        yield return roofline.ArithmeticCase(device.Name);
        foreach (int actors in sizes.Actors)
        {
            var work = sizes.WindowEvents
                .SelectMany(events => GradientMeasurement.Run(device, roofline, actors, events, sizes.Cores))
                .Concat(sizes.InfluenceEvents.SelectMany(
                    events => InfluenceMeasurement.Run(device, roofline, actors, events, sizes.Cores)));
            foreach (MeasuredCase one in work)
            {
                yield return one;
            }
        }
        foreach (int futures in sizes.Futures)
        {
            foreach (MeasuredCase one in FutureMeasurement.Run(device, roofline, futures, sizes.Cores))
            {
                yield return one;
            }
        }
        device.Dispose();
    }

    /// <summary>Seconds of the best of several runs, after one that is not counted.</summary>
    internal static (double Seconds, T Result) Time<T>(Func<T> run)
    {
        T result = run();
        double best = double.MaxValue, total = 0;
        for (int i = 0; i < RunsMin || (total < SecondsMin && i < 100); i++)
        {
            long started = Stopwatch.GetTimestamp();
            result = run();
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best = Math.Min(best, seconds);
            total += seconds;
        }
        return (best, result);
    }

    /// <summary>Largest difference, relative to the largest of the expected numbers.</summary>
    internal static double Error(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        double error = 0, largest = double.Epsilon;
        for (int i = 0; i < expected.Length; i++)
        {
            error = Math.Max(error, Math.Abs(expected[i] - actual[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }
        return error / largest;
    }
}
