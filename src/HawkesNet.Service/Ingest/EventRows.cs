namespace HawkesNet.Service.Ingest;

/// <summary>The valid rows of one request body, as columns; names are UTF-8 slices of one buffer. Not thread-safe.</summary>
public sealed class EventRows
{
    private readonly List<Row> rows = [];
    private byte[] text = new byte[4096];
    private int textLength;

    /// <summary>Number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>Row by number, in body order.</summary>
    public Row this[int index] => rows[index];

    /// <summary>The bytes of a slice. Empty: absent.</summary>
    public ReadOnlySpan<byte> Text(Slice slice) => text.AsSpan(slice.Offset, slice.Length);

    /// <summary>Appends a row; empty target, type or id: absent.</summary>
    public void Add(
        int line, long timeTicks, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target,
        ReadOnlySpan<byte> type, ReadOnlySpan<byte> id, double weight) =>
        rows.Add(new Row(line, timeTicks, Keep(source), Keep(target), Keep(type), Keep(id), weight));

    private Slice Keep(ReadOnlySpan<byte> bytes)
    {
        if (textLength + bytes.Length > text.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, textLength + bytes.Length));
        }
        bytes.CopyTo(text.AsSpan(textLength));
        var slice = new Slice(textLength, bytes.Length);
        textLength += bytes.Length;
        return slice;
    }

    /// <summary>A slice of the rows' text.</summary>
    public readonly record struct Slice(int Offset, int Length);

    /// <summary>One event as the client named it; time in Unix nanoseconds, weight 1 where none was given.</summary>
    public readonly record struct Row(
        int Line, long TimeTicks, Slice Source, Slice Target, Slice Type, Slice Id, double Weight);
}
