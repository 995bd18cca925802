using System.Text;

namespace HawkesNet.Cli.Events;

/// <summary>Walks the records of a CSV text (RFC 4180: quoted fields may hold commas, quotes and line ends).</summary>
internal sealed class CsvRows
{
    private readonly string file;
    private readonly byte[] text;
    private readonly List<(int Start, int Length, bool Escaped)> fields = [];
    private int position;
    private long nextLine = 1;

    public CsvRows(string file, byte[] text)
    {
        this.file = file;
        this.text = text;
        position = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>Line on which the present record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Number of fields of the present record.</summary>
    public int FieldCount => fields.Count;

    /// <summary>A field of the present record, without its quotes.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        (int start, int length, bool escaped) = fields[index];
        ReadOnlySpan<byte> raw = text.AsSpan(start, length);
        return escaped ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(raw).Replace("\"\"", "\"")) : raw;
    }

    /// <summary>Moves to the next record that is not an empty line; false at the end.</summary>
    public bool Read()
    {
        while (position < text.Length)
        {
            Line = nextLine;
            fields.Clear();
            while (!ReadField())
            {
            }
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                return true;
            }
        }
        return false;
    }

    // Reads one field and what ends it; true when the record ends with it.
    private bool ReadField()
    {
        if (position < text.Length && text[position] == (byte)'"')
        {
            ReadQuoted();
        }
        else
        {
            ReadOnlySpan<byte> rest = text.AsSpan(position);
            int length = rest.IndexOfAny((byte)',', (byte)'\n');
            length = length < 0 ? rest.Length : length;
            bool carriage = length > 0 && rest[length - 1] == (byte)'\r'
                && (length == rest.Length || rest[length] == (byte)'\n');
            fields.Add((position, carriage ? length - 1 : length, false));
            position += length;
        }
        return EndField();
    }

    private void ReadQuoted()
    {
        int start = ++position;
        bool escaped = false;
        while (true)
        {
            int quote = text.AsSpan(position).IndexOf((byte)'"');
            if (quote < 0)
            {
                throw new InputException(file, Line, "a quoted field is not closed");
            }
            nextLine += text.AsSpan(position, quote).Count((byte)'\n');
            position += quote + 1;
            if (position < text.Length && text[position] == (byte)'"')
            {
                escaped = true;
                position++;
                continue;
            }
            fields.Add((start, position - 1 - start, escaped));
            return;
        }
    }

    private bool EndField()
    {
        if (position < text.Length && text[position] == (byte)'\r')
        {
            position++;
        }
        if (position >= text.Length)
        {
            return true;
        }
        byte end = text[position++];
        if (end == (byte)'\n')
        {
            nextLine++;
            return true;
        }
        return end == (byte)',' ? false : throw new InputException(file, Line, "text after a closing quote");
    }
}
