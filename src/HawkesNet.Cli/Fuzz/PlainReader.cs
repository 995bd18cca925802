using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Fuzz;

/// <summary>Rows read the plain way, to hold the fast reader against: a document per row, strings, no tricks.</summary>
internal static class PlainReader
{
    private const int RowBytesMax = 8192;

    // A byte of a name takes at most so many in JSON: \u0061.
    private const int EscapedBytesMax = 6;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };
    private static readonly string[] Members = ["time", "source", "target", "type", "weight", "id"];

    public static List<PlainRow> NdJson(byte[] body, TimeUnit? unit)
    {
        List<PlainRow> rows = [];
        string[] lines = Encoding.Latin1.GetString(body).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim(' ', '\t', '\r').Length > 0)
            {
                rows.Add(Line(Encoding.Latin1.GetBytes(lines[i]), i + 1, unit));
            }
        }
        return rows;
    }

    /// <summary>The rows of an array, or the one of an object; null: not valid JSON, or neither.</summary>
    public static List<PlainRow>? Document(byte[] body, TimeUnit? unit)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Options);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Array => [.. document.RootElement.EnumerateArray()
                    .Select((row, index) => Element(row, index + 1, unit))],
                JsonValueKind.Object => [Element(document.RootElement, 1, unit)],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static List<PlainRow> Csv(byte[] body, TimeUnit? unit)
    {
        var records = Records(Encoding.Latin1.GetString(body));
        List<string> header = records[0].Fields;
        List<PlainRow> rows = [];
        foreach ((int line, List<string> fields, string? fault, int bytes) in records.Skip(1))
        {
            string? code = fault
                ?? (bytes > RowBytesMax ? "rowTooLong" : fields.Count != header.Count ? "fieldCount" : null);
            rows.Add(code is not null ? PlainRow.Bad(line, code) : CsvRow(header, fields, line, unit));
        }
        return rows;
    }

    private static PlainRow Line(byte[] line, int number, TimeUnit? unit)
    {
        if (line.Length > RowBytesMax)
        {
            return PlainRow.Bad(number, "rowTooLong");
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Options);
            return Element(document.RootElement, number, unit);
        }
        catch (JsonException)
        {
            return PlainRow.Bad(number, "malformedJson");
        }
    }

    private static PlainRow Element(JsonElement row, int line, TimeUnit? unit)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return PlainRow.Bad(line, "notAnObject");
        }
        if (JsonMarshal.GetRawUtf8Value(row).Length > RowBytesMax)
        {
            return PlainRow.Bad(line, "rowTooLong");
        }
        HashSet<string> seen = [];
        PlainRow result = Empty(line);
        foreach (JsonProperty member in row.EnumerateObject())
        {
            string? name = NameOf(member);
            if (name is null || !Members.Contains(name))
            {
                continue;
            }
            string? code = seen.Add(name) ? JsonMember(ref result, name, member.Value, unit) : "duplicateField";
            if (code is not null)
            {
                return PlainRow.Bad(line, code, name);
            }
        }
        return WithRequired(result, line);
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? JsonMember(ref PlainRow row, string name, JsonElement value, TimeUnit? unit)
    {
        bool isText = value.ValueKind == JsonValueKind.String;
        bool isNumber = value.ValueKind == JsonValueKind.Number;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (name == "weight" ? !isNumber : !isText && !(name == "time" && isNumber))
        {
            return "wrongType";
        }
        if (!isText)
        {
            return Value(ref row, name, Encoding.Latin1.GetBytes(value.GetRawText()), unit, isNumber: true);
        }
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        bool isEscaped = raw.Contains((byte)'\\');
        if (isEscaped && raw.Length > PlainValues.NameBytesMax * EscapedBytesMax)
        {
            return "tooLong";
        }
        try
        {
            return Value(ref row, name, Encoding.UTF8.GetBytes(value.GetString()!), unit, isNumber: false);
        }
        catch (InvalidOperationException)
        {
            return isEscaped ? "invalidUtf8"
                : name == "time" ? PlainValues.Instant(Encoding.Latin1.GetString(raw), out _)
                : raw.Length > PlainValues.NameBytesMax ? "tooLong" : "invalidUtf8";
        }
    }

    private static PlainRow CsvRow(List<string> header, List<string> fields, int line, TimeUnit? unit)
    {
        PlainRow result = Empty(line);
        for (int i = 0; i < header.Count; i++)
        {
            if (fields[i].Length == 0 || !Members.Contains(header[i]))
            {
                continue;
            }
            bool isNumber = !(fields[i].Length > 4 && fields[i][4] == '-' && char.IsAsciiDigit(fields[i][3]));
            string? code = Value(ref result, header[i], Encoding.Latin1.GetBytes(fields[i]), unit, isNumber);
            if (code is not null)
            {
                return PlainRow.Bad(line, code, header[i]);
            }
        }
        return WithRequired(result, line);
    }

    private static string? Value(ref PlainRow row, string name, byte[] value, TimeUnit? unit, bool isNumber)
    {
        string text = Encoding.Latin1.GetString(value);
        if (name == "time")
        {
            string? code = isNumber
                ? PlainValues.Number(text, unit, out long ticks)
                : PlainValues.Instant(text, out ticks);
            row = row with { Ticks = ticks, Field = row.Field + "t" };
            return code;
        }
        if (name == "weight")
        {
            string? code = PlainValues.Weight(text, out double weight);
            row = row with { Weight = weight };
            return code;
        }
        row = name switch
        {
            "source" => row with { Source = text, Field = row.Field + "s" },
            "target" => row with { Target = text },
            "type" => row with { Type = text },
            _ => row with { Id = text },
        };
        return PlainValues.Name(value);
    }

    private static PlainRow Empty(int line) => new(line, null, "", 0, "", "", "", "", 1);

    private static PlainRow WithRequired(PlainRow row, int line) =>
        !row.Field.Contains('t') ? PlainRow.Bad(line, "missingField", "time")
        : !row.Field.Contains('s') ? PlainRow.Bad(line, "missingField", "source")
        : row with { Field = "" };

    private static List<(int Line, List<string> Fields, string? Fault, int Bytes)> Records(string text)
    {
        List<(int Line, List<string> Fields, string? Fault, int Bytes)> records = [];
        int at = 0;
        int line = 1;
        while (at < text.Length)
        {
            int start = at;
            int startLine = line;
            List<string> fields = [];
            string? fault = null;
            while (true)
            {
                (string field, string? broken) = Field(text, ref at, ref line);
                fields.Add(field);
                fault ??= broken;
                if (at >= text.Length || text[at++] == '\n')
                {
                    line++;
                    break;
                }
            }
            if (text[start..at] is not ("\n" or "\r\n" or "\r"))
            {
                records.Add((startLine, fields, fault, at - start));
            }
        }
        return records;
    }

    // Reads up to, not over, the comma or line end.
    private static (string Field, string? Fault) Field(string text, ref int at, ref int line)
    {
        StringBuilder field = new();
        bool isQuoted = at < text.Length && text[at] == '"';
        if (isQuoted)
        {
            for (at++; ; at++)
            {
                if (at >= text.Length)
                {
                    return ("", "unterminatedQuote");
                }
                if (text[at] == '"' && (at + 1 >= text.Length || text[at + 1] != '"'))
                {
                    at++;
                    break;
                }
                at += text[at] == '"' ? 1 : 0;
                line += text[at] == '\n' ? 1 : 0;
                field.Append(text[at]);
            }
        }
        int start = at;
        while (at < text.Length && text[at] is not (',' or '\n'))
        {
            at++;
        }
        string plain = text[start..at];
        bool isLast = at >= text.Length || text[at] == '\n';
        plain = isLast && plain.EndsWith('\r') ? plain[..^1] : plain;
        return isQuoted
            ? (field.ToString(), plain.Length > 0 ? "malformedCsv" : null)
            : (plain, plain.Contains('"') ? "malformedCsv" : null);
    }
}
