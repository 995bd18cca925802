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
        string tag = Of(request, model);
        foreach (EntityTagHeaderValue held in request.GetTypedHeaders().IfNoneMatch)
        {
            if (held.Tag == tag)
            {
                Set(request, model);
                return Results.StatusCode(StatusCodes.Status304NotModified);
            }
        }
        return null;
    }

    /// <summary>Tags an answer with its state.</summary>
    internal static void Set(HttpRequest request, PublishedModel model)
    {
        HttpResponse response = request.HttpContext.Response;
        response.Headers.ETag = Of(request, model);
        response.Headers.Vary = HeaderNames.Accept;
        response.Headers.CacheControl = "no-cache";
    }

    // The same address gives JSON, a table or a graph, so the tag says which.
    private static string Of(HttpRequest request, PublishedModel model) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{Process}-{model.Version}-{AnswerForm.Of(request).Replace('/', '-')}\"");
}
