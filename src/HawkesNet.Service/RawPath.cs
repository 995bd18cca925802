using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HawkesNet.Service;

/// <summary>Names at the end of an address, whole: routing leaves an encoded slash in them as it is.</summary>
internal static class RawPath
{
    /// <summary>The last part of the request's own target, decoded; <paramref name="routed"/> where there is none.
    /// </summary>
    internal static string LastPart(HttpRequest request, string routed)
    {
        string? target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0];
        int slash = target?.LastIndexOf('/') ?? -1;
        return slash < 0 ? routed : Uri.UnescapeDataString(target![(slash + 1)..]);
    }
}
