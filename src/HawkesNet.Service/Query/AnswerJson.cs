using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>The one way answers become JSON: camelCase, nulls written, enumerations by name.</summary>
internal static class AnswerJson
{
    // Names stay readable: answers are application/json and never part of a page.
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>How bodies are read that are not events: a member that is not known is an error.</summary>
    internal static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    internal static IResult Ok<T>(T answer) => Results.Json(answer, Options);
}
