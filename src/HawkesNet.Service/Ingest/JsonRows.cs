using System.Text.Json;

namespace HawkesNet.Service.Ingest;

/// <summary>Rows from JSON: one object per line, one object, or an array of objects. For one body; not
/// thread-safe.</summary>
internal sealed class JsonRows(ServiceOptions options, TimeUnit? unit, ReadResult result)
{
    private const int DepthMax = 16;
    private const int EscapedBytesPerByteMax = 6;
    private const int UnescapedTextsPerRow = 6;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = DepthMax };

    // Text with escapes is unescaped here, each member of a row in its own part.
    private readonly int textBytesMax = options.NameBytesMax * EscapedBytesPerByteMax;
    private byte[]? scratch;
    private int scratchUsed;

    /// <summary>Reads NDJSON; a broken line costs that line only. Blank lines are no rows.</summary>
    public void ReadLines(ReadOnlySpan<byte> body)
    {
        for (int line = 1; !body.IsEmpty; line++)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> row = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 1)..];
            if (row.IsEmpty || (row[0] != '{' && row.IndexOfAnyExcept(" \t\r"u8) < 0))
            {
                continue;
            }
            if (result.IsFull(options.RowsMax))
            {
                return;
            }
            if (row.Length > options.RowBytesMax)
            {
                RefuseTooLong(line);
                continue;
            }
            ReadLine(row, line);
        }
    }

    /// <summary>Reads an object or an array; broken JSON refuses the whole body.</summary>
    public void ReadDocument(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body, Options);
        RowDraft draft = new();
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                result.IsArray = true;
                ReadArray(ref reader, ref draft);
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadRow(ref reader, ref draft, line: 1);
            }
            else
            {
                result.Fault = new BodyFault(400, "notAnObject", "The body is neither a JSON object nor an array.");
            }
            if (result.Fault is null)
            {
                reader.Read();
            }
        }
        catch (JsonException exception)
        {
            int line = result.RowCount + 1;
            (string code, string detail) = Describe(exception, body[(int)reader.BytesConsumed..], draft.Current);
            result.Fault = new BodyFault(
                400, code, detail + " Nothing of the body was taken.", line, result.Pointer(line, draft.Current));
        }
    }

    private void ReadArray(ref Utf8JsonReader reader, ref RowDraft draft)
    {
        draft.Current = EventField.None;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (result.IsFull(options.RowsMax))
            {
                return;
            }
            ReadRow(ref reader, ref draft, line: result.RowCount + 1);
            draft.Current = EventField.None;
        }
    }

    private void ReadRow(ref Utf8JsonReader reader, ref RowDraft draft, int line)
    {
        draft = new RowDraft();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            RefuseNotAnObject(line);
            return;
        }
        long start = reader.TokenStartIndex;
        ReadMembers(ref reader, ref draft);
        if (reader.BytesConsumed - start > options.RowBytesMax)
        {
            RefuseTooLong(line);
            return;
        }
        result.Take(line, draft);
    }

    private void ReadLine(ReadOnlySpan<byte> row, int line)
    {
        RowDraft draft = new();
        if (PlainJsonRow.TryRead(row, unit, options.NameBytesMax, ref draft))
        {
            result.Take(line, draft);
            return;
        }
        draft = new RowDraft();
        Utf8JsonReader reader = new(row, Options);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadMembers(ref reader, ref draft);
                draft.Current = EventField.None;
                reader.Read();
                result.Take(line, draft);
                return;
            }
            reader.Skip();
            reader.Read();
            RefuseNotAnObject(line);
        }
        catch (JsonException exception)
        {
            (string code, string detail) = Describe(exception, row[(int)reader.BytesConsumed..], draft.Current);
            result.Refuse(line, draft.Current, code, detail);
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, ref RowDraft draft)
    {
        scratchUsed = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            EventField field = FieldOf(ref reader);
            draft.Current = field;
            if ((draft.Seen & field) != 0)
            {
                draft.Fail(field, "duplicateField", $"'{EventFields.Name(field)}' is given more than once.");
            }
            if (field == EventField.None || draft.FaultCode is not null)
            {
                reader.Skip();
                continue;
            }
            draft.Seen |= field;
            reader.Read();
            ReadValue(ref reader, ref draft, field);
        }
        draft.CheckRequired();
    }

    private void ReadValue(ref Utf8JsonReader reader, ref RowDraft draft, EventField field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.Number when field == EventField.Time:
                draft.SetTimeNumber(reader.ValueSpan, unit);
                return;
            case JsonTokenType.Number when field == EventField.Weight:
                draft.SetWeight(reader.ValueSpan);
                return;
            case JsonTokenType.String when field == EventField.Time:
                if (TryText(ref reader, ref draft, field, out ReadOnlySpan<byte> time))
                {
                    draft.SetTimeText(time);
                }
                return;
            case JsonTokenType.String when field != EventField.Weight:
                if (TryText(ref reader, ref draft, field, out ReadOnlySpan<byte> name))
                {
                    draft.SetName(field, name, options.NameBytesMax);
                }
                return;
            default:
                string wanted = field switch
                {
                    EventField.Time => "a string or a number",
                    EventField.Weight => "a number",
                    _ => "a string",
                };
                draft.Fail(field, "wrongType", $"'{EventFields.Name(field)}' must be {wanted}.");
                reader.Skip();
                return;
        }
    }

    private bool TryText(
        scoped ref Utf8JsonReader reader, scoped ref RowDraft draft, EventField field, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return true;
        }
        if (text.Length > textBytesMax)
        {
            draft.FailTooLong(field, options.NameBytesMax);
            return false;
        }
        scratch ??= new byte[textBytesMax * UnescapedTextsPerRow];
        Span<byte> part = scratch.AsSpan(scratchUsed++ * textBytesMax, textBytesMax);
        try
        {
            text = part[..reader.CopyString(part)];
            return true;
        }
        catch (InvalidOperationException)
        {
            draft.Fail(field, "invalidUtf8",
                $"'{EventFields.Name(field)}' is not valid Unicode: invalid UTF-8, or half of a surrogate pair.");
            return false;
        }
    }

    private EventField FieldOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return EventFields.Find(reader.ValueSpan);
        }
        if (!HasOnlySmallEscapes(reader.ValueSpan))
        {
            return EventField.None;
        }
        foreach (EventField field in Enum.GetValues<EventField>())
        {
            if (field != EventField.None && reader.ValueTextEquals(EventFields.Name(field)))
            {
                return field;
            }
        }
        return EventField.None;
    }

    // No name of ours needs others, and the platform throws on half a surrogate pair.
    private static bool HasOnlySmallEscapes(ReadOnlySpan<byte> name)
    {
        for (int at = name.IndexOf((byte)'\\'); at >= 0; at = name.IndexOf((byte)'\\'))
        {
            if (name[at + 1] == 'u' && !name[(at + 2)..].StartsWith("00"u8))
            {
                return false;
            }
            name = name[(at + 2)..];
        }
        return true;
    }

    private void RefuseTooLong(int line) => result.Refuse(
        line, EventField.None, "rowTooLong", $"The row has more than {options.RowBytesMax} bytes.");

    private void RefuseNotAnObject(int line) => result.Refuse(
        line, EventField.None, "notAnObject", "The row is not a JSON object.");

    // Many writers put NaN and Infinity where JSON has no word for them, so they get a code and a reason of their own.
    private static (string Code, string Detail) Describe(
        JsonException exception, ReadOnlySpan<byte> rest, EventField field)
    {
        string where = $"byte {exception.BytePositionInLine + 1}";
        int value = rest.IndexOfAnyExcept(" \t\r\n:"u8);
        bool isNumber = field is EventField.Time or EventField.Weight;
        if (isNumber && value >= 0 && RowDraft.IsNotFinite(rest[value..]))
        {
            return ("notFinite", $"Not valid JSON ({where}): NaN and infinity are no numbers; leave the member out.");
        }
        string message = exception.Message;
        int position = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        string reason = (position < 0 ? message : message[..position]).TrimEnd('.');
        return ("malformedJson", $"Not valid JSON ({where}): {reason}.");
    }
}
