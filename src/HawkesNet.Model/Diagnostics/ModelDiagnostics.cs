namespace HawkesNet.Model.Diagnostics;

/// <summary>How well a model fits its own stream. Scores are prequential: each event is scored before it is
/// learned.</summary>
/// <param name="Events">Events scored.</param>
/// <param name="PrequentialScore">Mean log-likelihood in nats per event, time counted in ticks; over the whole
/// stream.</param>
/// <param name="RecentScore">The same over about the last thousand events.</param>
/// <param name="PoissonScore">The same as <paramref name="PrequentialScore"/> for one Poisson rate per channel.</param>
/// <param name="KsDistance">Kolmogorov–Smirnov distance of rescaled waiting times from the unit exponential.</param>
/// <param name="KsAlarm">The distance that a perfect fit exceeds once in a hundred.</param>
/// <param name="QuantilePoints">Q–Q points: theoretical and observed quantile of the rescaled waiting times.</param>
/// <param name="BranchingRatio">Spectral radius of the excitation; below 1 is stable.</param>
/// <param name="EffectiveClusters">Exponential of the entropy of the cluster proportions.</param>
/// <param name="MarkExponent">κ: an event of twice the weight sets off 2^κ times the offspring; 0: weights do not
/// matter.</param>
public sealed record ModelDiagnostics(
    long Events,
    double PrequentialScore,
    double RecentScore,
    double PoissonScore,
    double KsDistance,
    double KsAlarm,
    IReadOnlyList<QuantilePoint> QuantilePoints,
    double BranchingRatio,
    double EffectiveClusters,
    double MarkExponent)
{
    /// <summary>Factor on all baseline rates at the last event: what they had come to, over what was learned.</summary>
    public double BaselineDrift { get; init; } = 1;

    /// <summary>The rhythm of the stream; null where none was found.</summary>
    public RhythmSummary? Rhythm { get; init; }
}

/// <summary>How busy the parts of a recurring period are.</summary>
/// <param name="PeriodTicks">The period.</param>
/// <param name="StartTicks">A time at which a period begins.</param>
/// <param name="Levels">How many times the average activity each of its equally long parts has; their mean is
/// one.</param>
public sealed record RhythmSummary(long PeriodTicks, long StartTicks, IReadOnlyList<double> Levels);

/// <summary>One point of a Q–Q plot.</summary>
public readonly record struct QuantilePoint(double Expected, double Observed);
