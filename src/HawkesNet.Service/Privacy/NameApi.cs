using System.Text;
using HawkesNet.Service.Access;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Query;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Privacy;

/// <summary>The name behind a pseudonym.</summary>
/// <param name="Actor">The pseudonym.</param>
/// <param name="Name">The name; null: none is kept, as it was erased.</param>
public sealed record ActorNameAnswer(string Actor, string? Name);

/// <summary>What an erasure did, and what it left.</summary>
/// <param name="Actor">The pseudonym.</param>
/// <param name="NameErased">Whether a name was kept until now.</param>
/// <param name="Remains">What is still there, in words.</param>
public sealed record ErasureAnswer(string Actor, bool NameErased, IReadOnlyList<string> Remains);

/// <summary>The removal of an actor from a network, as far as it is.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Actor">The actor, by pseudonym where the network has them.</param>
/// <param name="State">running, done or failed.</param>
/// <param name="RemovedEvents">Events taken out of the log; 0 until it is done.</param>
/// <param name="Reason">Why it failed: the log is then as it was; null: it did not.</param>
/// <param name="Remains">What is still there once it is done, in words.</param>
public sealed record RemovalAnswer(
    string Id, string Actor, string State, long RemovedEvents, string? Reason, IReadOnlyList<string> Remains);

/// <summary>Names of a network with pseudonyms: read, and erased.</summary>
internal static class NameApi
{
    private static readonly string[] remains =
    [
        "The events, under the pseudonym, in the log, the snapshots and the model.",
        "What the model learned from them; refit=true removes both, exactly.",
        "The network's secret: who holds it and the name can compute the pseudonym.",
        "Names in copies and backups of the store that were made before, and in types and event ids if they hold any.",
    ];

    private static readonly string[] remainsAfterRefit =
    [
        "The number of duplicates counted, and of actors pooled as (other) while the actor took a place.",
        "Copies and backups of the store that were made before; on PostgreSQL the bytes of deleted rows until VACUUM.",
        "Types and event ids of other events, if they hold the name. The network's secret, where it has pseudonyms.",
        "Its clients: events of the actor that are posted again are new ones.",
    ];

    /// <summary>Maps the addresses.</summary>
    internal static void MapNames(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder actors = routes.MapGroup("/v1/networks/{network}/actors/{id}")
            .WithTags("Privacy").Needs(Scopes.Admin);
        actors.MapGet("/name", GetActorName).NotesReads()
            .WithName("GetActorName").WithSummary("The name behind a pseudonym.").Produces<ActorNameAnswer>();
        actors.MapDelete("", DeleteActor).NotesChanges(isOfActor: true)
            .WithName("DeleteActor").WithSummary("Erase an actor's name, or the actor and all it was part of.")
            .Produces<ErasureAnswer>().Produces<RemovalAnswer>(202);
        routes.MapGet("/v1/networks/{network}/removals/{removal}", GetRemoval)
            .WithTags("Privacy").Needs(Scopes.Admin)
            .WithName("GetRemoval").WithSummary("How far the removal of an actor is.").Produces<RemovalAnswer>();
    }

    /// <summary>Gives the name that stands behind a pseudonym, in a network that was created with pseudonyms.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="id">The pseudonym, or the name itself.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="context">The request.</param>
    internal static IResult GetActorName(string network, string id, NetworkRegistry networks, HttpContext context)
    {
        (Network? found, string actor, IResult? problem) = Find(
            network, RawPath.PartBeforeLast(context.Request, id), networks, context);
        return problem ?? AnswerJson.Ok(new ActorNameAnswer(actor, found!.Pseudonyms!.Find(actor)));
    }

    /// <summary>Erases the name behind a pseudonym, for ever, and takes the pseudonym out of the audit log; the answer
    /// says what remains. With <c>refit=true</c>, also in a network without pseudonyms, the events the actor sent or
    /// received are taken out of the log, the snapshots are deleted and the model is learned anew from the log that
    /// is left: to the last bit the model of a network that never had the actor. Asked for with 202; posts are refused
    /// for now (503) until the new log is in place.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="id">The pseudonym, or the name itself.</param>
    /// <param name="refit">true: remove the actor's events and their influence too.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="removals">The removals under way.</param>
    /// <param name="context">The request.</param>
    internal static IResult DeleteActor(
        string network, string id, string? refit, NetworkRegistry networks, [FromServices] Removals removals,
        HttpContext context)
    {
        if (refit is not (null or "true" or "false"))
        {
            return Problems.BadParameter("refit", $"refit='{refit}' is not one of true, false.");
        }
        (Network? found, string actor, IResult? problem) = Find(
            network, RawPath.LastPart(context.Request, id), networks, context, needsPseudonyms: refit != "true");
        if (problem is not null)
        {
            return problem;
        }
        bool isErased = found!.Pseudonyms?.Forget(actor) ?? false;
        new AuditTable(networks.OpenStore()).ForgetSubject(network, actor);
        return refit == "true"
            ? Remove(network, actor, removals, context)
            : AnswerJson.Ok(new ErasureAnswer(actor, isErased, remains));
    }

    /// <summary>Says how far a removal is. Removals are known until the service ends, at least the newest hundred: one
    /// that a crash cut short has changed nothing, and is asked for again.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="removal">Number of the removal.</param>
    /// <param name="removals">The removals.</param>
    internal static IResult GetRemoval(string network, string removal, [FromServices] Removals removals) =>
        removals.Find(network, removal) is { } found
            ? AnswerJson.Ok(Answer(found))
            : Problems.NotFound("noSuchRemoval", $"There is no removal '{removal}' in network '{network}'.");

    private static IResult Remove(string network, string actor, Removals removals, HttpContext context)
    {
        // The entry of this request would bring the name back into the audit log.
        context.Items[AuditRule.SubjectItem] = null;
        if (actor == LogGroup.PooledName)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "pooledActor", "Not one actor",
                "(other) stands for all actors beyond the network's most, and cannot be removed.");
        }
        if (removals.Start(network, actor) is not { } started)
        {
            return Problems.Conflict(
                "removalUnderWay", $"Another actor is being removed from network '{network}'; ask again later.");
        }
        context.Response.Headers.Location = $"/v1/networks/{network}/removals/{started.Id}";
        return Results.Json(Answer(started), AnswerJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static RemovalAnswer Answer(Removal removal) => new(
        removal.Id, removal.Actor, removal.State.ToString().ToLowerInvariant(), removal.Removed, removal.Reason,
        remainsAfterRefit);

    private static (Network? Network, string Actor, IResult? Problem) Find(
        string network, string id, NetworkRegistry networks, HttpContext context, bool needsPseudonyms = true)
    {
        if (networks.Find(network) is not { } found)
        {
            return (null, id, Problems.NoSuchNetwork(network));
        }
        if (found.IsHeldElsewhere)
        {
            return (null, id, Problems.HeldElsewhere(network));
        }
        if (found.Pseudonyms is null && needsPseudonyms)
        {
            return (null, id, Problems.Of(StatusCodes.Status422UnprocessableEntity, "noPseudonyms",
                "The network has no pseudonyms",
                "Names stand in this network's log, its snapshots and its model. refit=true takes the actor out of "
                + "them, with its events."));
        }
        string actor = found.Pseudonyms?.Resolve(id) ?? id;
        context.Items[AuditRule.SubjectItem] = actor;
        // A name is kept before its rows are judged, so there can be one of an actor without events.
        return found.KnowsActor(Encoding.UTF8.GetBytes(actor)) || found.Pseudonyms?.Find(actor) is not null
            ? (found, actor, null)
            : (null, actor, QueryProblems.UnknownActor(network, "id", id));
    }
}
