using HawkesNet.Cli.Crash;

namespace HawkesNet.Cli.Bench;

/// <summary>Wall-clock time, and processor time of this process, the client, and of the service's process.</summary>
internal sealed class TwoMeters(ChildService service)
{
    private readonly TimeSpan before = service.ProcessorTime;
    private readonly Meter client = new();

    /// <summary>The figure of so many events or requests.</summary>
    public LayerFigure Stop(string layer, int clusters, long count)
    {
        double served = (service.ProcessorTime - before).TotalNanoseconds / count;
        BenchResult sent = client.Stop(layer, count);
        return new LayerFigure(layer, clusters, sent.EventsPerSecond, served)
        {
            ClientShare = sent.CpuNanosecondsPerEvent / (sent.CpuNanosecondsPerEvent + served),
        };
    }
}
