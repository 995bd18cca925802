using System.Diagnostics;

namespace HawkesNet.Cli.Bench;

/// <summary>Wall-clock and processor time since it was made.</summary>
internal readonly struct Meter
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly TimeSpan cpu = Environment.CpuUsage.TotalTime;

    public Meter()
    {
    }

    /// <summary>The figures for a number of events.</summary>
    public BenchResult Stop(string name, long events, string note = "")
    {
        TimeSpan used = Environment.CpuUsage.TotalTime - cpu;
        return new BenchResult
        {
            Name = name,
            EventsPerSecond = events / Stopwatch.GetElapsedTime(started).TotalSeconds,
            CpuNanosecondsPerEvent = used.TotalNanoseconds / events,
            Note = note,
        };
    }
}
