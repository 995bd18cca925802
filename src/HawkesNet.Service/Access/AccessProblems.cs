using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Access;

/// <summary>Why a caller is not let through, as RFC 9457 problems.</summary>
internal static class AccessProblems
{
    private const string Realm = "Bearer realm=\"hawkesnet\"";

    internal static IResult NoCredentials() => Unauthorized(
        "noCredentials", "Authorization: Bearer with a key or token is needed.", Realm);

    // One answer for an unknown, a revoked, an expired and a malformed key: the difference would help only a thief.
    internal static IResult BadCredentials() => Unauthorized(
        "badCredentials", "The key or token is not in force.", Realm + ", error=\"invalid_token\"");

    internal static IResult ScopeMissing(Scopes anyOf) => Forbidden(
        "scopeMissing", $"This needs the scope {string.Join(" or ", ScopeWords.Of(anyOf))}.");

    internal static IResult NotOnEveryNetwork() => Forbidden(
        "networkNotAllowed", "This speaks of every network, so it needs a key for all of them.");

    internal static IResult NetworkNotAllowed() => Forbidden(
        "networkNotAllowed", "The key is not for a network of this name, whether there is one or not.");

    internal static IResult HostNotAllowed(string? host) => Forbidden(
        "hostNotAllowed", $"Without keys the service answers only as localhost, not as '{host}'.");

    private static IResult Forbidden(string code, string detail) =>
        Problems.Of(StatusCodes.Status403Forbidden, code, "Not allowed", detail);

    private static Challenge Unauthorized(string code, string detail, string challenge) => new(
        Problems.Of(StatusCodes.Status401Unauthorized, code, "Who are you?", detail), challenge);

    private sealed class Challenge(IResult problem, string header) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.Headers.WWWAuthenticate = header;
            return problem.ExecuteAsync(context);
        }
    }
}
