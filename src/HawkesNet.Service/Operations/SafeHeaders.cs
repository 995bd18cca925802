using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Operations;

/// <summary>Headers that tell browsers what not to do with an answer.</summary>
internal static class SafeHeaders
{
    // The pages load nothing from elsewhere and are shown in no frame.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sets the headers on every answer, those that say what went wrong included.</summary>
    internal static void UseSafeHeaders(this WebApplication app) => app.Use(next => context =>
    {
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
            }
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (headers.CacheControl.Count == 0)
            {
                // Answers may speak of people: no shared cache keeps them, and a browser asks again each time.
                headers.CacheControl = "private, no-cache";
            }
            return Task.CompletedTask;
        });
        return next(context);
    });
}
