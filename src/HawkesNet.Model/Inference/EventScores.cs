using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Inference;

/// <summary>What the local step found for each event of a run, before learning from it. Parallel arrays.</summary>
internal sealed class EventScores(int capacity)
{
    private const int CauseCount = 2 + Excitation.Mechanisms.Count;

    /// <summary>Log intensity of the event's channel, per tick.</summary>
    public readonly double[] LogIntensity = new double[capacity];

    /// <summary>Expected number of events, all channels, since the event before.</summary>
    public readonly double[] Compensator = new double[capacity];

    /// <summary>The same without the baseline's drift.</summary>
    public readonly double[] SteadyCompensator = new double[capacity];

    /// <summary>Intensity of the baseline cause without its drift, and of the latent ties, per tick.</summary>
    public readonly double[] BaselineIntensity = new double[capacity];

    /// <summary>Probability of the event's target after a burst and after a relay, and of its source to join.</summary>
    public readonly double[] BurstChoice = new double[capacity];
    public readonly double[] RelayChoice = new double[capacity];
    public readonly double[] JoinChoice = new double[capacity];

    private readonly double[] causes = new double[capacity * CauseCount];

    /// <summary>Log-likelihood of the event under one Poisson rate per channel, from the counts before it.</summary>
    public readonly double[] PoissonLogLikelihood = new double[capacity];

    /// <summary>What it is formed from: see <see cref="PoissonParts"/>.</summary>
    private readonly double[] poissonEvents = new double[capacity];
    private readonly double[] poissonGrowth = new double[capacity];

    /// <summary>Intensity of the baseline, of each mechanism and of the latent ties for one event, per tick.
    /// [2 + mechanisms]</summary>
    public Span<double> Causes(int index) => causes.AsSpan(index * CauseCount, CauseCount);

    /// <summary>Takes an event's intensity and what its Poisson likelihood is formed from, for
    /// <see cref="TakeLogarithms"/>.</summary>
    public void Add(int index, double intensity, in PoissonParts poisson)
    {
        LogIntensity[index] = intensity;
        PoissonLogLikelihood[index] = poisson.Rate;
        poissonEvents[index] = poisson.Events;
        poissonGrowth[index] = poisson.Growth;
    }

    /// <summary>Forms the logarithms of the first events, all at once.</summary>
    public void TakeLogarithms<TLanes>(int count)
        where TLanes : struct, ILanes
    {
        TLanes.Logarithms(LogIntensity.AsSpan(0, count));
        TLanes.Logarithms(PoissonLogLikelihood.AsSpan(0, count));
        TLanes.Logarithms(poissonGrowth.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            PoissonLogLikelihood[i] -= poissonEvents[i] * poissonGrowth[i];
        }
    }
}
