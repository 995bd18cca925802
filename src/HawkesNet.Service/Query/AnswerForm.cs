using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HawkesNet.Service.Query;

/// <summary>The forms an answer may have, and which of them a client prefers.</summary>
internal static class AnswerForm
{
    internal const string Json = "application/json";
    internal const string Csv = "text/csv";
    internal const string GraphMl = "application/graphml+xml";
    internal const string Arrow = "application/vnd.apache.arrow.stream";

    /// <summary>The form that the client accepts with the largest weight; JSON where it says nothing of
    /// these.</summary>
    internal static string Of(HttpRequest request)
    {
        string best = Json;
        double bestQuality = 0;
        foreach (MediaTypeHeaderValue accepted in request.GetTypedHeaders().Accept)
        {
            string? form = new[] { Json, Csv, Arrow, GraphMl }.FirstOrDefault(
                known => accepted.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase));
            double quality = accepted.Quality ?? 1;
            if (form is not null && (quality > bestQuality || (quality == bestQuality && form == Json)))
            {
                (best, bestQuality) = (form, quality);
            }
        }
        return best;
    }
}
