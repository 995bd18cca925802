using System.Globalization;
using HawkesNet.Model.Diagnostics;

namespace HawkesNet.Cli.Evaluation;

/// <summary>What the diagnostics of a fit say, in sentences, as the page of the service says them.</summary>
internal static class FitInWords
{
    private const double NearCritical = 0.95;
    private const int EventsMin = 100;

    /// <summary>The verdict first, then what it rests on.</summary>
    public static IReadOnlyList<string> Of(ModelDiagnostics fit) => fit.Events < EventsMin
        ? [$"{fit.Events} events were scored: too few to judge a model by."]
        : [Heading(fit), Gain(fit), Waits(fit), Cascade(fit), .. Rhythm(fit)];

    private static string Heading(ModelDiagnostics fit) =>
        !(fit.PrequentialScore > fit.PoissonScore) ? "Do not trust this model: constant rates predict the file better."
        : !(fit.BranchingRatio < 1) ? "Read this model with care: its cascades do not die out."
        : fit.KsDistance <= fit.KsAlarm ? "The model explains when events come."
        : fit.KsDistance <= 2 * fit.KsAlarm ? "The model explains when events come, though not perfectly."
        : "The model predicts this file, but read its numbers with care.";

    private static string Gain(ModelDiagnostics fit)
    {
        double factor = Math.Exp(fit.PrequentialScore - fit.PoissonScore);
        return factor > 1
            ? $"Judged before it was learned, each event was {Text(factor)} times as probable as under constant rates."
            : "Judged before they were learned, events were no more probable than under constant rates.";
    }

    private static string Waits(ModelDiagnostics fit) => fit.KsDistance <= fit.KsAlarm
        ? $"Waiting times pass the Kolmogorov-Smirnov test ({Text(fit.KsDistance)}, alarm from {Text(fit.KsAlarm)} on)."
        : $"Waiting times differ from the predicted ones by up to {Text(100 * fit.KsDistance)} % of the events; "
            + $"a perfect fit would stay below {Text(100 * fit.KsAlarm)} %.";

    private static string Cascade(ModelDiagnostics fit) => fit.BranchingRatio switch
    {
        < NearCritical => $"One event sets off {Text(fit.BranchingRatio)} more, so a cascade dies out after "
            + $"{Text(1 / (1 - fit.BranchingRatio))} events on average.",
        < 1 => $"One event sets off {Text(fit.BranchingRatio)} more: cascades are long, and forecasts uncertain.",
        _ => $"One event sets off {Text(fit.BranchingRatio)} more: forecasts grow without bound.",
    };

    private static IEnumerable<string> Rhythm(ModelDiagnostics fit) => fit.Rhythm is not { } rhythm ? []
        : ["Busy and quiet times recur, as by day and night: "
            + $"from {Text(rhythm.Levels.Min())} to {Text(rhythm.Levels.Max())} times the average."];

    private static string Text(double value) => double.IsFinite(value)
        ? decimal.Parse(value.ToString("G3", CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture).ToString("G", CultureInfo.InvariantCulture)
        : "an unknown number of";
}
