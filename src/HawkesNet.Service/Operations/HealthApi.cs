using HawkesNet.Service.Access;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Operations;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
public static class HealthApi
{
    private const int RetrySeconds = 2;

    /// <summary>Maps the addresses.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("").WithTags("Operations").IsForAnyone();
        health.MapGet("/healthz", GetHealth)
            .WithName("GetHealth").WithSummary("Whether the process answers.").Produces<HealthAnswer>();
        health.MapGet("/readyz", GetReadiness)
            .WithName("GetReadiness").WithSummary("Whether all networks are recovered and their learners run.")
            .Produces<HealthAnswer>().ProducesProblem(503);
    }

    /// <summary>Answers as long as the process does.</summary>
    public static IResult GetHealth() => TypedResults.Ok(new HealthAnswer("alive"));

    /// <summary>200 when every network has caught up with its log and its learner runs, those left aside that another
    /// service on the same database holds, if this one holds any; else 503 with the reason.</summary>
    /// <param name="registry">The networks.</param>
    public static IResult GetReadiness(NetworkRegistry registry)
    {
        if (!registry.IsRecovered)
        {
            return Problems.TryLater(
                503, "recovering", "The networks are still catching up with their logs.", RetrySeconds);
        }
        if (registry.All is { Count: > 0 } all && all.All(network => network.IsHeldElsewhere))
        {
            return Problems.TryLater(
                503, "standby", "Another service on the same database holds every network; this one stands by.",
                RetrySeconds);
        }
        // Anyone may ask, so the network is not named; the metrics name it.
        return registry.All.All(network => network.Status.LearnerError is null)
            ? TypedResults.Ok(new HealthAnswer("ready"))
            : Problems.TryLater(503, "learnerStopped",
                "The learner of a network stopped; its log goes on. The service's messages and metrics say which.",
                RetrySeconds);
    }
}

/// <summary>The state of the process.</summary>
/// <param name="Status">alive or ready.</param>
public sealed record HealthAnswer(string Status);
