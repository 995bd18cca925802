using HawkesNet.Service.Access;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Networks;

/// <summary>Networks: created with settings that then stay as they are, described, listed, deleted.</summary>
public static class NetworkApi
{
    private const int SettingsBytesMax = 64 * 1024;

    /// <summary>Maps the addresses.</summary>
    public static void MapNetworks(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder networks = routes.MapGroup("/v1/networks").WithTags("Networks");
        networks.MapGet("", GetNetworks)
            .Needs(Scopes.Read)
            .WithName("GetNetworks").WithSummary("The networks the key is for, by name.").Produces<NetworksAnswer>();
        networks.MapPut("/{network}", PutNetwork)
            .Needs(Scopes.Admin)
            .NotesChanges().WithName("PutNetwork").WithSummary("Create a network with settings.")
            .Accepts<NewNetwork>("application/json")
            .Produces<NetworkAnswer>().Produces<NetworkAnswer>(201)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415)
            .ProducesProblem(503);
        networks.MapGet("/{network}", GetNetwork)
            .Needs(Scopes.Read)
            .WithName("GetNetwork").WithSummary("One network: settings and counts.")
            .Produces<NetworkAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        networks.MapDelete("/{network}", DeleteNetwork)
            .Needs(Scopes.Admin)
            .NotesChanges().WithName("DeleteNetwork").WithSummary("Delete a network with its log and snapshots.")
            .Produces(204).ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/v1/limits", GetLimits)
            .Needs(Scopes.Ingest | Scopes.Read)
            .WithName("GetLimits").WithSummary("Every limit of the service, with its unit.")
            .WithTags("Networks").Produces<LimitsAnswer>();
    }

    /// <summary>Lists the networks the caller's key is for, with their settings and counts.</summary>
    /// <param name="registry">The networks.</param>
    /// <param name="context">The request.</param>
    public static IResult GetNetworks(NetworkRegistry registry, HttpContext context)
    {
        NetworkRights rights = Caller.Of(context).Networks;
        return TypedResults.Ok(new NetworksAnswer(
            [.. registry.All.Where(network => rights.Include(network.Name)).Select(NetworkAnswer.Of)]));
    }

    /// <summary>Creates a network. Its settings decide how its log is read, so they cannot change later: putting the
    /// same settings again is fine, others are refused.</summary>
    /// <param name="network">Name of the network: 1 to 64 of letters, digits, dot, underscore, hyphen.</param>
    /// <param name="registry">The networks.</param>
    /// <param name="options">Limits.</param>
    /// <param name="context">The request.</param>
    public static async Task<IResult> PutNetwork(
        string network, NetworkRegistry registry, ServiceOptions options, HttpContext context)
    {
        if (!NetworkName.IsValid(network))
        {
            return NetworkName.Problem(network);
        }
        (NetworkSettings? settings, IResult? problem) = await ReadSettingsAsync(context);
        if (settings is null)
        {
            return problem!;
        }
        if (registry.Find(network) is null && RefusalOfNew(registry, options) is { } refusal)
        {
            return refusal;
        }
        (Network found, bool created) = await registry.GetOrCreateAsync(network, settings, context.RequestAborted);
        if (!created && found.Settings != settings)
        {
            return Problems.Conflict("settingsDiffer",
                $"Network '{network}' has other settings, and they cannot change. Delete it, or use another name.");
        }
        NetworkAnswer answer = NetworkAnswer.Of(found);
        return created ? TypedResults.Created($"/v1/networks/{network}", answer) : TypedResults.Ok(answer);
    }

    /// <summary>Describes one network.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="registry">The networks.</param>
    public static IResult GetNetwork(string network, NetworkRegistry registry)
    {
        if (!NetworkName.IsValid(network))
        {
            return NetworkName.Problem(network);
        }
        if (registry.Find(network) is not { } found)
        {
            return Problems.NoSuchNetwork(network);
        }
        return found.IsHeldElsewhere
            ? Problems.HeldElsewhere(network)
            : TypedResults.Ok(NetworkAnswer.Of(found));
    }

    /// <summary>Deletes a network with its log and snapshots. It cannot be undone.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="registry">The networks.</param>
    /// <param name="telemetry">Forgets the network's figures.</param>
    /// <param name="cancel">The request is gone.</param>
    public static async Task<IResult> DeleteNetwork(
        string network, NetworkRegistry registry, Telemetry telemetry, CancellationToken cancel)
    {
        if (!NetworkName.IsValid(network))
        {
            return NetworkName.Problem(network);
        }
        if (!await registry.DeleteAsync(network, cancel))
        {
            return Problems.NoSuchNetwork(network);
        }
        telemetry.Forget(network);
        return TypedResults.NoContent();
    }

    /// <summary>Lists the limits; beyond them the service refuses with a reason.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="bodies">The memory of bodies.</param>
    internal static IResult GetLimits(ServiceOptions options, BodyBudget bodies) =>
        TypedResults.Ok(LimitsAnswer.Of(options, bodies));

    /// <summary>Why no further network can be created; null: one can.</summary>
    internal static IResult? RefusalOfNew(NetworkRegistry registry, ServiceOptions options) =>
        registry.All.Count < options.NetworksMax
            ? null
            : Problems.Conflict("tooManyNetworks", $"The service holds its most networks, {options.NetworksMax}.");

    private static async Task<(NetworkSettings? Settings, IResult? Problem)> ReadSettingsAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool hasBody = request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
        if (!hasBody)
        {
            return (new NetworkSettings(), null);
        }
        if (!MediaTypes.TryFind(request, out BodyFormat format, out IResult? problem) || format != BodyFormat.Json)
        {
            return (null, problem ?? MediaTypes.NotTaken("Settings are application/json.", ["application/json"]));
        }
        using BodyMemory memory = BodyMemory.Begin(context);
        (RequestBody? body, problem) = await RequestBody.ReadAsync(
            request, SettingsBytesMax, memory, context.RequestAborted);
        if (body is null)
        {
            return (null, problem);
        }
        using (body)
        {
            (NetworkSettings settings, IReadOnlyList<RowError> errors) = SettingsReader.Read(body.Bytes.ToArray());
            return errors.Count == 0
                ? (settings, null)
                : (null, Problems.BadRequest("badSettings", errors[0].Detail, errors));
        }
    }
}

/// <summary>Settings as clients send them; what is left out keeps its default.</summary>
/// <param name="Resolution">Shortest delay resolved; left out: settled from the stream.</param>
/// <param name="Memory">Longest delay remembered; left out: settled from the stream.</param>
/// <param name="MaxClusters">Most clusters of actors, 1 to 64.</param>
/// <param name="Ties">Whether latent ties are estimated; they join the model where they explain something.</param>
/// <param name="Rhythm">Whether a rhythm of the day or week is looked for.</param>
/// <param name="ForgettingHalfLife">Half-life of evidence; left out: nothing is forgotten.</param>
/// <param name="AllowedLateness">Width of the reorder window in event time.</param>
/// <param name="MaxActors">Most actors.</param>
/// <param name="MaxTypes">Most types.</param>
/// <param name="Pseudonyms">Whether actors stand by pseudonyms, and their names apart.</param>
public sealed record NewNetwork(
    string? Resolution, string? Memory, int? MaxClusters, bool? Ties, bool? Rhythm,
    string? ForgettingHalfLife, string? AllowedLateness, int? MaxActors, int? MaxTypes, bool? Pseudonyms);
