namespace HawkesNet.Cli.Demo;

/// <summary>A posterior mean with its 90 % interval.</summary>
internal sealed record Interval(double? Mean, double? Low, double? High);

/// <summary>How far to trust the model, in words.</summary>
internal sealed record VerdictPart(string Fit, IReadOnlyList<string> Reasons, string Stability);

/// <summary>What /diagnostics says, as far as the demo prints it.</summary>
internal sealed record DiagnosticsPart(
    VerdictPart Verdict, long Events, double? PrequentialScore, double? PoissonScore, double? KsDistance,
    double? BranchingRatio, double? EffectiveClusters);

/// <summary>One actor of /actors.</summary>
internal sealed record ActorPart(string Id, long Sent, long Received);

/// <summary>What /actors/{id} says, as far as the demo prints it.</summary>
internal sealed record OneActorPart(Interval IntensityPerSecond);

/// <summary>A page of /actors.</summary>
internal sealed record ActorsPart(int Total, IReadOnlyList<ActorPart> Actors);

/// <summary>One actor of /influence.</summary>
internal sealed record InfluencePart(string Actor, double? DirectOffspring, double? CascadeOffspring);

/// <summary>What /influence says.</summary>
internal sealed record InfluencesPart(IReadOnlyList<InfluencePart> Actors);

/// <summary>One dyad of /links.</summary>
internal sealed record LinkPart(string Source, string Target, double? ExpectedCount, double? Probability);

/// <summary>What /links says.</summary>
internal sealed record LinksPart(string From, string To, IReadOnlyList<LinkPart> Links);

/// <summary>One cause of /intensity.</summary>
internal sealed record CausePart(string Cause, Interval PerSecond);

/// <summary>What /intensity says.</summary>
internal sealed record IntensityPart(string At, Interval PerSecond, IReadOnlyList<CausePart> Causes);
