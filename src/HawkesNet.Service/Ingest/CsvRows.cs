namespace HawkesNet.Service.Ingest;

/// <summary>Rows from CSV with a header (RFC 4180): columns in any order, unknown ones ignored. For one body; not
/// thread-safe.</summary>
/// <remarks>Every row has as many fields as the header. An empty field is an absent one. Lines end with LF or CRLF;
/// blank lines are no rows. Where a row breaks the quoting rules it is refused, and the next row starts where a lenient
/// reader would start it: never inside quoted text.</remarks>
internal sealed class CsvRows(ServiceOptions options, TimeUnit? unit, ReadResult result)
{
    private EventField[] columns = [];
    private readonly CsvFields fields = new(options.RowBytesMax);

    /// <summary>Reads a body that is not empty.</summary>
    public void Read(ReadOnlySpan<byte> body)
    {
        int line = 1;
        if (!ReadHeader(ref body, ref line))
        {
            return;
        }
        while (!body.IsEmpty)
        {
            int end = body.IndexOfAny((byte)'\n', (byte)'"');
            bool isQuoted = end >= 0 && body[end] == '"';
            ReadOnlySpan<byte> row = end < 0 ? body : body[..end];
            if (!isQuoted && (row.IsEmpty || (row.Length == 1 && row[0] == '\r')))
            {
                body = end < 0 ? [] : body[(end + 1)..];
                line++;
                continue;
            }
            if (result.IsFull(options.RowsMax))
            {
                return;
            }
            if (isQuoted)
            {
                ReadQuoted(ref body, ref line);
                continue;
            }
            body = end < 0 ? [] : body[(end + 1)..];
            ReadPlain(row[^1] == '\r' ? row[..^1] : row, line++);
        }
    }

    private bool ReadHeader(ref ReadOnlySpan<byte> body, ref int line)
    {
        List<EventField> found = [];
        EventField seen = EventField.None;
        fields.Start();
        do
        {
            EventField field = EventFields.Find(fields.Next(ref body));
            if ((seen & field) != 0)
            {
                result.Fault = new BodyFault(400, "duplicateColumn",
                    $"The header names '{EventFields.Name(field)}' twice.", line, EventFields.Name(field));
                return false;
            }
            seen |= field;
            found.Add(field);
        }
        while (!fields.IsRowEnd);
        EventField missing = EventFields.Required & ~seen;
        if (fields.FaultCode is not null)
        {
            result.Fault = new BodyFault(400, fields.FaultCode, fields.FaultDetail!, line);
        }
        else if (missing != EventField.None)
        {
            string name = EventFields.Name((missing & EventField.Time) != 0 ? EventField.Time : EventField.Source);
            result.Fault = new BodyFault(400, "missingColumn",
                $"The first line must name the columns; '{name}' is not among them.", line, name);
        }
        line += fields.LineBreaks;
        columns = [.. found];
        return result.Fault is null;
    }

    private void ReadPlain(ReadOnlySpan<byte> row, int line)
    {
        if (row.Length > options.RowBytesMax)
        {
            RefuseTooLong(line);
            return;
        }
        RowDraft draft = new();
        int count = 0;
        while (true)
        {
            int comma = row.IndexOf((byte)',');
            Set(ref draft, count++, comma < 0 ? row : row[..comma]);
            if (comma < 0)
            {
                break;
            }
            row = row[(comma + 1)..];
        }
        Take(ref draft, count, line);
    }

    private void ReadQuoted(ref ReadOnlySpan<byte> body, ref int line)
    {
        int before = body.Length;
        int start = line;
        RowDraft draft = new();
        int count = 0;
        fields.Start();
        do
        {
            Set(ref draft, count++, fields.Next(ref body));
        }
        while (!fields.IsRowEnd);
        line += fields.LineBreaks;
        if (fields.FaultCode is not null)
        {
            result.Refuse(start, EventField.None, fields.FaultCode, fields.FaultDetail!);
        }
        else if (before - body.Length > options.RowBytesMax)
        {
            RefuseTooLong(start);
        }
        else
        {
            Take(ref draft, count, start);
        }
    }

    private void Set(ref RowDraft draft, int column, ReadOnlySpan<byte> value)
    {
        EventField field = column < columns.Length ? columns[column] : EventField.None;
        if (field == EventField.None || value.IsEmpty || draft.FaultCode is not null)
        {
            return;
        }
        switch (field)
        {
            case EventField.Time when value.Length > 4 && value[4] == '-' && char.IsAsciiDigit((char)value[3]):
                draft.SetTimeText(value);
                break;
            case EventField.Time:
                draft.SetTimeNumber(value, unit);
                break;
            case EventField.Weight:
                draft.SetWeight(value);
                break;
            default:
                draft.SetName(field, value, options.NameBytesMax);
                break;
        }
    }

    private void Take(ref RowDraft draft, int count, int line)
    {
        if (count != columns.Length)
        {
            result.Refuse(line, EventField.None, "fieldCount",
                $"The row has {count} fields, the header {columns.Length}.");
            return;
        }
        draft.CheckRequired();
        result.Take(line, draft);
    }

    private void RefuseTooLong(int line) => result.Refuse(
        line, EventField.None, "rowTooLong", $"The row has more than {options.RowBytesMax} bytes.");
}
