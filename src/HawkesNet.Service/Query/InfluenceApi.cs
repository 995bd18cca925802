using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>What one actor's events set off in others.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="DirectOffspring">Expected number of events of others that its events so far caused directly.</param>
/// <param name="CascadeOffspring">The same with all that followed from those.</param>
public sealed record InfluenceAnswer(string Actor, double? DirectOffspring, double? CascadeOffspring);

/// <summary>The actors whose events set off most.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Actors">The actors, the most influential first.</param>
public sealed record InfluencesAnswer(AsOf AsOf, IReadOnlyList<InfluenceAnswer> Actors);

/// <summary>Who sets off how much.</summary>
internal static class InfluenceApi
{
    /// <summary>The most influential actors</summary>
    /// <remarks>
    /// The actors whose events so far set off most events of others, directly and with the whole cascade, best first.
    /// Also as text/csv.
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

    private static CsvTable Table(InfluencesAnswer answer)
    {
        var table = new CsvTable("actor", "directOffspring", "cascadeOffspring");
        foreach (InfluenceAnswer actor in answer.Actors)
        {
            table.Row(actor.Actor, actor.DirectOffspring, actor.CascadeOffspring);
        }
        return table;
    }
}
