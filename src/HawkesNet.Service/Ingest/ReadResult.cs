namespace HawkesNet.Service.Ingest;

/// <summary>The forms a body may have.</summary>
public enum BodyFormat
{
    /// <summary>One JSON object per line.</summary>
    NdJson,

    /// <summary>A JSON object, or an array of them.</summary>
    Json,

    /// <summary>Comma-separated values with a header row (RFC 4180).</summary>
    Csv,
}

/// <summary>Why a body as a whole was refused.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable word.</param>
/// <param name="Detail">For people.</param>
/// <param name="Line">As in <see cref="RowError"/>; null: the body as such.</param>
/// <param name="Pointer">As in <see cref="RowError"/>.</param>
public sealed record BodyFault(int Status, string Code, string Detail, int? Line = null, string Pointer = "");

/// <summary>What reading a body gave: valid rows, refused rows, or a fault of the whole. Not thread-safe.</summary>
public sealed class ReadResult(EventRows rows, RowErrors errors)
{
    /// <summary>The valid rows.</summary>
    public EventRows Rows { get; } = rows;

    /// <summary>The refused rows.</summary>
    public RowErrors Errors { get; } = errors;

    /// <summary>Why nothing of the body counts; null: it does.</summary>
    public BodyFault? Fault { get; set; }

    /// <summary>Whether the body is a JSON array, so that pointers start with the element's index.</summary>
    public bool IsArray { get; set; }

    /// <summary>Whether the body is CSV, so that pointers are columns.</summary>
    public bool IsCsv { get; init; }

    /// <summary>Rows of the body, valid or not.</summary>
    public int RowCount => Rows.Count + Errors.Count;

    /// <summary>The pointer to a member of the row at a line.</summary>
    public string Pointer(int line, EventField field)
    {
        string name = EventFields.Name(field);
        if (IsCsv)
        {
            return name;
        }
        string row = IsArray ? $"/{line - 1}" : "";
        return field == EventField.None ? row : $"{row}/{name}";
    }

    /// <summary>Ends a row: keeps it, or notes why not.</summary>
    public void Take(int line, scoped in RowDraft draft)
    {
        if (draft.FaultCode is null)
        {
            Rows.Add(line, draft.TimeTicks, draft.Source, draft.Target, draft.Type, draft.Id, draft.Weight);
        }
        else
        {
            Refuse(line, draft.FaultField, draft.FaultCode, draft.FaultDetail!);
        }
    }

    /// <summary>Notes a refused row.</summary>
    public void Refuse(int line, EventField field, string code, string detail) =>
        Errors.Add(new RowError(line, Errors.HasRoom ? Pointer(line, field) : "", code, detail));

    /// <summary>Refuses the body when it has more rows than allowed; call before each row.</summary>
    public bool IsFull(int rowsMax)
    {
        if (RowCount < rowsMax)
        {
            return false;
        }
        Fault = new BodyFault(413, "tooManyRows", $"The body has more than {rowsMax} rows; send it in parts.");
        return true;
    }
}
