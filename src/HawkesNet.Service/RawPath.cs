using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HawkesNet.Service;

/// <summary>Names in an address, whole: routing leaves an encoded slash in them as it is.</summary>
internal static class RawPath
{
    /// <summary>The last part of the request's own target, decoded; <paramref name="routed"/> where there is none.
    /// </summary>
    internal static string LastPart(HttpRequest request, string routed) => Part(request, 1, routed);

    /// <summary>The same for the part before the last.</summary>
    internal static string PartBeforeLast(HttpRequest request, string routed) => Part(request, 2, routed);

    private static string Part(HttpRequest request, int fromEnd, string routed)
    {
        string? target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0];
        string[] parts = target?.Split('/') ?? [];
        return parts.Length <= fromEnd ? routed : Uri.UnescapeDataString(parts[^fromEnd]);
    }
}
