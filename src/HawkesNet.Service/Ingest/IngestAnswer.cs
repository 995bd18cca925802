using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Ingest;

/// <summary>What became of every row of a body. Accepted + duplicates + late + rejected are all its rows.</summary>
/// <param name="Accepted">Rows stored and to be learned.</param>
/// <param name="Duplicates">Rows known already by their id or by the idempotency key; unchanged.</param>
/// <param name="Late">Rows stored and counted, but behind the watermark and so not learned.</param>
/// <param name="Rejected">Rows refused; see errors.</param>
/// <param name="FirstPosition">Log position of the first stored row; null: none stored.</param>
/// <param name="LastPosition">Log position of the last stored row; null: none stored.</param>
/// <param name="Durable">Whether what is counted here survives a crash.</param>
/// <param name="Errors">The first refused rows, by line.</param>
/// <param name="ErrorsTruncated">Refused rows not listed in errors.</param>
/// <param name="Pooled">Stored rows whose actor or type is beyond the network's most, and was taken as
/// "(other)".</param>
public sealed record IngestAnswer(
    int Accepted, int Duplicates, int Late, int Rejected, long? FirstPosition, long? LastPosition,
    bool Durable, IReadOnlyList<RowError> Errors, int ErrorsTruncated, int Pooled = 0)
{
    /// <summary>Joins what the reader refused with what became of the rest.</summary>
    public static IngestAnswer Of(ReadResult read, AppendResult result, bool durable)
    {
        List<RowError> errors = [.. read.Errors.Kept];
        foreach (RefusedRow refused in result.Refused.Take(EventReader.ErrorsKeptMax))
        {
            int line = read.Rows[refused.Row].Line;
            errors.Add(new RowError(line, read.Pointer(line, FieldOf(refused.Code)), refused.Code, refused.Detail));
        }
        int rejected = read.Errors.Count + result.Refused.Count;
        List<RowError> first = [.. errors.OrderBy(error => error.Line).Take(EventReader.ErrorsKeptMax)];
        return new IngestAnswer(
            result.Accepted, result.Duplicates, result.Late, rejected, result.FirstPosition, result.LastPosition,
            durable, first, rejected - first.Count, result.Pooled);
    }

    /// <summary>Reads the answer kept under an idempotency key, as it is given to a retry: what was stored is now a
    /// duplicate.</summary>
    public static IngestAnswer OfKept(byte[] kept)
    {
        IngestAnswer first = JsonSerializer.Deserialize<IngestAnswer>(kept)!;
        return first with { Accepted = 0, Late = 0, Duplicates = first.Accepted + first.Late + first.Duplicates };
    }

    /// <summary>The answer as it is kept under an idempotency key.</summary>
    public byte[] ToKept() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>200, or 422 when there were rows and none of them was valid.</summary>
    public IResult ToResult() => Accepted + Duplicates + Late == 0 && Rejected > 0
        ? ToProblem("noValidRow", $"None of the {Rejected} rows is valid; nothing was stored.")
        : TypedResults.Ok(this);

    /// <summary>422: nothing was stored; the answer's members come with it.</summary>
    public IResult ToProblem(string code, string detail) => Problems.Of(
        StatusCodes.Status422UnprocessableEntity, code, "Rows were refused", detail, errors: Errors,
        extra: new()
        {
            ["accepted"] = 0,
            ["duplicates"] = 0,
            ["late"] = 0,
            ["rejected"] = Rejected,
            ["durable"] = false,
            ["errorsTruncated"] = ErrorsTruncated,
            ["pooled"] = 0,
        });

    private static EventField FieldOf(string code) => code switch
    {
        "future" or "outOfOrder" => EventField.Time,
        _ => EventField.None,
    };
}

/// <summary>What is known of one event.</summary>
/// <param name="Id">The id asked for.</param>
/// <param name="State">unknown, durable (stored) or applied (learned).</param>
/// <param name="Position">Log position; null: unknown.</param>
/// <param name="Late">Whether it came behind the watermark, so that it is stored and never learned.</param>
public sealed record EventAnswer(string Id, string State, long? Position, bool Late)
{
    internal static EventAnswer Of(string id, Learning.EventState? state) => state is { } known
        ? new EventAnswer(id, known.Applied ? "applied" : "durable", known.Position, known.Late)
        : new EventAnswer(id, "unknown", null, Late: false);
}
