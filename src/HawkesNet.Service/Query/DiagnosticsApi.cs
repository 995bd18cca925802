using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>One point of a Q–Q plot of rescaled waiting times; a perfect fit lies on the diagonal.</summary>
/// <param name="Expected">Quantile of the unit exponential.</param>
/// <param name="Observed">Quantile of the rescaled waiting times.</param>
public sealed record QuantileAnswer(double? Expected, double? Observed);

/// <summary>How well a stretch of the stream was predicted.</summary>
/// <param name="Position">Events learned at its end.</param>
/// <param name="Score">Mean log-likelihood of its events, nats per event with time in seconds.</param>
public sealed record ScorePointAnswer(long Position, double? Score);

/// <summary>In words, how far to trust the model.</summary>
/// <param name="Fit">good, or doubtful: then the reasons say why.</param>
/// <param name="Reasons">What speaks against the fit, each a sentence; empty where nothing does.</param>
/// <param name="Stability">stable (branching ratio below 0.95), nearCritical (below 1) or explosive.</param>
public sealed record VerdictAnswer(string Fit, IReadOnlyList<string> Reasons, string Stability);

/// <summary>How far learning is behind the log, now: these counts may be newer than the state asked.</summary>
/// <param name="LastPosition">Log position of the last stored event; 0: none.</param>
/// <param name="AppliedPosition">Events the learner has seen.</param>
/// <param name="HeldBack">Events stored and waiting in the reorder window.</param>
/// <param name="QueuedEvents">Events waiting to be stored.</param>
/// <param name="Watermark">Events before this time are late, RFC 3339; null: none yet.</param>
/// <param name="Accepted">Events accepted since the network was created.</param>
/// <param name="Duplicates">Events that came again and changed nothing.</param>
/// <param name="Late">Events that came too late: stored and counted, not learned.</param>
/// <param name="LearnerError">Why the learner stopped; null: it runs.</param>
public sealed record StreamAnswer(
    long LastPosition, long AppliedPosition, long HeldBack, long QueuedEvents, string? Watermark,
    long Accepted, long Duplicates, long Late, string? LearnerError);

/// <summary>Where learning runs.</summary>
/// <param name="Name">What was chosen at the start: cpu, or the kind and model of an accelerator.</param>
/// <param name="Failure">Why the accelerator is not used any more, and all is done on the cpu; null: it has not
/// failed.</param>
/// <param name="Evaluations">Evaluations of a window of events that the accelerator has done, for all
/// networks.</param>
public sealed record DeviceAnswer(string Name, string? Failure, long Evaluations)
{
    internal static DeviceAnswer Of(LearningDevice device) => new(device.Name, device.Failure, device.Evaluations);
}

/// <summary>How well the model fits, and how far to trust it.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Verdict">The same in words.</param>
/// <param name="Events">Events scored, each before it was learned.</param>
/// <param name="PrequentialScore">Mean log-likelihood of the stream, nats per event with time in seconds; more is
/// better.</param>
/// <param name="RecentScore">The same over about the last thousand events.</param>
/// <param name="PoissonScore">The same for a model with one constant rate per channel: the floor to beat.</param>
/// <param name="KsDistance">Kolmogorov–Smirnov distance of the rescaled waiting times from the unit exponential,
/// 0..1; less is better.</param>
/// <param name="KsAlarm">The distance a perfect fit exceeds once in a hundred.</param>
/// <param name="QuantilePoints">Q–Q points of the rescaled waiting times.</param>
/// <param name="BranchingRatio">Events set off by one event, over all generations' growth; below 1 is stable.</param>
/// <param name="EffectiveClusters">Number of clusters in use, as the exponential of the entropy of their sizes.</param>
/// <param name="MarkExponent">How much weights count: twice the weight sets off 2 to this power times as many events;
/// 0: weights do not matter.</param>
/// <param name="BaselineDrift">What all baseline rates had come to by the last event, over what was learned of them:
/// near 1 in a steady stream.</param>
/// <param name="Rhythm">How busy the parts of a day or week are, as far as that was found; null: no rhythm, or not
/// yet.</param>
/// <param name="Stream">How far learning is behind the log.</param>
/// <param name="Device">Where learning runs, now.</param>
/// <param name="ScoreTrace">How well the stream was predicted as it went, in at most 200 stretches since the service
/// started.</param>
public sealed record DiagnosticsAnswer(
    AsOf AsOf, VerdictAnswer Verdict, long Events, double? PrequentialScore, double? RecentScore,
    double? PoissonScore, double? KsDistance, double? KsAlarm, IReadOnlyList<QuantileAnswer> QuantilePoints,
    double? BranchingRatio, double? EffectiveClusters, double? MarkExponent, double? BaselineDrift,
    RhythmAnswer? Rhythm, StreamAnswer Stream, DeviceAnswer Device, IReadOnlyList<ScorePointAnswer> ScoreTrace)
{
    // A density per second is one per nanosecond times 10^9: each event's score moves by this.
    private static readonly double natsToSeconds = Math.Log(Rates.TicksPerSecond);

    internal static DiagnosticsAnswer Of(PublishedModel model, NetworkStatus status, LearningDevice device)
    {
        ModelDiagnostics fit = model.View.Diagnose();
        return new DiagnosticsAnswer(
            AsOf.Of(model), DiagnosticsApi.Verdict(fit), fit.Events, PerSecond(fit.PrequentialScore),
            PerSecond(fit.RecentScore), PerSecond(fit.PoissonScore), Rates.Finite(fit.KsDistance),
            Rates.Finite(fit.KsAlarm),
            [.. fit.QuantilePoints.Select(p => new QuantileAnswer(Rates.Finite(p.Expected), Rates.Finite(p.Observed)))],
            Rates.Finite(fit.BranchingRatio), Rates.Finite(fit.EffectiveClusters), Rates.Finite(fit.MarkExponent),
            Rates.Finite(fit.BaselineDrift), RhythmAnswer.Of(fit.Rhythm), Behind(status), DeviceAnswer.Of(device),
            [.. model.Scores.Select(point => new ScorePointAnswer(point.Position, PerSecond(point.NatsPerEvent)))]);
    }

    private static double? PerSecond(double natsPerTick) => Rates.Finite(natsPerTick + natsToSeconds);

    private static StreamAnswer Behind(NetworkStatus status) => new(
        status.LastPosition, status.AppliedPosition, status.HeldBack, status.QueuedEvents,
        status.WatermarkTicks is { } ticks ? TimeText.Format(ticks) : null,
        status.Accepted, status.Duplicates, status.Late, status.LearnerError);
}

/// <summary>How busy the parts of a recurring period are, such as the hours of a day or a week.</summary>
/// <param name="PeriodSeconds">The period.</param>
/// <param name="Start">A time at which a period begins.</param>
/// <param name="Levels">How many times its average activity the stream has in each of the period's equally long parts,
/// from its start on.</param>
public sealed record RhythmAnswer(double PeriodSeconds, string Start, IReadOnlyList<double> Levels)
{
    internal static RhythmAnswer? Of(RhythmSummary? rhythm) => rhythm is null ? null
        : new RhythmAnswer(
            rhythm.PeriodTicks / Rates.TicksPerSecond, TimeText.Format(rhythm.StartTicks), rhythm.Levels);
}

/// <summary>How well the model fits.</summary>
internal static class DiagnosticsApi
{
    private const double NearCritical = 0.95;

    /// <summary>How well the model fits, and how far to trust it</summary>
    /// <remarks>
    /// Scores against a Poisson floor, the test of rescaled waiting times, the branching ratio, a verdict in words, and
    /// how far learning is behind the log, and where it runs.
    /// </remarks>
    internal static IResult GetDiagnostics(
        string network, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request) { IsTagged = false };
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        return query.Json(DiagnosticsAnswer.Of(query.Model!, query.Network!.Status, networks.Device));
    }

    /// <summary>What speaks against a fit, and whether its excitation dies out.</summary>
    internal static VerdictAnswer Verdict(ModelDiagnostics fit)
    {
        List<string> reasons = [];
        if (!(fit.KsDistance <= fit.KsAlarm))
        {
            reasons.Add("The rescaled waiting times are not those of a perfect fit (Kolmogorov–Smirnov at 1 %).");
        }
        if (!(fit.PrequentialScore >= fit.PoissonScore))
        {
            reasons.Add("Constant rates would have predicted the stream better.");
        }
        if (!(fit.BranchingRatio < 1))
        {
            reasons.Add("Each event sets off at least one more: forecasts grow without bound.");
        }
        string stability = fit.BranchingRatio switch
        {
            < NearCritical => "stable",
            < 1 => "nearCritical",
            _ => "explosive",
        };
        return new VerdictAnswer(reasons.Count == 0 ? "good" : "doubtful", reasons, stability);
    }
}
