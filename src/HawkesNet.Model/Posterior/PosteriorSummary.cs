using HawkesNet.Model.Prediction;

namespace HawkesNet.Model.Posterior;

/// <summary>The parameters as people read them: means with 90 % intervals. Rates are per tick. The mark
/// exponent says how much the weight of an event counts.</summary>
public sealed record PosteriorSummary(
    IReadOnlyList<BaselineSummary> Baselines,
    IReadOnlyList<ExcitationSummary> Excitations,
    IReadOnlyList<KernelSummary> Kernels,
    IReadOnlyList<ChoiceSummary> Choices,
    double MarkExponent);

/// <summary>The baseline of a cluster and type: all its actors together, in events per tick.</summary>
public sealed record BaselineSummary(int Cluster, int Type, Estimate PerTick);

/// <summary>Expected offspring of one event, by mechanism, clusters and types.</summary>
public sealed record ExcitationSummary(
    string Mechanism, int TriggerCluster, int ResponderCluster, int TriggerType, int Type, Estimate Offspring);

/// <summary>A triggering kernel as components: each a density over delays, with weights that sum to one.</summary>
/// <param name="Mechanism">The mechanism.</param>
/// <param name="DecaysPerTick">Decay of each component. [components]</param>
/// <param name="Shapes">"exponential" or "hump" of each component. [components]</param>
/// <param name="Weights">Share of each component. [components]</param>
public sealed record KernelSummary(
    string Mechanism,
    IReadOnlyList<double> DecaysPerTick,
    IReadOnlyList<string> Shapes,
    IReadOnlyList<double> Weights);

/// <summary>How targets are chosen after a cause: the weight of each way.</summary>
public sealed record ChoiceSummary(string Cause, string Way, double Weight);
