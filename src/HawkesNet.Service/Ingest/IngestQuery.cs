using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Ingest;

/// <summary>The query parameters of an ingest request, read strictly: an unknown name or value is refused.</summary>
/// <param name="Unit">Unit of times given as numbers; null: none given.</param>
/// <param name="Atomic">All rows or none.</param>
/// <param name="AwaitApplied">Answer after the learner has seen the rows.</param>
/// <param name="Backfill">History in time order.</param>
public sealed record IngestQuery(TimeUnit? Unit, bool Atomic, bool AwaitApplied, bool Backfill)
{
    /// <summary>Reads them.</summary>
    /// <returns>The parameters, or the problem to answer with.</returns>
    public static (IngestQuery? Query, IResult? Problem) Read(HttpRequest request)
    {
        IngestQuery query = new(null, Atomic: false, AwaitApplied: false, Backfill: false);
        foreach ((string name, var values) in request.Query)
        {
            string value = values.ToString();
            string? allowed = null;
            switch (name)
            {
                case "unit":
                    query = query with { Unit = TimeUnits.Find(value) };
                    allowed = query.Unit is null ? TimeUnits.Allowed : null;
                    break;
                case "ack":
                    query = query with { AwaitApplied = value == "applied" };
                    allowed = value is "applied" or "durable" ? null : "durable, applied";
                    break;
                case "atomic":
                    query = query with { Atomic = value == "true" };
                    allowed = value is "true" or "false" ? null : "true, false";
                    break;
                case "backfill":
                    query = query with { Backfill = value == "true" };
                    allowed = value is "true" or "false" ? null : "true, false";
                    break;
                default:
                    return (null, Problems.BadParameter(
                        name, $"There is no parameter '{name}'. Known: unit, atomic, ack, backfill."));
            }
            if (allowed is not null)
            {
                return (null, Problems.BadParameter(name, $"{name}='{value}' is not one of {allowed}."));
            }
        }
        return (query, null);
    }
}
