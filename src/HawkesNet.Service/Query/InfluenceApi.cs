using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>What one actor's events set off in others.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="DirectOffspring">Expected number of events of others that its events so far caused directly.</param>
/// <param name="CascadeOffspring">Expected number of events of others that descend from them, each counted once; null:
/// they grow without bound.</param>
public sealed record InfluenceAnswer(string Actor, double? DirectOffspring, double? CascadeOffspring);

/// <summary>The actors whose events set off most.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Actors">The actors, the most influential first.</param>
public sealed record InfluencesAnswer(AsOf AsOf, IReadOnlyList<InfluenceAnswer> Actors);

/// <summary>What one event of an actor sets off in another one.</summary>
/// <param name="Actor">The partner: who responds (out), or whose events set off (in).</param>
/// <param name="Events">Events so far of the one whose events set off.</param>
/// <param name="Direct">Expected events set off directly by one event.</param>
/// <param name="Reply">The part that are answers.</param>
/// <param name="Relay">The part in which what came in goes on.</param>
/// <param name="Join">The part that follows to a common target.</param>
/// <param name="Influence">The part that a latent tie leads to; null where ties are not part of the model.</param>
/// <param name="Cascade">Expected events with all that follows, a lower bound; null: they grow without bound.</param>
public sealed record PartnerAnswer(
    string Actor, long Events, EstimateAnswer Direct, EstimateAnswer Reply, EstimateAnswer Relay,
    EstimateAnswer Join, EstimateAnswer? Influence, double? Cascade);

/// <summary>An actor's partners and what passes between them.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Actor">The actor.</param>
/// <param name="Direction">out: what its events set off in others; in: what theirs set off in it.</param>
/// <param name="Events">Its events so far.</param>
/// <param name="Own">Expected events of the actor itself that one of its events sets off, by repeat and burst.</param>
/// <param name="Direct">out: expected events of all others that one event sets off directly; in: null.</param>
/// <param name="Cascade">out: the same with all that follows; null: they grow without bound. in: null.</param>
/// <param name="PartnerCount">Partners there are, listed or not.</param>
/// <param name="Partners">The partners with most expected events so far, the largest first.</param>
public sealed record ActorInfluenceAnswer(
    AsOf AsOf, string Actor, string Direction, long Events, EstimateAnswer Own, double? Direct, double? Cascade,
    int PartnerCount, IReadOnlyList<PartnerAnswer> Partners);

/// <summary>Who sets off how much.</summary>
internal static class InfluenceApi
{
    /// <summary>The most influential actors</summary>
    /// <remarks>
    /// The actors whose events so far directly set off most events of others, best first, and how many events of others
    /// descend from them. Also as text/csv and as an Arrow stream.
    /// </remarks>
    internal static IResult GetInfluence(
        string network, string? top, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int count = query.Number("top", top, fallback: 20, min: 1, ForecastApi.TopMax);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        var answer = new InfluencesAnswer(AsOf.Of(model), [.. Influence.Top(model.View, count).Select(i =>
            new InfluenceAnswer(
                model.ActorName(i.Actor), Rates.Finite(i.DirectOffspring), Rates.Finite(i.CascadeOffspring)))]);
        return query.JsonOrTable(answer, Table);
    }

    /// <summary>Whom an actor influences, and who influences it</summary>
    /// <remarks>
    /// Expected events that one event sets off in each partner, directly by mechanism with 90 % intervals, by the two
    /// actors' own clusters and tie, and with the whole cascade; the partners with most expected events first. Also as
    /// text/csv.
    /// </remarks>
    internal static IResult GetActorInfluence(
        string network, string id, string? direction, string? top, string? asOf, NetworkRegistry networks,
        HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int actor = query.Actor("id", RawPath.PartBeforeLast(request, id));
        bool isIn = query.OneOf("direction", direction, "out", "in") == "in";
        int count = query.Number("top", top, fallback: 20, min: 1, PartnerInfluence.TopMax);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        PartnerInfluence found = PartnerInfluence.Of(
            model.View, actor, isIn ? InfluenceDirection.In : InfluenceDirection.Out, count);
        return query.JsonOrTable(
            new ActorInfluenceAnswer(
                AsOf.Of(model), model.ActorName(actor), isIn ? "in" : "out", found.Events,
                EstimateAnswer.Of(found.Own), found.Direct, Rates.Finite(found.Cascade ?? double.NaN),
                found.PartnerCount, [.. found.Partners.Select(partner => Answer(model, partner))]),
            Table);
    }

    private static PartnerAnswer Answer(PublishedModel model, PartnerEffect partner) => new(
        model.ActorName(partner.Actor), partner.Events, EstimateAnswer.Of(partner.Direct),
        EstimateAnswer.Of(partner.Reply), EstimateAnswer.Of(partner.Relay), EstimateAnswer.Of(partner.Join),
        partner.Influence is Estimate tie ? EstimateAnswer.Of(tie) : null, Rates.Finite(partner.Cascade));

    private static AnswerTable Table(ActorInfluenceAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("actor"),
            .. TableColumn.Wholes("events"),
            .. TableColumn.Numbers("direct", "directLow", "directHigh"),
            .. TableColumn.Numbers("reply", "relay", "join", "influence", "cascade"),
        ]);
        foreach (PartnerAnswer partner in answer.Partners)
        {
            table.Row(partner.Actor, partner.Events, partner.Direct.Mean, partner.Direct.Low, partner.Direct.High,
                partner.Reply.Mean, partner.Relay.Mean, partner.Join.Mean, partner.Influence?.Mean, partner.Cascade);
        }
        return table;
    }

    private static AnswerTable Table(InfluencesAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("actor"),
            .. TableColumn.Numbers("directOffspring", "cascadeOffspring"),
        ]);
        foreach (InfluenceAnswer actor in answer.Actors)
        {
            table.Row(actor.Actor, actor.DirectOffspring, actor.CascadeOffspring);
        }
        return table;
    }
}
