namespace HawkesNet.Model.Inference;

/// <summary>What the local step found for each event of a run, before learning from it. Parallel arrays.</summary>
internal sealed class EventScores(int capacity)
{
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

    /// <summary>Log-likelihood of the event under one Poisson rate per channel, from the counts before it.</summary>
    public readonly double[] PoissonLogLikelihood = new double[capacity];
}
