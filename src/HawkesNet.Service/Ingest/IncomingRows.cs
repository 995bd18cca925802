using HawkesNet.Service.Access;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Ingest;

/// <summary>The parts of the service an ingest handler needs.</summary>
/// <param name="Registry">The networks.</param>
/// <param name="Options">Limits.</param>
/// <param name="Reader">Reads rows.</param>
/// <param name="Telemetry">Counts.</param>
/// <param name="Clock">The wall clock.</param>
/// <param name="Limits">How much each key may send.</param>
internal sealed record IngestServices(
    NetworkRegistry Registry, ServiceOptions Options, EventReader Reader, Telemetry Telemetry, TimeProvider Clock,
    RateLimits Limits);

/// <summary>The rows of a request, read under its query parameters and headers.</summary>
/// <param name="Read">The rows.</param>
/// <param name="Query">The query parameters.</param>
/// <param name="Digest">Digest of the body and of what decides its meaning; null: not asked for.</param>
internal sealed record IncomingRows(ReadResult Read, IngestQuery Query, byte[]? Digest)
{
    /// <summary>Reads the whole request; what its rows take is held in the end.</summary>
    /// <returns>The rows, or the problem to answer with: nothing of the body counts then.</returns>
    public static async Task<(IncomingRows? Rows, IResult? Problem)> ReadAsync(
        HttpContext context, IngestServices services, BodyMemory memory, bool withDigest)
    {
        (IngestQuery? query, IResult? problem) = IngestQuery.Read(context.Request);
        if (query is null || !MediaTypes.TryFind(context.Request, out BodyFormat format, out problem))
        {
            return (null, problem);
        }
        if (!TryHoldWhole(context.Request.ContentLength, format, services.Options, memory))
        {
            return (null, BodyMemory.Full);
        }
        (RequestBody? body, problem) = await RequestBody.ReadAsync(
            context.Request, services.Options.BodyBytesMax, memory, context.RequestAborted);
        if (body is null)
        {
            return (null, problem);
        }
        using (body)
        {
            if (!memory.TryHold(body.BufferBytes + BodyCost.OfReading(body.Bytes, format, services.Options)))
            {
                return (null, BodyMemory.Full);
            }
            long started = services.Clock.GetTimestamp();
            ReadResult read = services.Reader.Read(body.Bytes, format, query.Unit);
            services.Telemetry.NoteRead(body.Bytes.Length, services.Clock.GetElapsedTime(started));
            if (read.Fault is { } fault)
            {
                return (null, ToProblem(fault));
            }
            memory.ShrinkToRows(BodyCost.OfWaiting(read.Rows));
            string meaning = $"{format} {query.Unit} {query.Atomic} {query.Backfill}";
            return (new IncomingRows(read, query, withDigest ? body.Digest(meaning) : null), null);
        }
    }

    /// <summary>Holds all that a body of known size will take, so that it is not refused when it has come.</summary>
    private static bool TryHoldWhole(
        long? contentLength, BodyFormat format, ServiceOptions options, BodyMemory memory) =>
        contentLength is not { } bytes || bytes > options.BodyBytesMax
            || memory.TryHold(BodyCost.OfWhole(bytes, format, options));

    private static IResult ToProblem(BodyFault fault)
    {
        RowError[]? errors = fault.Line is { } line
            ? [new RowError(line, fault.Pointer, fault.Code, fault.Detail)]
            : null;
        return Problems.Of(fault.Status, fault.Code, "The body was refused", fault.Detail, errors: errors);
    }
}
