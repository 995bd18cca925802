using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HawkesNet.Cli.Crash;

namespace HawkesNet.Cli.Load;

/// <summary>Steady traffic for a long time, with the service's own figures read again and again.</summary>
internal static class Soak
{
    private const double SecondsPerHour = 3600;

    // The first third is for tables to reach their size and code to be compiled.
    private const double WarmShare = 1.0 / 3;

    /// <summary>Posts at a pace; memory, handles and lag in the outcome.</summary>
    public static async Task RunAsync(
        ChildService service, double rowsPerSecond, TimeSpan length, LoadResult result, CancellationToken cancel)
    {
        using var traffic = new Traffic(service.Address, "soak");
        await traffic.CreateAsync();
        using var http = new HttpClient { BaseAddress = service.Address };
        long started = Stopwatch.GetTimestamp();
        Task<double> posting = traffic.PacedAsync(rowsPerSecond, length, cancel);
        List<Sample> samples = [];
        TimeSpan pause = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / 100, 0.5, 10));
        while (!posting.IsCompleted)
        {
            string metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancel);
            samples.Add(new Sample(
                Stopwatch.GetElapsedTime(started).TotalSeconds, service.MemoryBytes,
                Value(metrics, "process_open_handles"),
                Value(metrics, "hawkesnet_learner_lag_events{network=\"soak\"}")));
            await Task.WhenAny(posting, Task.Delay(pause, cancel));
        }
        double goodput = await posting;
        Sample[] warm = [.. samples.Where(one => one.Seconds >= length.TotalSeconds * WarmShare)];
        result.Outcome = string.Create(CultureInfo.InvariantCulture,
            $"{goodput:N0} rows/s of {rowsPerSecond:N0} for {length.TotalMinutes:F1} min; memory "
            + $"{samples[0].Memory >> 20} -> {samples[^1].Memory >> 20} MiB, slope after a third "
            + $"{Slope(warm) * SecondsPerHour / (1 << 20):F0} MiB/h; handles {warm.Min(one => one.Handles):F0} to "
            + $"{warm.Max(one => one.Handles):F0}; lag at most {warm.Max(one => one.Lag):N0} rows");
        foreach ((int status, int count) in traffic.Statuses.Where(one => one.Key != 200))
        {
            result.Break($"{count} answers {status}");
        }
    }

    /// <summary>Bytes a second, by least squares.</summary>
    private static double Slope(Sample[] samples)
    {
        double time = samples.Average(one => one.Seconds), memory = samples.Average(one => one.Memory);
        double square = samples.Sum(one => (one.Seconds - time) * (one.Seconds - time));
        return square == 0 ? 0 : samples.Sum(one => (one.Seconds - time) * (one.Memory - memory)) / square;
    }

    private static double Value(string metrics, string name)
    {
        Match match = Regex.Match(metrics, $"^{Regex.Escape(name)} (.+)$", RegexOptions.Multiline);
        return match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    private sealed record Sample(double Seconds, long Memory, double Handles, double Lag);
}
