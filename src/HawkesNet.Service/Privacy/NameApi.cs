using System.Text;
using HawkesNet.Service.Access;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Query;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

/// <summary>Names of a network with pseudonyms: read, and erased.</summary>
internal static class NameApi
{
    private static readonly string[] remains =
    [
        "The events, under the pseudonym, in the log, the snapshots and the model.",
        "What the model learned from them: it is not learned anew without them.",
        "The network's secret: who holds it and the name can compute the pseudonym.",
        "Names in copies and backups of the store that were made before, and in types and event ids if they hold any.",
    ];

    /// <summary>Maps the addresses.</summary>
    internal static void MapNames(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder actors = routes.MapGroup("/v1/networks/{network}/actors/{id}")
            .WithTags("Privacy").Needs(Scopes.Admin);
        actors.MapGet("/name", GetActorName).NotesReads()
            .WithName("GetActorName").WithSummary("The name behind a pseudonym.").Produces<ActorNameAnswer>();
        actors.MapDelete("", DeleteActor).NotesChanges(isOfActor: true)
            .WithName("DeleteActor").WithSummary("Erase the name behind a pseudonym.").Produces<ErasureAnswer>();
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

    /// <summary>Erases the name behind a pseudonym, for ever, and takes the pseudonym out of the audit log. The answer
    /// says what remains. Events posted later under the same name do not bring the name back.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="id">The pseudonym, or the name itself.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="context">The request.</param>
    internal static IResult DeleteActor(string network, string id, NetworkRegistry networks, HttpContext context)
    {
        (Network? found, string actor, IResult? problem) = Find(
            network, RawPath.LastPart(context.Request, id), networks, context);
        if (problem is not null)
        {
            return problem;
        }
        bool isErased = found!.Pseudonyms!.Forget(actor);
        new AuditTable(networks.OpenStore()).ForgetSubject(network, actor);
        return AnswerJson.Ok(new ErasureAnswer(actor, isErased, remains));
    }

    private static (Network? Network, string Actor, IResult? Problem) Find(
        string network, string id, NetworkRegistry networks, HttpContext context)
    {
        if (networks.Find(network) is not { } found)
        {
            return (null, id, Problems.NoSuchNetwork(network));
        }
        if (found.IsHeldElsewhere)
        {
            return (null, id, Problems.HeldElsewhere(network));
        }
        if (found.Pseudonyms is null)
        {
            return (null, id, Problems.Of(StatusCodes.Status422UnprocessableEntity, "noPseudonyms",
                "The network has no pseudonyms",
                "Names stand in this network's log, its snapshots and its model, and cannot be taken out of them "
                + "one by "
                + "one. Delete the network, or create one with pseudonyms."));
        }
        string actor = found.Pseudonyms.Resolve(id);
        context.Items[AuditRule.SubjectItem] = actor;
        // A name is kept before its rows are judged, so there can be one of an actor without events.
        return found.KnowsActor(Encoding.UTF8.GetBytes(actor)) || found.Pseudonyms.Find(actor) is not null
            ? (found, actor, null)
            : (null, actor, QueryProblems.UnknownActor(network, "id", id));
    }
}
