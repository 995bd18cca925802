using System.Text.Json.Nodes;
using HawkesNet.Service.Access;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace HawkesNet.Service.Query;

/// <summary>Why a request was not answered as asked (RFC 9457), as the description shows it.</summary>
/// <param name="Type">urn:hawkesnet:problem: and the code; stable.</param>
/// <param name="Title">The kind of problem, for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong this time, for people.</param>
/// <param name="Code">The kind of problem, for programs; stable.</param>
/// <param name="Retryable">Whether the same request can succeed later.</param>
/// <param name="Errors">Each thing that was wrong; only where there can be several.</param>
public sealed record ProblemAnswer(
    string Type, string Title, int Status, string Detail, string Code, bool Retryable, IReadOnlyList<object>? Errors);

/// <summary>Completes each described operation from <c>SwaggerExamples.json</c>: what its parameters mean, an example
/// of request and answer, and the problems it can answer with.</summary>
/// <remarks>The file has <c>parameters</c> by name, <c>operations</c> by operation id and <c>problems</c> by code. An
/// operation's own <c>parameters</c> replace members of those by name.</remarks>
internal sealed class SwaggerExamples : IOperationFilter
{
    private const string ProblemMediaType = "application/problem+json";
    private static readonly JsonObject Known = Read();

    /// <summary>Every problem as a Markdown table.</summary>
    internal static string ProblemTable()
    {
        IEnumerable<string> rows = Known["problems"]!.AsObject().Select(problem =>
            $"| `{problem.Key}` | {problem.Value!["status"]} | {(Retryable(problem.Value) ? "yes" : "no")} "
            + $"| {problem.Value["meaning"]} |");
        return $"| `type`: `{Problems.TypePrefix}` and | status | retryable | meaning |\n|---|---|---|---|\n"
            + string.Join('\n', rows) + "\n";
    }

    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        UseShortSummary(operation, context);
        operation.Description = SwaggerSetup.Unwrapped(operation.Description);
        JsonNode? known = operation.OperationId is { } id ? Known["operations"]![id] : null;
        foreach (OpenApiParameter parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description = SwaggerSetup.Unwrapped(parameter.Description);
            Describe(parameter, Known["parameters"]![parameter.Name!]?.AsObject());
            Describe(parameter, known?["parameters"]?[parameter.Name!]?.AsObject());
        }
        if (known?["request"] is JsonObject requests)
        {
            AddRequest(operation, requests);
        }
        foreach ((string status, JsonNode? answers) in known?["answers"]?.AsObject() ?? [])
        {
            AddAnswer(operation, status, answers!.AsObject());
        }
        if (known?["problems"] is JsonArray problems)
        {
            ReplaceProblems(operation, problems, context);
        }
        AddAccess(operation, context);
    }

    private static JsonObject Read()
    {
        using Stream stream = typeof(SwaggerExamples).Assembly.GetManifestResourceStream("SwaggerExamples.json")
            ?? throw new InvalidOperationException("SwaggerExamples.json is not embedded");
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static bool Retryable(JsonNode problem) => problem["retryable"]?.GetValue<bool>() ?? false;

    // Where a route gives a short summary of its own, the handler's comment is the longer description.
    private static void UseShortSummary(OpenApiOperation operation, OperationFilterContext context)
    {
        string? summary = context.ApiDescription.ActionDescriptor.EndpointMetadata
            .OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary;
        if (summary is not null && summary != operation.Summary)
        {
            operation.Description = string.Join("\n\n", new[] { operation.Summary, operation.Description }
                .Where(part => !string.IsNullOrEmpty(part)));
            operation.Summary = summary;
        }
    }

    private static void Describe(OpenApiParameter parameter, JsonObject? known)
    {
        if (known is null)
        {
            return;
        }
        parameter.Description = known["description"]?.GetValue<string>() ?? parameter.Description;
        parameter.Example = known["example"]?.DeepClone() ?? parameter.Example;
        if (known["prefill"]?.GetValue<bool>() == false)
        {
            // The page sends an example as it stands unless it is deleted; this one would fail on another's data.
            parameter.Description += $" For example `{parameter.Example}`.";
            parameter.Example = null;
        }
        parameter.Required = known["required"]?.GetValue<bool>() ?? parameter.Required;
        if (known["kind"]?.GetValue<string>() is { } kind)
        {
            parameter.Schema = new OpenApiSchema { Type = Enum.Parse<JsonSchemaType>(kind) };
        }
        if (known["least"] is { } least && known["most"] is { } most)
        {
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = least.ToString(),
                Maximum = most.ToString(),
                Default = known["otherwise"]?.DeepClone(),
            };
        }
    }

    private static void AddAccess(OpenApiOperation operation, OperationFilterContext context)
    {
        AccessRule? rule = context.ApiDescription.ActionDescriptor.EndpointMetadata
            .OfType<AccessRule>().LastOrDefault();
        if (rule is null or { IsForAnyone: true })
        {
            return;
        }
        string scopes = string.Join(" or ", ScopeWords.Of(rule.AnyOf).Select(word => $"`{word}`"));
        string networks = rule.IsOfEveryNetwork ? ", for every network" : "";
        operation.Description = $"{operation.Description}\n\nScope: {scopes}{networks}.".TrimStart();
        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(SwaggerSetup.SecurityScheme, context.Document)] = [],
            },
        ];
        foreach (JsonNode? code in Known["access"]!.AsArray())
        {
            AddProblem(operation, code!.GetValue<string>(), context);
        }
    }

    private static void AddRequest(OpenApiOperation operation, JsonObject requests)
    {
        var body = operation.RequestBody as OpenApiRequestBody ?? new OpenApiRequestBody { Required = true };
        body.Content ??= new Dictionary<string, IOpenApiMediaType>();
        AddExamples(body.Content, requests);
        operation.RequestBody = body;
    }

    private static void AddAnswer(OpenApiOperation operation, string status, JsonObject answers)
    {
        OpenApiResponse response = Response(operation, status);
        response.Description = answers["description"]?.GetValue<string>() ?? response.Description;
        response.Content ??= new Dictionary<string, IOpenApiMediaType>();
        AddExamples(response.Content, answers);
        if (response.Content.ContainsKey(AnswerForm.Arrow))
        {
            response.Content[AnswerForm.Arrow] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                Example = "The table of text/csv as an Apache Arrow stream",
            };
        }
    }

    private static void AddExamples(IDictionary<string, IOpenApiMediaType> content, JsonObject examples)
    {
        foreach ((string mediaType, JsonNode? example) in examples)
        {
            if (mediaType.Contains('/'))
            {
                var media = content.TryGetValue(mediaType, out IOpenApiMediaType? held) && held is OpenApiMediaType own
                    ? own
                    : new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
                if (example is JsonValue)
                {
                    media.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
                }
                media.Example = example!.DeepClone();
                content[mediaType] = media;
            }
        }
    }

    private static void ReplaceProblems(
        OpenApiOperation operation, JsonArray codes, OperationFilterContext context)
    {
        foreach (string status in operation.Responses?.Keys.Where(status => status[0] is '4' or '5').ToArray() ?? [])
        {
            operation.Responses!.Remove(status);
        }
        foreach (JsonNode? code in codes)
        {
            AddProblem(operation, code!.GetValue<string>(), context);
        }
    }

    private static void AddProblem(OpenApiOperation operation, string code, OperationFilterContext context)
    {
        JsonNode known = Known["problems"]![code]
            ?? throw new InvalidOperationException($"SwaggerExamples.json has no problem '{code}'");
        OpenApiResponse response = Response(operation, known["status"]!.ToString());
        string line = $"`{code}`: {known["meaning"]}";
        bool isFirst = response.Content is null;
        response.Description = isFirst ? line : $"{response.Description}\n\n{line}";
        if (isFirst)
        {
            response.Content = new Dictionary<string, IOpenApiMediaType>
            {
                [ProblemMediaType] = new OpenApiMediaType
                {
                    Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemAnswer), context.SchemaRepository),
                    Example = ProblemExample(code, known),
                },
            };
        }
    }

    private static JsonObject ProblemExample(string code, JsonNode known)
    {
        var example = new JsonObject
        {
            ["type"] = Problems.TypePrefix + code,
            ["title"] = known["title"]!.DeepClone(),
            ["status"] = known["status"]!.DeepClone(),
            ["detail"] = known["detail"]!.DeepClone(),
            ["code"] = code,
            ["retryable"] = Retryable(known),
        };
        if (known["errors"] is { } errors)
        {
            example["errors"] = errors.DeepClone();
        }
        return example;
    }

    private static OpenApiResponse Response(OpenApiOperation operation, string status)
    {
        operation.Responses ??= [];
        if (!operation.Responses.TryGetValue(status, out IOpenApiResponse? held) || held is not OpenApiResponse own)
        {
            own = new OpenApiResponse { Description = "" };
            operation.Responses[status] = own;
        }
        return own;
    }
}
