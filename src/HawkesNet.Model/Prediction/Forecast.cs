namespace HawkesNet.Model.Prediction;

/// <summary>Expected counts over a horizon.</summary>
public static class Forecast
{
    /// <summary>Forecast of source → target of a type over (from, from + horizon]; null target or type: all of them.</summary>
    public static ForecastEstimate Of(
        ModelView view, int source, int? target, int? type, long fromTicks, long horizonTicks) =>
        throw new NotSupportedException();

    /// <summary>The integral of one dyad's intensity over (from, from + horizon], no events inside.</summary>
    public static double ExpectedDyadCount(ModelView view, int source, int target, long fromTicks, long horizonTicks) =>
        throw new NotSupportedException();

    /// <summary>The most probable next dyads, best first.</summary>
    public static IReadOnlyList<LinkForecast> TopLinks(ModelView view, long fromTicks, long horizonTicks, int top) =>
        throw new NotSupportedException();
}
