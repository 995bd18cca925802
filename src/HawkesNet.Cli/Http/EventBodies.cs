using System.Buffers;
using System.Text;
using HawkesNet.Cli.Events;

namespace HawkesNet.Cli.Http;

/// <summary>Cuts a CSV file of events into CSV bodies for a service, values as they are written.</summary>
internal static class EventBodies
{
    private static readonly string[] sent = ["time", "source", "target", "type", "weight", "id"];
    private static readonly SearchValues<byte> quoted = SearchValues.Create(",\"\r\n"u8);

    /// <summary>All bodies of a file, in file order; each has its own header line.</summary>
    /// <exception cref="InputException">The file has no times or sources, or a record of another width.</exception>
    public static IReadOnlyList<EventBody> Read(string file, int rowsPerBody, ColumnNames? columnNames = null)
    {
        var rows = new CsvRows(file, CsvEvents.Load(file));
        (string Name, int Column)[] columns = ReadHeader(file, rows, columnNames ?? ColumnNames.Parse(null));
        int width = rows.FieldCount;
        byte[] header = Encoding.UTF8.GetBytes(string.Join(',', columns.Select(c => c.Name)) + "\n");
        var bodies = new List<EventBody>();
        var body = new ArrayBufferWriter<byte>();
        int count = 0;
        while (rows.Read())
        {
            if (rows.FieldCount != width)
            {
                throw new InputException(file, rows.Line, $"{rows.FieldCount} fields where the header has {width}");
            }
            body.Write(count == 0 ? header : []);
            WriteRow(body, rows, columns);
            if (++count == rowsPerBody)
            {
                Finish(bodies, body, ref count);
            }
        }
        Finish(bodies, body, ref count);
        return bodies.Count > 0 ? bodies : throw new InputException(file, 0, "the file has no events");
    }

    /// <summary>Whether the first time of a body is a bare number, which needs a unit.</summary>
    public static bool HasNumericTimes(EventBody body)
    {
        var rows = new CsvRows("", body.Text);
        rows.Read();
        int column = 0;
        while (!rows.Field(column).SequenceEqual("time"u8))
        {
            column++;
        }
        return rows.Read() && DecimalTime.Parse(rows.Field(column)) is not null;
    }

    private static (string Name, int Column)[] ReadHeader(string file, CsvRows rows, ColumnNames names)
    {
        if (!rows.Read())
        {
            throw new InputException(file, 1, "the file is empty: a header line is needed");
        }
        var columns = new List<(string, int)>();
        string[] headers =
            [.. Enumerable.Range(0, rows.FieldCount).Select(i => Encoding.UTF8.GetString(rows.Field(i)))];
        for (int i = 0; i < rows.FieldCount; i++)
        {
            string name = names.Meaning(headers[i]);
            if (sent.Contains(name))
            {
                columns.Add((name, i));
            }
        }
        foreach (string needed in new[] { "time", "source" })
        {
            if (!columns.Exists(c => c.Item1 == needed))
            {
                throw ColumnNames.Missing(file, needed, headers);
            }
        }
        return [.. columns];
    }

    private static void WriteRow(ArrayBufferWriter<byte> body, CsvRows rows, (string Name, int Column)[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<byte> value = rows.Field(columns[i].Column);
            if (value.ContainsAny(quoted))
            {
                value = Encoding.UTF8.GetBytes($"\"{Encoding.UTF8.GetString(value).Replace("\"", "\"\"")}\"");
            }
            body.Write(value);
            body.Write(i + 1 < columns.Length ? ","u8 : "\n"u8);
        }
    }

    private static void Finish(List<EventBody> bodies, ArrayBufferWriter<byte> body, ref int count)
    {
        if (count > 0)
        {
            bodies.Add(new EventBody(body.WrittenSpan.ToArray(), count));
        }
        body.Clear();
        count = 0;
    }
}

/// <summary>One request body and its number of rows.</summary>
internal sealed record EventBody(byte[] Text, int Rows);
