using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace HawkesNet.Service;

/// <summary>Every error answer: RFC 9457 problem details with a stable <c>type</c>. Thread-safe.</summary>
/// <remarks>The type is <c>urn:hawkesnet:problem:CODE</c>; the code is repeated as <c>code</c>, and <c>retryable</c>
/// says whether the same request can succeed later.</remarks>
public static class Problems
{
    /// <summary>Start of every problem type.</summary>
    public const string TypePrefix = "urn:hawkesnet:problem:";

    private const int HeldElsewhereRetrySeconds = 5;

    /// <summary>400: the request cannot be understood.</summary>
    public static IResult BadRequest(string code, string detail, object? errors = null) =>
        Of(StatusCodes.Status400BadRequest, code, "The request cannot be understood", detail, errors: errors);

    /// <summary>400: a query parameter has a value that is not allowed, or is not known.</summary>
    public static IResult BadParameter(string parameter, string detail) =>
        Of(StatusCodes.Status400BadRequest, "badParameter", "A query parameter is wrong", detail,
            extra: new() { ["parameter"] = parameter });

    /// <summary>404: there is no such thing.</summary>
    public static IResult NotFound(string code, string detail) =>
        Of(StatusCodes.Status404NotFound, code, "Not found", detail);

    /// <summary>404: no network has this name.</summary>
    public static IResult NoSuchNetwork(string network) =>
        NotFound("noSuchNetwork", $"There is no network '{network}'.");

    /// <summary>409: the request contradicts what is stored.</summary>
    public static IResult Conflict(string code, string detail) =>
        Of(StatusCodes.Status409Conflict, code, "The request contradicts what is stored", detail);

    /// <summary>429 or 503 with <c>Retry-After</c> in whole seconds.</summary>
    public static IResult TryLater(int status, string code, string detail, int retryAfterSeconds) =>
        new RetryResult(Of(status, code, "Try again later", detail, retryable: true), retryAfterSeconds);

    /// <summary>503: another service on the same database holds the network.</summary>
    public static IResult HeldElsewhere(string network) => TryLater(
        StatusCodes.Status503ServiceUnavailable, "heldElsewhere",
        $"Another service on the same database holds network '{network}': ask that one, or wait until this one takes "
        + "it over.",
        HeldElsewhereRetrySeconds);

    /// <summary>Any other problem; <paramref name="extra"/> are further members of the answer.</summary>
    public static IResult Of(
        int status, string code, string title, string detail,
        bool retryable = false, object? errors = null, Dictionary<string, object?>? extra = null)
    {
        ProblemDetails problem = new() { Type = TypePrefix + code, Title = title, Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        problem.Extensions["retryable"] = retryable;
        if (errors is not null)
        {
            problem.Extensions["errors"] = errors;
        }
        foreach ((string name, object? value) in extra ?? [])
        {
            problem.Extensions[name] = value;
        }
        return TypedResults.Problem(problem);
    }

    private sealed class RetryResult(IResult problem, int retryAfterSeconds) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.Headers.RetryAfter = retryAfterSeconds.ToString();
            return problem.ExecuteAsync(context);
        }
    }
}
