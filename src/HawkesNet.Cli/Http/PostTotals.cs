namespace HawkesNet.Cli.Http;

/// <summary>Counts over many bodies and how long each took to be acknowledged. Thread-safe.</summary>
internal sealed class PostTotals
{
    private readonly Lock gate = new();
    private readonly List<double> latencies = [];

    /// <summary>Rows sent and answered.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Rows known already.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Rows stored but too late to be learned.</summary>
    public long Late { get; private set; }

    /// <summary>Rows refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>The first refusal seen.</summary>
    public RowRefusal? FirstRefusal { get; private set; }

    /// <summary>Adds one answered body.</summary>
    public void Add(int rows, PostAnswer answer, TimeSpan latency)
    {
        lock (gate)
        {
            Rows += rows;
            Accepted += answer.Accepted;
            Duplicates += answer.Duplicates;
            Late += answer.Late;
            Rejected += answer.Rejected;
            FirstRefusal ??= answer.Errors is { Count: > 0 } errors ? errors[0] : null;
            latencies.Add(latency.TotalMilliseconds);
        }
    }

    /// <summary>The latency in milliseconds that a share of the bodies did not exceed.</summary>
    public double LatencyMilliseconds(double share)
    {
        lock (gate)
        {
            latencies.Sort();
            return latencies.Count == 0 ? 0 : latencies[(int)Math.Ceiling(share * latencies.Count) - 1];
        }
    }
}
