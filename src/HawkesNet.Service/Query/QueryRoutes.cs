using HawkesNet.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Query;

/// <summary>The addresses of the queries.</summary>
public static class QueryRoutes
{
    /// <summary>Maps every query under <c>/v1/networks/{network}</c>.</summary>
    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder queries = routes.MapGroup("/v1/networks/{network}").Needs(Scopes.Read);
        MapPredictions(queries.MapGroup("").WithTags("Predictions"));
        MapActors(queries.MapGroup("").WithTags("Actors"));
        MapCauses(queries.MapGroup("").WithTags("Causes"));
        MapModel(queries.MapGroup("").WithTags("Model"));
    }

    private static void MapPredictions(RouteGroupBuilder routes)
    {
        routes.MapGet("/intensity", IntensityApi.GetIntensity).NotesReads().Answers<IntensityAnswer>("GetIntensity");
        routes.MapGet("/intensity/range", IntensityApi.GetIntensityRange)
            .NotesReads().Answers<IntensityRangeAnswer>("GetIntensityRange", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/forecast", ForecastApi.GetForecast).NotesReads().Answers<ForecastAnswer>("GetForecast");
        routes.MapGet("/links", ForecastApi.GetLinks).NotesReads()
            .Answers<LinksAnswer>("GetLinks", AnswerForm.Csv, AnswerForm.Arrow);
    }

    private static void MapActors(RouteGroupBuilder routes)
    {
        routes.MapGet("/actors", ActorApi.GetActors).NotesReads()
            .Answers<ActorsAnswer>("GetActors", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/actors/{id}", ActorApi.GetActor).NotesReads().Answers<OneActorAnswer>("GetActor");
        routes.MapGet("/clusters", ClusterApi.GetClusters)
            .Answers<ClustersAnswer>("GetClusters", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/clusters/{cluster}", ClusterApi.GetCluster)
            .NotesReads().Answers<OneClusterAnswer>("GetCluster", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/excitation", ExcitationApi.GetExcitation)
            .Answers<ExcitationMapAnswer>("GetExcitation", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/ties", TieApi.GetTies)
            .NotesReads().Answers<TiesAnswer>("GetTies", AnswerForm.Csv, AnswerForm.Arrow, AnswerForm.GraphMl);
        routes.MapGet("/influence", InfluenceApi.GetInfluence)
            .NotesReads().Answers<InfluencesAnswer>("GetInfluence", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/actors/{id}/influence", InfluenceApi.GetActorInfluence)
            .NotesReads().Answers<ActorInfluenceAnswer>("GetActorInfluence", AnswerForm.Csv, AnswerForm.Arrow);
    }

    private static void MapCauses(RouteGroupBuilder routes)
    {
        routes.MapGet("/events/{id}/causes", CauseApi.GetCauses)
            .NotesReads(isOfActor: false).Answers<CausesAnswer>("GetCauses", AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapGet("/surprises", CauseApi.GetSurprises)
            .NotesReads().Answers<SurprisesAnswer>("GetSurprises", AnswerForm.Csv, AnswerForm.Arrow);
    }

    private static void MapModel(RouteGroupBuilder routes)
    {
        routes.MapGet("/diagnostics", DiagnosticsApi.GetDiagnostics).Answers<DiagnosticsAnswer>("GetDiagnostics");
        routes.MapGet("/stream", StreamApi.GetStream).NotesReads()
            .WithName("GetStream")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream");
        routes.MapGet("/snapshots", SnapshotApi.GetSnapshots)
            .WithName("GetSnapshots")
            .Produces<SnapshotsAnswer>(
                StatusCodes.Status200OK, AnswerForm.Json, AnswerForm.Csv, AnswerForm.Arrow);
        routes.MapPost("/snapshots", SnapshotApi.PostSnapshot)
            .Needs(Scopes.Admin)
            .NotesChanges()
            .WithName("PostSnapshot")
            .Produces<SnapshotTakenAnswer>(StatusCodes.Status201Created);
        routes.MapGet("/snapshots/{version}", SnapshotApi.GetSnapshot)
            .Answers<ParametersAnswer>("GetSnapshot", AnswerForm.Csv, AnswerForm.Arrow);
    }

    private static void Answers<T>(this RouteHandlerBuilder route, string operation, params string[] otherForms)
    {
        route.WithName(operation)
            .Produces<T>(StatusCodes.Status200OK, "application/json", otherForms)
            .Produces(StatusCodes.Status304NotModified);
    }
}
