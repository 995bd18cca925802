using System.Net;
using HawkesNet.Service.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Access;

/// <summary>Lets a request through to its handler, or answers 401, 403 or 429, before anything of its body is
/// read.</summary>
/// <remarks>What an address asks stands in its <see cref="AccessRule"/>. A name outside a key's networks is refused
/// whether such a network exists or not, so the answer tells nothing.</remarks>
internal sealed class AccessGate(
    RequestDelegate next, KeyRing keys, RateLimits limits, AuditLog audit, ServiceOptions options, TokenReader? tokens = null)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // Without an endpoint there is nothing to protect but the description; one that is no route says 405 or 415.
        Endpoint? endpoint = context.GetEndpoint();
        AccessRule? rule = endpoint?.Metadata.GetMetadata<AccessRule>();
        bool isForAnyone = endpoint is not RouteEndpoint || rule is { IsForAnyone: true };
        (Caller? caller, IResult? problem) = await IdentifyAsync(context, isForAnyone);
        problem ??= isForAnyone ? null : Refusal(context, caller!, rule);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }
        context.Features.Set(caller);
        if (isForAnyone)
        {
            await next(context);
            return;
        }
        (RateLimits.Share? share, problem) = limits.Enter(caller!, context);
        using (share)
        {
            context.Features.Set(share);
            await (problem is null ? next(context) : problem.ExecuteAsync(context));
            await audit.NoteAsync(context, caller!);
        }
    }

    private async ValueTask<(Caller? Caller, IResult? Problem)> IdentifyAsync(HttpContext context, bool isForAnyone)
    {
        if (keys.IsOpenTo(context))
        {
            return IsHostKnown(context)
                ? (Caller.Open, null)
                : (null, AccessProblems.HostNotAllowed(context.Request.Host.Value));
        }
        if (isForAnyone)
        {
            return (Caller.Nobody, null);
        }
        if (Bearer(context.Request) is not { } credentials)
        {
            return (null, AccessProblems.NoCredentials());
        }
        Caller? caller = keys.Find(credentials) ?? (tokens is null ? null : await tokens.ReadAsync(context));
        return caller is null ? (null, AccessProblems.BadCredentials()) : (caller, null);
    }

    private static IResult? Refusal(HttpContext context, Caller caller, AccessRule? rule)
    {
        if (rule is null)
        {
            return caller.IsUnlimited ? null : AccessProblems.ScopeMissing(Scopes.Admin);
        }
        if (!caller.HasAny(rule.AnyOf))
        {
            return AccessProblems.ScopeMissing(rule.AnyOf);
        }
        if (rule.IsOfEveryNetwork && !caller.Networks.IsEvery)
        {
            return AccessProblems.NotOnEveryNetwork();
        }
        return context.Request.RouteValues.TryGetValue("network", out object? network)
            && !caller.Networks.Include((string)network!)
                ? AccessProblems.NetworkNotAllowed()
                : null;
    }

    // A page of another site can make a browser send requests to this machine under a name of its own; such a request
    // bears that name. Where no key is needed this is what keeps it out.
    private bool IsHostKnown(HttpContext context)
    {
        string host = context.Request.Host.Host.Trim('[', ']');
        return options.IsInsecureOpen || host.Length == 0
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    private static string? Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length > Scheme.Length
            ? header[Scheme.Length..].Trim()
            : null;
    }
}
