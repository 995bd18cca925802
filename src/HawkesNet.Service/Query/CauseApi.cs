using System.Globalization;
using System.Text;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Excitation;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>One possible cause of an event.</summary>
/// <param name="Cause">baseline, repeat, reply, burst, relay, join, or influence: a latent tie.</param>
/// <param name="Probability">Posterior probability; all causes of an event sum to one.</param>
public sealed record CauseProbability(string Cause, double? Probability)
{
    internal static IReadOnlyList<CauseProbability> All(IReadOnlyList<double> probabilities) =>
    [
        new CauseProbability("baseline", Rates.Finite(probabilities[0])),
        .. Enumerable.Range(0, Mechanisms.Count).Select(m => new CauseProbability(
            Mechanisms.Name((Mechanism)m), Rates.Finite(probabilities[m + 1]))),
        new CauseProbability("influence", Rates.Finite(probabilities[^1])),
    ];
}

/// <summary>An earlier event that may have caused the one asked about.</summary>
/// <param name="Cause">How: repeat, reply, burst, relay or join.</param>
/// <param name="Probability">Posterior probability that it did.</param>
/// <param name="Id">Its id; null: it was posted without one.</param>
/// <param name="Time">Its time, RFC 3339.</param>
/// <param name="Source">Its source.</param>
/// <param name="Target">Its target; null: none.</param>
/// <param name="Type">Its type; the unnamed type is "".</param>
public sealed record EarlierAnswer(
    string Cause, double? Probability, string? Id, string Time, string Source, string? Target, string Type);

/// <summary>What caused one event.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Time">Its time, RFC 3339.</param>
/// <param name="Source">Its source.</param>
/// <param name="Target">Its target; null: none.</param>
/// <param name="Type">Its type; the unnamed type is "".</param>
/// <param name="IntensityPerSecond">How expected it was: events per second of its source, target and type at its
/// time.</param>
/// <param name="Causes">Probability of every cause; they sum to one.</param>
/// <param name="Earlier">The earlier events behind the causes, the most probable first.</param>
/// <param name="EarlierCount">How many there are, listed or not.</param>
public sealed record CausesAnswer(
    AsOf AsOf, string Id, string Time, string Source, string? Target, string Type, double? IntensityPerSecond,
    IReadOnlyList<CauseProbability> Causes, IReadOnlyList<EarlierAnswer> Earlier, int EarlierCount);

/// <summary>An event that was little expected.</summary>
/// <param name="Time">Its time, RFC 3339.</param>
/// <param name="Source">Its source.</param>
/// <param name="Target">Its target; null: none.</param>
/// <param name="Type">Its type; the unnamed type is "".</param>
/// <param name="Nats">How much less expected it was than an average event of its time, in nats: the log of the ratio of
/// their intensities.</param>
/// <param name="Causes">Probability of every cause, before the event was learned; they sum to one.</param>
public sealed record SurpriseAnswer(
    string Time, string Source, string? Target, string Type, double? Nats, IReadOnlyList<CauseProbability> Causes);

/// <summary>The least expected of the newest events.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Surprises">The events, the least expected first.</param>
public sealed record SurprisesAnswer(AsOf AsOf, IReadOnlyList<SurpriseAnswer> Surprises);

/// <summary>Why events happened, and which were not expected.</summary>
internal static class CauseApi
{
    private const int RetrySeconds = 5;

    /// <summary>What caused one event</summary>
    /// <remarks>
    /// The probability of each cause, and the earlier events behind them, under the parameters of the state: exact, by
    /// reading the log again up to the event. So it takes as long as the log is long; of one network it is done for one
    /// request at a time. Only for events posted with an id. Also as text/csv and as an Arrow stream.
    /// </remarks>
    internal static async Task<IResult> GetCauses(
        string network, string id, string? top, string? asOf, NetworkRegistry networks, ServiceOptions options,
        HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int count = query.Number("top", top, fallback: 20, min: 1, ForecastApi.TopMax);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        string whole = RawPath.PartBeforeLast(request, id);
        EventIds.Entry? entry = query.Network!.FindEntry(Encoding.UTF8.GetBytes(whole));
        if (Refusal(whole, entry, query.Model!, options) is { } refusal)
        {
            return refusal;
        }
        try
        {
            PastEvent past = await query.Network.FindCausesAsync(query.Model!, entry!.Value, count, query.Cancel);
            return query.JsonOrTable(Answer(query.Model!, whole, past), Table);
        }
        catch (StoreUnavailableException)
        {
            return Problems.TryLater(
                StatusCodes.Status503ServiceUnavailable, "storeUnavailable", "The store does not answer now.",
                RetrySeconds);
        }
    }

    /// <summary>The least expected recent events</summary>
    /// <remarks>
    /// Of the last 7,500 to 10,000 events those that were least expected when they came, each judged before it was
    /// learned. Also as text/csv and as an Arrow stream.
    /// </remarks>
    internal static IResult GetSurprises(
        string network, string? top, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int count = query.Number("top", top, fallback: 20, min: 1, max: 100);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        var answer = new SurprisesAnswer(
            AsOf.Of(model), [.. model.View.Surprises(count).Select(surprise => Answer(model, surprise))]);
        return query.JsonOrTable(answer, Table);
    }

    private static IResult? Refusal(string id, EventIds.Entry? entry, PublishedModel model, ServiceOptions options) =>
        entry switch
        {
            null => QueryProblems.UnknownEvent(id),
            { IsLate: true } => QueryProblems.LateEvent(id),
            { } known when known.TimeTicks > model.View.TimeTicks => QueryProblems.EventNotLearned(id),
            { } known when known.Position > options.CauseHistoryEventsMax =>
                QueryProblems.HistoryTooLong(known.Position, options.CauseHistoryEventsMax),
            _ => null,
        };

    private static CausesAnswer Answer(PublishedModel model, string id, PastEvent past) => new(
        AsOf.Of(model), id, TimeText.Format(past.TimeTicks), model.ActorName(past.Source),
        Target(model, past.Target ?? -1), model.TypeName(past.Type),
        Rates.PerSecond(past.Explanation.IntensityPerTick), CauseProbability.All(past.Explanation.Probabilities),
        [.. past.Explanation.Earlier.Zip(past.EarlierIds, (cause, earlierId) => new EarlierAnswer(
            Mechanisms.Name(cause.Mechanism), Rates.Finite(cause.Probability), earlierId,
            TimeText.Format(cause.TimeTicks), model.ActorName(cause.Source), Target(model, cause.Target),
            model.TypeName(cause.Type)))],
        past.Explanation.EarlierCount);

    private static SurpriseAnswer Answer(PublishedModel model, Surprise surprise) => new(
        TimeText.Format(surprise.TimeTicks), model.ActorName(surprise.Source), Target(model, surprise.Target),
        model.TypeName(surprise.Type), Rates.Finite(surprise.Nats), CauseProbability.All(surprise.Probabilities));

    private static string? Target(PublishedModel model, int target) => target < 0 ? null : model.ActorName(target);

    private static AnswerTable Table(CausesAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("cause"),
            .. TableColumn.Numbers("probability"),
            .. TableColumn.Texts("id", "time", "source", "target", "type"),
        ]);
        table.Row(answer.Causes[0].Cause, answer.Causes[0].Probability, null, null, null, null, null);
        foreach (EarlierAnswer earlier in answer.Earlier)
        {
            table.Row(earlier.Cause, earlier.Probability, earlier.Id, earlier.Time, earlier.Source, earlier.Target,
                earlier.Type);
        }
        return table;
    }

    private static AnswerTable Table(SurprisesAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("time", "source", "target", "type"),
            .. TableColumn.Numbers("nats", "baseline"),
            .. TableColumn.Numbers(Enumerable.Range(0, Mechanisms.Count).Select(m => Mechanisms.Name((Mechanism)m))),
            .. TableColumn.Numbers("influence"),
        ]);
        foreach (SurpriseAnswer surprise in answer.Surprises)
        {
            table.Row([surprise.Time, surprise.Source, surprise.Target, surprise.Type, surprise.Nats,
                .. surprise.Causes.Select(cause => (object?)cause.Probability)]);
        }
        return table;
    }
}
