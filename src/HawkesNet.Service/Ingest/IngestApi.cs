using System.Text;
using HawkesNet.Service.Access;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Ingest;

/// <summary>Events in: read the rows, append them, answer what became of each. Acknowledged only what is
/// committed.</summary>
public static class IngestApi
{
    private const int IdempotencyKeyMax = 256;
    private const int QueueRetrySeconds = 1;
    private const int StoreRetrySeconds = 5;

    /// <summary>Maps the addresses.</summary>
    public static void MapIngest(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder events = routes.MapGroup("/v1/networks/{network}").WithTags("Events");
        events.MapPost("/events", PostEvents)
            .WithName("PostEvents").WithSummary("Post events: durable when answered, then learned.")
            .Needs(Scopes.Ingest)
            .Describe().Produces<IngestAnswer>()
            .ProducesProblem(409).ProducesProblem(429).ProducesProblem(503);
        events.MapPost("/events:validate", ValidateEvents)
            .WithName("ValidateEvents").WithSummary("What posting these events would answer; nothing is stored.")
            .Needs(Scopes.Ingest)
            .Describe().Produces<IngestAnswer>().ProducesProblem(503);
        events.MapGet("/events/{id}", GetEvent)
            .WithName("GetEvent").WithSummary("Whether an event is unknown, durable or applied.")
            .Needs(Scopes.Ingest | Scopes.Read)
            .Produces<EventAnswer>().ProducesProblem(400).ProducesProblem(404);
    }

    /// <summary>Stores events and hands them to the learner. Each row is accepted, a duplicate, late or
    /// rejected.</summary>
    /// <remarks>Body: one JSON object per line (<c>application/x-ndjson</c>), a JSON object or array, or CSV with a
    /// header row;
    /// <c>Content-Encoding</c> gzip, br or zstd. An event: <c>{"id"?, "time", "source", "target"?, "type"?,
    /// "weight"?}</c>. A network that does not exist is created with default settings.</remarks>
    /// <param name="network">Name of the network: 1 to 64 of letters, digits, dot, underscore, hyphen.</param>
    /// <param name="unit">Unit of times given as numbers: s, ms, us or ns. Without it such times are errors.</param>
    /// <param name="atomic">true: all rows or none.</param>
    /// <param name="ack">applied: answer only after the learner has seen the rows; durable (default): after the
    /// commit.</param>
    /// <param name="backfill">true: history in time order, with no test against the wall clock.</param>
    /// <param name="idempotencyKey">A retry with the same key and body changes nothing; with another body it is
    /// refused.</param>
    /// <param name="services">The service's parts.</param>
    /// <param name="context">The request.</param>
    internal static async Task<IResult> PostEvents(
        string network, string? unit, string? atomic, string? ack, string? backfill,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        [AsParameters] IngestServices services, HttpContext context)
    {
        if (Refusal(network, services) is { } early)
        {
            return early;
        }
        if (idempotencyKey is not null && !IsKey(idempotencyKey))
        {
            return Problems.BadRequest(
                "badIdempotencyKey", $"Idempotency-Key: 1 to {IdempotencyKeyMax} visible characters.");
        }
        using BodyMemory memory = BodyMemory.Begin(context);
        (IncomingRows? rows, IResult? problem) = await IncomingRows.ReadAsync(
            context, services, memory, withDigest: idempotencyKey is not null);
        if (rows is null)
        {
            return problem!;
        }
        ReadResult read = rows.Read;
        if (services.Limits.RefusalOfRows(context, read.Rows.Count + read.Errors.Count) is { } tooMuch)
        {
            return tooMuch;
        }
        services.Telemetry.CountRejected(network, read.Errors.Count);
        if (read.Rows.Count == 0 || (rows.Query.Atomic && read.Errors.Count > 0))
        {
            return Unstored(read, rows.Query.Atomic);
        }
        (Network found, _) = await services.Registry.GetOrCreateAsync(
            network, new NetworkSettings(), context.RequestAborted);
        if (found.IsHeldElsewhere)
        {
            // Before any name is kept: only the holder knows which are known.
            services.Telemetry.CountAppended(network, LogWriter.HeldElsewhere);
            return Problems.HeldElsewhere(network);
        }
        AppendOptions append = new(
            rows.Query.Atomic, rows.Query.AwaitApplied, rows.Query.Backfill, idempotencyKey, rows.Digest,
            read.Errors.Count)
        {
            ComposeAnswer = result => IngestAnswer.Of(read, result, durable: true).ToKept(),
        };
        long started = services.Clock.GetTimestamp();
        EventRows stored = await WithPseudonymsAsync(found, read.Rows, context.RequestAborted);
        // The rows wait in the queue though the client may have gone.
        Task<AppendResult> appending = found.Enqueue(stored, append, context.RequestAborted);
        memory.KeepUntil(appending);
        AppendResult result = await appending.WaitAsync(context.RequestAborted);
        services.Telemetry.NoteAppend(services.Clock.GetElapsedTime(started));
        services.Telemetry.CountAppended(network, result);
        return result.Outcome == AppendOutcome.HeldElsewhere ? Problems.HeldElsewhere(network) : Answer(read, result);
    }

    /// <summary>Reads events and says what posting them would answer; nothing is stored and no network is
    /// created.</summary>
    /// <param name="network">Name of the network; it need not exist.</param>
    /// <param name="unit">Unit of times given as numbers: s, ms, us or ns.</param>
    /// <param name="atomic">true: all rows or none.</param>
    /// <param name="backfill">true: history in time order.</param>
    /// <param name="services">The service's parts.</param>
    /// <param name="context">The request.</param>
    internal static async Task<IResult> ValidateEvents(
        string network, string? unit, string? atomic, string? backfill,
        [AsParameters] IngestServices services, HttpContext context)
    {
        if (!NetworkName.IsValid(network))
        {
            return NetworkName.Problem(network);
        }
        using BodyMemory memory = BodyMemory.Begin(context);
        (IncomingRows? rows, IResult? problem) = await IncomingRows.ReadAsync(
            context, services, memory, withDigest: false);
        if (rows is null)
        {
            return problem!;
        }
        if (services.Limits.RefusalOfRows(context, rows.Read.Rows.Count + rows.Read.Errors.Count) is { } tooMuch)
        {
            return tooMuch;
        }
        Network? found = services.Registry.Find(network);
        if (found is { IsHeldElsewhere: true })
        {
            return Problems.HeldElsewhere(network); // Only the holder knows the watermark and the ids.
        }
        long nowTicks = (services.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        DryRun dryRun = new(found, services.Options, nowTicks);
        AppendResult result = dryRun.Append(rows.Read.Rows, rows.Query.Backfill);
        IngestAnswer answer = IngestAnswer.Of(rows.Read, result, durable: false);
        return rows.Query.Atomic && answer.Rejected > 0 ? RefusedWhole(answer) : answer.ToResult();
    }

    /// <summary>Says what is known of an event id: unknown, durable (stored) or applied (learned).</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="id">The event's id, percent-encoded.</param>
    /// <param name="registry">The networks.</param>
    /// <param name="request">The request.</param>
    public static IResult GetEvent(string network, string id, NetworkRegistry registry, HttpRequest request)
    {
        if (!NetworkName.IsValid(network))
        {
            return NetworkName.Problem(network);
        }
        if (registry.Find(network) is not { } found)
        {
            return Problems.NoSuchNetwork(network);
        }
        if (found.IsHeldElsewhere)
        {
            return Problems.HeldElsewhere(network);
        }
        string whole = RawPath.LastPart(request, id);
        return TypedResults.Ok(EventAnswer.Of(whole, found.FindEvent(Encoding.UTF8.GetBytes(whole))));
    }

    // What names are new is known once the log has been read again after a start.
    private static async Task<EventRows> WithPseudonymsAsync(Network network, EventRows rows, CancellationToken cancel)
    {
        if (network.Pseudonyms is not { } pseudonyms)
        {
            return rows;
        }
        await network.Recovered.WaitAsync(cancel);
        return pseudonyms.Replace(rows, network.KnowsOrPools);
    }

    private static IResult? Refusal(string network, IngestServices services)
    {
        if (!NetworkName.IsValid(network))
        {
            return NetworkName.Problem(network);
        }
        if (services.Registry.Find(network) is { } found)
        {
            return found.IsQueueFull ? Refused(services, network) : null;
        }
        if (!services.Options.CreateNetworksOnIngest)
        {
            return Problems.NoSuchNetwork(network);
        }
        return NetworkApi.RefusalOfNew(services.Registry, services.Options);
    }

    // Before the body is read: to read what is refused afterwards would leave the less for what is taken.
    private static IResult Refused(IngestServices services, string network)
    {
        services.Telemetry.CountAppended(network, LogWriter.Full);
        return QueueFull();
    }

    private static IResult QueueFull() => Problems.TryLater(
        429, "queueFull", "The network's queue is full; nothing of this body was taken.", QueueRetrySeconds);

    private static IResult Unstored(ReadResult read, bool atomic)
    {
        AppendResult nothing = new(AppendOutcome.Committed, 0, 0, 0, null, null, []);
        bool isRefused = read.Rows.Count > 0 && atomic;
        IngestAnswer answer = IngestAnswer.Of(read, nothing, durable: true);
        return isRefused ? RefusedWhole(answer) : answer.ToResult();
    }

    private static IResult Answer(ReadResult read, AppendResult result) => result.Outcome switch
    {
        AppendOutcome.Committed => IngestAnswer.Of(read, result, durable: true).ToResult(),
        AppendOutcome.Repeated => IngestAnswer.OfKept(result.StoredAnswer!).ToResult(),
        AppendOutcome.RefusedWhole => RefusedWhole(IngestAnswer.Of(read, result, durable: false)),
        AppendOutcome.KeyConflict => Problems.Conflict(
            "idempotencyKeyReused", "This Idempotency-Key came before with another body; new events need a new key."),
        AppendOutcome.QueueFull => QueueFull(),
        AppendOutcome.StoreUnavailable => Problems.TryLater(
            503, "storeUnavailable", "The store cannot commit now; nothing was acknowledged.", StoreRetrySeconds),
        _ => throw new InvalidOperationException($"unknown outcome {result.Outcome}"),
    };

    private static IResult RefusedWhole(IngestAnswer answer) => answer.ToProblem(
        "atomicRefused", $"{answer.Rejected} rows are bad and the body is atomic, so nothing was stored.");

    private static bool IsKey(string key) =>
        key.Length is >= 1 and <= IdempotencyKeyMax && key.All(character => character is > ' ' and <= '~');

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route) => route
        .Accepts<IReadOnlyList<NewEvent>>("application/json", "application/x-ndjson", "text/csv")
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
}

/// <summary>One event as clients send it.</summary>
/// <param name="Id">Makes a retry of this event a duplicate; 1 to 256 bytes.</param>
/// <param name="Time">RFC 3339 with a zone, or a number together with <c>?unit=</c>. Kept as whole nanoseconds,
/// exactly; digits below them are rounded half to even.</param>
/// <param name="Source">The actor that acts; 1 to 256 bytes of UTF-8.</param>
/// <param name="Target">The actor acted on; left out: none.</param>
/// <param name="Type">Kind of event; left out: the unnamed one.</param>
/// <param name="Weight">At least 0; left out: 1.</param>
public sealed record NewEvent(
    string? Id, string Time, string Source, string? Target, string? Type, double? Weight);
