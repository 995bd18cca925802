namespace HawkesNet.Model.Prediction;

/// <summary>A posterior mean with its 90 % interval.</summary>
public readonly record struct Estimate(double Mean, double Low, double High);

/// <summary>The share of one cause in an intensity, in events per tick. Cause: baseline, repeat, reply, burst, relay,
/// join, and influence where ties are part of the model.</summary>
public sealed record CauseIntensity(string Cause, Estimate PerTick);

/// <summary>An intensity in events per tick, whole and by cause; the causes' means sum to the whole.</summary>
public sealed record IntensityEstimate(Estimate PerTick, IReadOnlyList<CauseIntensity> Causes);

/// <summary>A forecast over a horizon.</summary>
/// <param name="ExpectedCount">Expected number of events; the interval is predictive (of the count itself).</param>
/// <param name="ProbabilityAtLeastOne">Probability that at least one event falls in the horizon.</param>
/// <param name="NextEventQuantiles">Quantiles of the waiting time to the next event; null ticks: beyond ten
/// horizons.</param>
public sealed record ForecastEstimate(
    Estimate ExpectedCount,
    double ProbabilityAtLeastOne,
    IReadOnlyList<WaitingTimeQuantile> NextEventQuantiles);

/// <summary>One quantile of a waiting time.</summary>
public readonly record struct WaitingTimeQuantile(double Probability, double? Ticks);

/// <summary>A dyad with its expected count and probability of at least one event over a horizon.</summary>
public readonly record struct LinkForecast(int Source, int Target, double ExpectedCount, double Probability);

/// <summary>What one actor's events set off.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="DirectOffspring">Expected number of events of others directly caused by the actor's events so
/// far.</param>
/// <param name="CascadeOffspring">Expected number of events of others that descend from them, each counted
/// once.</param>
public readonly record struct ActorInfluence(int Actor, double DirectOffspring, double CascadeOffspring);

/// <summary>One actor: counts, times, baseline rate in events per tick, cluster probabilities.</summary>
/// <remarks>What it is predicted to send now is <see cref="Intensity.At"/>, whose cost is that of the actor's dyads and
/// of its partners' partners, after one pass over all actors for a view.</remarks>
public sealed record ActorSummary(
    int Actor,
    long Sent,
    long Received,
    long? FirstSeenTicks,
    long? LastSeenTicks,
    Estimate BaselinePerTick,
    IReadOnlyList<double> ClusterProbabilities);
