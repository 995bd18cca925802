using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace HawkesNet.Service.Operations;

/// <summary>Problem details for what no handler answers: unknown addresses, wrong methods, and exceptions.</summary>
public static class ProblemPages
{
    private const int RetrySeconds = 5;
    private static readonly string[] Json = ["application/json"];

    /// <summary>Turns exceptions and empty error answers into problem details.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerException });
        app.UseStatusCodePages(context => Empty(context.HttpContext).ExecuteAsync(context.HttpContext));
    }

    // What went wrong inside goes to the log, with the stack; the client gets only that it is not its fault.
    private static Task AnswerException(HttpContext context)
    {
        Exception? exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        IResult problem = exception switch
        {
            BadHttpRequestException bad => OfStatus(bad.StatusCode, bad.Message),
            NetworkLimitException => Problems.Conflict("tooManyNetworks", "The service holds its most networks."),
            StoreUnavailableException => Problems.TryLater(
                503, "storeUnavailable", "The store cannot be used now; nothing was acknowledged.", RetrySeconds),
            HeldElsewhereException held => Problems.HeldElsewhere(held.Network),
            LearnerStoppedException => Problems.TryLater(
                503, "learnerStopped", "The network's learner does not run; what was committed is kept.", RetrySeconds),
            _ => Problems.Of(StatusCodes.Status500InternalServerError, "internalError", "The service failed",
                "The service failed on this request; the cause is in its log."),
        };
        return problem.ExecuteAsync(context);
    }

    private static IResult Empty(HttpContext context)
    {
        int status = context.Response.StatusCode;
        HttpRequest request = context.Request;
        if (status == StatusCodes.Status415UnsupportedMediaType)
        {
            bool isIngest = request.Path.Value!.Contains("/events", StringComparison.Ordinal);
            return MediaTypes.NotTaken($"Content-Type '{request.ContentType}' is not taken.", isIngest ? null : Json);
        }
        return OfStatus(status, status switch
        {
            404 => $"There is nothing at {request.Path}. See /swagger.",
            405 => $"{request.Method} is not possible at {request.Path}; allowed: {context.Response.Headers.Allow}.",
            _ => ReasonPhrases.GetReasonPhrase(status),
        });
    }

    private static IResult OfStatus(int status, string detail) => Problems.Of(status, status switch
    {
        400 => "badRequest",
        404 => "noSuchAddress",
        405 => "methodNotAllowed",
        408 => "requestTimeout",
        413 => "bodyTooLarge",
        _ => "httpError",
    }, ReasonPhrases.GetReasonPhrase(status), detail, retryable: status is 408);
}
