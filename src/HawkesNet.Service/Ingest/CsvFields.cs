namespace HawkesNet.Service.Ingest;

/// <summary>Cuts one CSV row with quotes into fields, and notes where it breaks the rules. Not thread-safe.</summary>
/// <remarks>Fields are spans into the body, or into scratch memory where doubled quotes were undone; valid until the
/// next row starts.</remarks>
internal sealed class CsvFields(int rowBytesMax)
{
    private byte[]? scratch;
    private int scratchUsed;

    /// <summary>Whether the last field was the row's last one; the body then starts at the next row.</summary>
    public bool IsRowEnd { get; private set; }

    /// <summary>Line ends met in this row, its own included.</summary>
    public int LineBreaks { get; private set; }

    /// <summary>Code of the first broken rule; null: none.</summary>
    public string? FaultCode { get; private set; }

    /// <summary>Its explanation.</summary>
    public string? FaultDetail { get; private set; }

    /// <summary>Begins a row.</summary>
    public void Start()
    {
        scratchUsed = 0;
        IsRowEnd = false;
        LineBreaks = 0;
        FaultCode = null;
        FaultDetail = null;
    }

    /// <summary>Takes the next field, and the comma or line end after it, off the body.</summary>
    public ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> quoted = [];
        bool isQuoted = body.Length > 0 && body[0] == '"';
        if (isQuoted && !TryQuoted(ref body, out quoted))
        {
            Fail("unterminatedQuote",
                "A quote opened in this row is never closed, so the rest of the body was not read.");
            IsRowEnd = true;
            return [];
        }
        int end = body.IndexOfAny((byte)',', (byte)'\n');
        ReadOnlySpan<byte> plain = end < 0 ? body : body[..end];
        IsRowEnd = end < 0 || body[end] == '\n';
        body = end < 0 ? [] : body[(end + 1)..];
        if (IsRowEnd)
        {
            LineBreaks++;
            plain = plain.Length > 0 && plain[^1] == '\r' ? plain[..^1] : plain;
        }
        if (isQuoted && plain.Length > 0)
        {
            Fail("malformedCsv", "There is text between a closing quote and the next comma.");
        }
        else if (plain.IndexOf((byte)'"') >= 0)
        {
            Fail("malformedCsv", "There is a quote inside a field that is not quoted.");
        }
        return isQuoted ? quoted : plain;
    }

    private void Fail(string code, string detail)
    {
        FaultDetail = FaultCode is null ? detail : FaultDetail;
        FaultCode ??= code;
    }

    private bool TryQuoted(scoped ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = body[1..];
        int length = 0;
        bool hasDoubled = false;
        while (true)
        {
            int quote = rest[length..].IndexOf((byte)'"');
            if (quote < 0)
            {
                body = [];
                text = [];
                return false;
            }
            length += quote;
            if (length + 1 >= rest.Length || rest[length + 1] != '"')
            {
                break;
            }
            hasDoubled = true;
            length += 2;
        }
        text = rest[..length];
        body = rest[(length + 1)..];
        LineBreaks += text.Count((byte)'\n');
        if (hasDoubled)
        {
            text = Undouble(text);
        }
        return true;
    }

    private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> text)
    {
        scratch ??= new byte[rowBytesMax];
        if (text.Length > scratch.Length - scratchUsed)
        {
            // The row is longer than allowed and refused for that.
            return text;
        }
        int start = scratchUsed;
        for (int i = 0; i < text.Length; i++)
        {
            scratch[scratchUsed++] = text[i];
            if (text[i] == '"')
            {
                i++;
            }
        }
        return scratch.AsSpan(start, scratchUsed - start);
    }
}
