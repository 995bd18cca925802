using HawkesNet.Model;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;

namespace HawkesNet.Service.Query;

/// <summary>The one state of the model that an answer speaks of.</summary>
/// <param name="Version">Number of the published model; counts up by one while the process runs. null: the state of a
/// snapshot.</param>
/// <param name="Position">Events learned.</param>
/// <param name="Time">Time of the last event learned, RFC 3339; null: none was.</param>
public sealed record AsOf(long? Version, long Position, string? Time)
{
    internal static AsOf Of(PublishedModel model)
    {
        ModelView view = model.View;
        return new AsOf(model.Version, view.Position, view.Position > 0 ? TimeText.Format(view.TimeTicks) : null);
    }
}

/// <summary>A posterior mean with its 90 % interval. A number the model cannot give is null, never NaN.</summary>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Low">Lower end of the 90 % interval.</param>
/// <param name="High">Upper end of the 90 % interval.</param>
public sealed record EstimateAnswer(double? Mean, double? Low, double? High)
{
    internal static EstimateAnswer Of(Estimate estimate) => new(
        Rates.Finite(estimate.Mean), Rates.Finite(estimate.Low), Rates.Finite(estimate.High));

    internal static EstimateAnswer PerSecond(Estimate perTick) => new(
        Rates.PerSecond(perTick.Mean), Rates.PerSecond(perTick.Low), Rates.PerSecond(perTick.High));
}

/// <summary>From the model's numbers, per nanosecond, to those of answers, per second.</summary>
internal static class Rates
{
    internal const double TicksPerSecond = 1e9;

    internal static double? Finite(double value) => double.IsFinite(value) ? value : null;

    internal static double? PerSecond(double perTick) => Finite(perTick * TicksPerSecond);
}
