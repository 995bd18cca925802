using System.Globalization;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HawkesNet.Service.Query;

/// <summary>Entity tags: equal tags on one address mean equal answers, since an answer follows from one
/// state.</summary>
internal static class EntityTag
{
    // Versions begin anew with the process, so the tag names the process too.
    private static readonly string Process =
        Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6));

    /// <summary>304 where the client holds the answer of this state, else null.</summary>
    internal static IResult? Match(HttpRequest request, PublishedModel model)
    {
        string tag = Of(model);
        foreach (EntityTagHeaderValue held in request.GetTypedHeaders().IfNoneMatch)
        {
            if (held.Tag == tag)
            {
                Set(request.HttpContext.Response, model);
                return Results.StatusCode(StatusCodes.Status304NotModified);
            }
        }
        return null;
    }

    /// <summary>Tags an answer with its state.</summary>
    internal static void Set(HttpResponse response, PublishedModel model)
    {
        response.Headers.ETag = Of(model);
        response.Headers.Vary = HeaderNames.Accept;
        response.Headers.CacheControl = "no-cache";
    }

    private static string Of(PublishedModel model) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{Process}-{model.Version}\"");
}
