using System.Globalization;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>One actor.</summary>
/// <param name="Id">Its name, as the events have it.</param>
/// <param name="Sent">Events it was the source of.</param>
/// <param name="Received">Events it was the target of.</param>
/// <param name="FirstSeen">Time of its first event, RFC 3339; null: none was learned.</param>
/// <param name="LastSeen">Time of its last event, RFC 3339; null: none was learned.</param>
/// <param name="BaselinePerSecond">Events per second it would send with nothing to set it off.</param>
/// <param name="ClusterProbabilities">Probability of each cluster; they sum to one.</param>
public sealed record ActorAnswer(
    string Id, long Sent, long Received, string? FirstSeen, string? LastSeen, EstimateAnswer BaselinePerSecond,
    IReadOnlyList<double?> ClusterProbabilities);

/// <summary>One actor and the state that says so.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Actor">The actor.</param>
/// <param name="IntensityPerSecond">Events per second it is predicted to send at the state's time.</param>
public sealed record OneActorAnswer(AsOf AsOf, ActorAnswer Actor, EstimateAnswer IntensityPerSecond);

/// <summary>A page of actors, in the order of their first event.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Total">Actors of the state, or those found.</param>
/// <param name="Actors">Those of this page.</param>
/// <param name="NextCursor">The cursor of the next page; null: this is the last.</param>
public sealed record ActorsAnswer(AsOf AsOf, int Total, IReadOnlyList<ActorAnswer> Actors, string? NextCursor);

/// <summary>The actors and what is known of them.</summary>
internal static class ActorApi
{
    internal const int LimitMax = 1_000;

    /// <summary>The actors, page by page</summary>
    /// <remarks>
    /// Counts, baseline and cluster probabilities of each actor, in the order of their first event. An actor keeps
    /// its place, so a walk from page to page meets each once, even while new ones come. With search, only those
    /// whose name contains it, in any case of letters. Also as text/csv and as an Arrow stream; then the Link header
    /// has the next page.
    /// </remarks>
    internal static IResult GetActors(
        string network, string? search, string? limit, string? cursor, string? asOf, NetworkRegistry networks,
        HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        string part = query.Words("search", search);
        int count = query.Number("limit", limit, fallback: 100, min: 1, LimitMax);
        int first = query.Number("cursor", cursor, fallback: 0, min: 0, int.MaxValue);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        int[] found = part.Length > 0 ? Find(model, part, query.Cancel) : [];
        int total = part.Length > 0 ? found.Length : model.View.ActorCount;
        int end = (int)Math.Min(total, (long)first + count);
        List<ActorAnswer> page = [];
        for (int i = first; i < end; i++)
        {
            query.Cancel.ThrowIfCancellationRequested();
            page.Add(Answer(model, part.Length > 0 ? found[i] : i));
        }
        string? next = end < total ? end.ToString(CultureInfo.InvariantCulture) : null;
        if (next is not null)
        {
            request.HttpContext.Response.Headers.Link = string.Create(
                CultureInfo.InvariantCulture,
                $"<{request.PathBase}{request.Path}?{Search(part)}limit={count}&cursor={next}>; rel=\"next\"");
        }
        return query.JsonOrTable(new ActorsAnswer(AsOf.Of(model), total, page, next), Table);
    }

    /// <summary>One actor</summary>
    /// <remarks>
    /// Counts, times, baseline and cluster probabilities of one actor, and what it is predicted to send now.
    /// </remarks>
    internal static IResult GetActor(
        string network, string id, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int actor = query.Actor("id", RawPath.LastPart(request, id));
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        IntensityEstimate intensity = Intensity.At(
            model.View, actor, target: null, type: null, model.View.TimeTicks);
        return query.Json(new OneActorAnswer(
            AsOf.Of(model), Answer(model, actor), EstimateAnswer.PerSecond(intensity.PerTick)));
    }

    private static ActorAnswer Answer(PublishedModel model, int actor)
    {
        ActorSummary summary = model.View.Actor(actor);
        return new ActorAnswer(
            model.ActorName(actor), summary.Sent, summary.Received,
            Time(summary.FirstSeenTicks), Time(summary.LastSeenTicks),
            EstimateAnswer.PerSecond(summary.BaselinePerTick), [.. summary.ClusterProbabilities.Select(Rates.Finite)]);
    }

    /// <summary>Actors whose name contains the words, in any case; those whose name begins with them first.</summary>
    private static int[] Find(PublishedModel model, string part, CancellationToken cancel)
    {
        List<int> begins = [], contains = [];
        for (int actor = 0; actor < model.View.ActorCount; actor++)
        {
            if (actor % 65_536 == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }
            int at = model.ActorName(actor).IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                (at == 0 ? begins : contains).Add(actor);
            }
        }
        return [.. begins, .. contains];
    }

    private static string Search(string part) => part.Length > 0 ? $"search={Uri.EscapeDataString(part)}&" : "";

    private static string? Time(long? ticks) => ticks is { } known ? TimeText.Format(known) : null;

    private static AnswerTable Table(ActorsAnswer answer)
    {
        int clusters = answer.Actors.Count > 0 ? answer.Actors.Max(a => a.ClusterProbabilities.Count) : 0;
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("id"),
            .. TableColumn.Wholes("sent", "received"),
            .. TableColumn.Texts("firstSeen", "lastSeen"),
            .. TableColumn.Numbers("baselinePerSecond"),
            .. TableColumn.Numbers(Enumerable.Range(0, clusters).Select(c => $"cluster{c}Probability")),
        ]);
        foreach (ActorAnswer actor in answer.Actors)
        {
            table.Row([actor.Id, actor.Sent, actor.Received, actor.FirstSeen, actor.LastSeen,
                actor.BaselinePerSecond.Mean,
                .. actor.ClusterProbabilities.Select(p => (object?)p)]);
        }
        return table;
    }
}
