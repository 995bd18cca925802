namespace HawkesNet.Model.Inference;

/// <summary>What the local step found for each event of a run, before learning from it. Parallel arrays.</summary>
internal sealed class EventScores(int capacity)
{
    private const int CauseCount = 2 + Excitation.Mechanisms.Count;

    /// <summary>Log intensity of the event's channel, per tick.</summary>
    public readonly double[] LogIntensity = new double[capacity];

    /// <summary>Expected number of events, all channels, since the event before.</summary>
    public readonly double[] Compensator = new double[capacity];

    /// <summary>Intensity of the baseline cause, per tick.</summary>
    public readonly double[] BaselineIntensity = new double[capacity];

    /// <summary>Probability of the event's target after a burst and after a relay, and of its source to join.</summary>
    public readonly double[] BurstChoice = new double[capacity];
    public readonly double[] RelayChoice = new double[capacity];
    public readonly double[] JoinChoice = new double[capacity];

    private readonly double[] causes = new double[capacity * CauseCount];

    /// <summary>Log-likelihood of the event under one Poisson rate per channel, from the counts before it.</summary>
    public readonly double[] PoissonLogLikelihood = new double[capacity];

    /// <summary>Intensity of the baseline, of each mechanism and of the latent ties for one event, per tick.
    /// [2 + mechanisms]</summary>
    public Span<double> Causes(int index) => causes.AsSpan(index * CauseCount, CauseCount);
}
