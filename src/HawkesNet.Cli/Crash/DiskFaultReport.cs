namespace HawkesNet.Cli.Crash;

/// <summary>What came of one way for the disk to fail, tried at many operations.</summary>
internal sealed record DiskFaultReport
{
    /// <summary>How it failed.</summary>
    public required DiskFault Fault { get; init; }

    /// <summary>Runs in which it did.</summary>
    public int Runs { get; set; }

    /// <summary>Times something was refused and tried again.</summary>
    public int Refusals { get; set; }

    /// <summary>Times the service was started again: after a power cut, or where its start had failed.</summary>
    public int Restarts { get; set; }

    /// <summary>Time of all runs.</summary>
    public double Seconds { get; set; }

    /// <summary>Promises broken.</summary>
    public List<string> Broken { get; } = [];
}
