namespace HawkesNet.Cli.Load;

/// <summary>What one kind of load did to a service.</summary>
internal sealed record LoadResult
{
    /// <summary>The load.</summary>
    public required string Load { get; init; }

    /// <summary>What came of it.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>Most memory the service held meanwhile.</summary>
    public long PeakMemoryBytes { get; set; }

    /// <summary>Processors the service used meanwhile, on average.</summary>
    public double Processors { get; set; }

    /// <summary>How long a client that behaves waited meanwhile.</summary>
    public Latency? Good { get; set; }

    /// <summary>Answers that should not have been; empty: none.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Notes one, once.</summary>
    public void Break(string what)
    {
        lock (Broken)
        {
            if (!Broken.Contains(what))
            {
                Broken.Add(what);
            }
        }
    }
}
