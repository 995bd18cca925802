using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HawkesNet.Service.Ingest;

/// <summary>The content types and encodings ingest takes. Thread-safe.</summary>
public static class MediaTypes
{
    /// <summary>Content types taken, main one first.</summary>
    public static readonly IReadOnlyList<string> Accepted = ["application/x-ndjson", "application/json", "text/csv"];

    /// <summary>Content encodings taken.</summary>
    public static readonly IReadOnlyList<string> Encodings = ["gzip", "br", "zstd"];

    /// <summary>The form of a request's body, or the 415 that says what is taken.</summary>
    public static bool TryFind(HttpRequest request, out BodyFormat format, out IResult? problem)
    {
        format = default;
        problem = null;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            problem = NotTaken("The request has no Content-Type that can be read.");
            return false;
        }
        BodyFormat? found = type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/x-ndjson" => BodyFormat.NdJson,
            "application/json" => BodyFormat.Json,
            "text/csv" => BodyFormat.Csv,
            _ => null,
        };
        string charset = type.Charset.Value?.Trim('"') ?? "utf-8";
        if (found is null)
        {
            problem = NotTaken($"Content-Type '{type.MediaType}' is not taken.");
        }
        else if (!charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            problem = NotTaken($"Charset '{charset}' is not taken; send UTF-8.");
        }
        format = found ?? default;
        return problem is null;
    }

    /// <summary>415 with the list of what is taken.</summary>
    /// <param name="detail">What was not taken.</param>
    /// <param name="accepted">Content types taken there; null: those of events.</param>
    public static IResult NotTaken(string detail, IReadOnlyList<string>? accepted = null) => Problems.Of(
        StatusCodes.Status415UnsupportedMediaType, "unsupportedMediaType", "The body's type is not taken", detail,
        extra: new() { ["accepted"] = accepted ?? Accepted, ["acceptedEncodings"] = Encodings });
}
