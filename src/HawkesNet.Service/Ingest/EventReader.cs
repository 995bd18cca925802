namespace HawkesNet.Service.Ingest;

/// <summary>Reads the rows of a body from its UTF-8 bytes. Thread-safe; each call has its own state.</summary>
/// <remarks>A row is refused alone, with its line and the first thing wrong in it; a body that cannot be cut into rows
/// (a broken JSON array, a CSV header without <c>time</c>) is refused whole.</remarks>
/// <param name="options">Limits on rows and names.</param>
public sealed class EventReader(ServiceOptions options)
{
    /// <summary>Refused rows listed in an answer; the rest is counted.</summary>
    public const int ErrorsKeptMax = 100;

    private const int JsonRowBytesUsual = 48;

    /// <summary>Reads a whole body.</summary>
    /// <param name="body">Decompressed bytes; a UTF-8 byte order mark is skipped.</param>
    /// <param name="format">Its form.</param>
    /// <param name="unit">Unit of times given as numbers; null: such times are errors.</param>
    public ReadResult Read(ReadOnlySpan<byte> body, BodyFormat format, TimeUnit? unit)
    {
        ReadResult result = new(Room(body, format), new RowErrors(ErrorsKeptMax)) { IsCsv = format == BodyFormat.Csv };
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }
        if (body.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            result.Fault = new BodyFault(400, "emptyBody", "The body is empty.");
            return result;
        }
        switch (format)
        {
            case BodyFormat.NdJson: new JsonRows(options, unit, result).ReadLines(body); break;
            case BodyFormat.Json: new JsonRows(options, unit, result).ReadDocument(body); break;
            default: new CsvRows(options, unit, result).Read(body); break;
        }
        return result;
    }

    // Room for all rows at once, as far as it can be told beforehand: growing copies them several times over.
    private EventRows Room(ReadOnlySpan<byte> body, BodyFormat format)
    {
        int rows = format == BodyFormat.Json ? body.Length / JsonRowBytesUsual : body.Count((byte)'\n') + 1;
        return new EventRows(Math.Min(rows + 1, options.RowsMax), (body.Length / 2) + 1);
    }
}
