using System.Text.Json;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Query;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Access;

/// <summary>A key that is wanted.</summary>
/// <param name="Name">What people call it, 1 to 100 characters.</param>
/// <param name="Scopes">One or more of ingest, read, admin.</param>
/// <param name="Networks">Names of networks, or beginnings of names with an asterisk; * is all.</param>
/// <param name="ExpiresAt">From when on it is refused, RFC 3339; left out: never.</param>
public sealed record KeyRequest(string? Name, string[]? Scopes, string[]? Networks, DateTimeOffset? ExpiresAt);

/// <summary>A key, without its secret.</summary>
/// <param name="Id">Names the key; no secret.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="Networks">With which networks.</param>
/// <param name="CreatedAt">When it was made, RFC 3339.</param>
/// <param name="ExpiresAt">From when on it is refused; null: never.</param>
/// <param name="RevokedAt">When it was revoked; null: it is not.</param>
public sealed record KeyAnswer(
    string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Networks, string CreatedAt,
    string? ExpiresAt, string? RevokedAt)
{
    /// <summary>What may be shown of a stored key.</summary>
    public static KeyAnswer Of(StoredKey key) => new(
        key.KeyId, key.Name, key.Scopes.Split(','), key.Networks.Split(','), Time(key.CreatedUnixMs)!,
        Time(key.ExpiresUnixMs), Time(key.RevokedUnixMs));

    private static string? Time(long? unixMs) =>
        unixMs is { } known ? TimeText.Format(known * 1_000_000) : null;
}

/// <summary>A new key, shown this once.</summary>
/// <param name="Key">The key itself. It is kept nowhere: who loses it makes another.</param>
/// <param name="About">What is kept of it.</param>
public sealed record NewKeyAnswer(string Key, KeyAnswer About);

/// <summary>All keys.</summary>
/// <param name="Keys">The keys in the order they were made, revoked ones too.</param>
public sealed record KeysAnswer(IReadOnlyList<KeyAnswer> Keys);

/// <summary>Keys: made, listed, revoked.</summary>
internal static class KeyApi
{
    private const int BodyBytesMax = 64 * 1024;

    /// <summary>Maps the addresses.</summary>
    internal static void MapKeys(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder keys = routes.MapGroup("/v1/keys").WithTags("Access").NeedsOnEveryNetwork(Scopes.Admin);
        keys.MapGet("", GetKeys)
            .WithName("GetKeys").WithSummary("All keys, without their secrets.").Produces<KeysAnswer>();
        keys.MapPost("", PostKey)
            .NotesChanges().WithName("PostKey").WithSummary("Make a key; it is shown this once.")
            .Accepts<KeyRequest>("application/json").Produces<NewKeyAnswer>(201);
        keys.MapDelete("/{id}", DeleteKey)
            .NotesChanges().WithName("DeleteKey").WithSummary("Revoke a key for ever.").Produces(204);
    }

    /// <summary>Lists the keys.</summary>
    /// <param name="keys">The keys.</param>
    internal static IResult GetKeys(KeyRing keys) =>
        TypedResults.Ok(new KeysAnswer([.. keys.All.Select(KeyAnswer.Of)]));

    /// <summary>Makes a key. From the first one on the service asks everyone for a key or token, also when that one is
    /// revoked later.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="clock">The wall clock.</param>
    /// <param name="context">The request.</param>
    internal static async Task<IResult> PostKey(KeyRing keys, TimeProvider clock, HttpContext context)
    {
        (KeyRequest? wanted, IResult? problem) = await ReadAsync(context);
        if (wanted is null)
        {
            return problem!;
        }
        if (NewKey.TryRead(wanted.Name, wanted.Scopes, wanted.Networks, wanted.ExpiresAt, clock.GetUtcNow(),
            out (string Parameter, string Detail) fault) is not { } key)
        {
            return Problems.BadRequest("badKey", fault.Detail, new[]
            {
                new RowError(1, "/" + fault.Parameter, "badKey", fault.Detail),
            });
        }
        return await keys.AddAsync(key, context.RequestAborted) is { } made
            ? TypedResults.Created(
                "/v1/keys/" + made.Stored.KeyId, new NewKeyAnswer(made.Key, KeyAnswer.Of(made.Stored)))
            : Problems.Conflict("tooManyKeys", "There are as many keys in force as there may be; revoke one.");
    }

    /// <summary>Revokes a key: within seconds no service that uses this store takes it any more.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="keys">The keys.</param>
    internal static IResult DeleteKey(string id, KeyRing keys) => keys.Revoke(id)
        ? TypedResults.NoContent()
        : Problems.NotFound("noSuchKey", "There is no key in force with this id.");

    private static async Task<(KeyRequest? Wanted, IResult? Problem)> ReadAsync(HttpContext context)
    {
        if (!MediaTypes.TryFind(context.Request, out BodyFormat format, out IResult? problem)
            || format != BodyFormat.Json)
        {
            return (null, problem ?? MediaTypes.NotTaken("A key is application/json.", ["application/json"]));
        }
        using BodyMemory memory = BodyMemory.Begin(context);
        (RequestBody? body, problem) = await RequestBody.ReadAsync(
            context.Request, BodyBytesMax, memory, context.RequestAborted);
        if (body is null)
        {
            return (null, problem);
        }
        using (body)
        {
            try
            {
                return JsonSerializer.Deserialize<KeyRequest>(body.Bytes, AnswerJson.Strict) is { } wanted
                    ? (wanted, null)
                    : (null, Problems.BadRequest("notAnObject", "The key must be a JSON object."));
            }
            catch (JsonException e)
            {
                return (null, Problems.BadRequest("malformedJson", e.Message));
            }
        }
    }
}
