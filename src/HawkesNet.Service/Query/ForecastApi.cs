using HawkesNet.Model.Prediction;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>One quantile of the next event's time.</summary>
/// <param name="Probability">Probability that the next event comes by then.</param>
/// <param name="WaitSeconds">Seconds from the forecast's start; null: beyond ten horizons.</param>
/// <param name="Time">The same as an instant, RFC 3339; null: beyond ten horizons.</param>
public sealed record NextEventAnswer(double Probability, double? WaitSeconds, string? Time);

/// <summary>What will happen over a horizon.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Source">The acting actor.</param>
/// <param name="Target">The actor acted on; null: all targets together.</param>
/// <param name="Type">The event type; null: all types together.</param>
/// <param name="From">Start of the horizon, RFC 3339; no event is assumed between the state's time and this.</param>
/// <param name="To">End of the horizon, RFC 3339.</param>
/// <param name="HorizonSeconds">Length of the horizon in seconds.</param>
/// <param name="ExpectedCount">Expected number of events, and the 90 % interval of the number itself.</param>
/// <param name="ProbabilityAtLeastOne">Probability of at least one event.</param>
/// <param name="NextEvent">Quantiles of the next event's time.</param>
public sealed record ForecastAnswer(
    AsOf AsOf, string Source, string? Target, string? Type, string From, string To, double HorizonSeconds,
    EstimateAnswer ExpectedCount, double? ProbabilityAtLeastOne, IReadOnlyList<NextEventAnswer> NextEvent);

/// <summary>A dyad that may act next.</summary>
/// <param name="Source">The acting actor.</param>
/// <param name="Target">The actor acted on.</param>
/// <param name="ExpectedCount">Expected number of events over the horizon.</param>
/// <param name="Probability">Probability of at least one event over the horizon.</param>
public sealed record LinkAnswer(string Source, string Target, double? ExpectedCount, double? Probability);

/// <summary>The most probable next dyads.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="From">Start of the horizon: the state's time, RFC 3339.</param>
/// <param name="To">End of the horizon, RFC 3339.</param>
/// <param name="HorizonSeconds">Length of the horizon in seconds.</param>
/// <param name="Links">The dyads, most probable first.</param>
public sealed record LinksAnswer(
    AsOf AsOf, string From, string To, double HorizonSeconds, IReadOnlyList<LinkAnswer> Links);

/// <summary>Forecasts over a horizon.</summary>
internal static class ForecastApi
{
    internal const int TopMax = 1_000;
    private const string HorizonDefault = "PT1H";

    /// <summary>What an actor will do over a horizon</summary>
    /// <remarks>
    /// Expected number of events with its 90 % interval, the probability of at least one, and quantiles of the next
    /// event's time.
    /// </remarks>
    internal static IResult GetForecast(
        string network, string? source, string? target, string? type, string? horizon, string? at, string? unit,
        string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int sourceActor = query.Actor("source", source);
        int? targetActor = query.ActorOrAll("target", target);
        int? typeIndex = query.TypeOrAll(type);
        long fromTicks = query.Time("at", at, unit);
        long horizonTicks = query.Horizon("horizon", horizon, HorizonDefault, fromTicks);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        ForecastEstimate forecast = Forecast.Of(
            model.View, sourceActor, targetActor, typeIndex, fromTicks, horizonTicks);
        return query.Json(new ForecastAnswer(
            AsOf.Of(model), source!, target, type, TimeText.Format(fromTicks),
            TimeText.Format(fromTicks + horizonTicks), horizonTicks / Rates.TicksPerSecond,
            EstimateAnswer.Of(forecast.ExpectedCount), Rates.Finite(forecast.ProbabilityAtLeastOne),
            [.. forecast.NextEventQuantiles.Select(q => NextEvent(fromTicks, q))]));
    }

    /// <summary>The most probable next links</summary>
    /// <remarks>
    /// The dyads most probable to act within the horizon, best first. Also as text/csv and as an Arrow stream.
    /// </remarks>
    internal static IResult GetLinks(
        string network, string? horizon, string? top, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        long fromTicks = query.ModelTicks;
        long horizonTicks = query.Horizon("horizon", horizon, HorizonDefault, fromTicks);
        int count = query.Number("top", top, fallback: 20, min: 1, TopMax);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        var answer = new LinksAnswer(
            AsOf.Of(model), TimeText.Format(fromTicks), TimeText.Format(fromTicks + horizonTicks),
            horizonTicks / Rates.TicksPerSecond,
            [.. Forecast.TopLinks(model.View, fromTicks, horizonTicks, count).Select(link => new LinkAnswer(
                model.ActorName(link.Source), model.ActorName(link.Target),
                Rates.Finite(link.ExpectedCount), Rates.Finite(link.Probability)))]);
        return query.JsonOrTable(answer, Table);
    }

    private static NextEventAnswer NextEvent(long fromTicks, WaitingTimeQuantile quantile)
    {
        bool fits = quantile.Ticks is { } ticks && double.IsFinite(ticks) && fromTicks + ticks < DecimalTicks.TicksMax;
        return fits
            ? new NextEventAnswer(
                quantile.Probability, quantile.Ticks / Rates.TicksPerSecond,
                TimeText.Format(fromTicks + (long)quantile.Ticks!.Value))
            : new NextEventAnswer(quantile.Probability, WaitSeconds: null, Time: null);
    }

    private static AnswerTable Table(LinksAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("source", "target"),
            .. TableColumn.Numbers("expectedCount", "probability"),
        ]);
        foreach (LinkAnswer link in answer.Links)
        {
            table.Row(link.Source, link.Target, link.ExpectedCount, link.Probability);
        }
        return table;
    }
}
