using System.Runtime.CompilerServices;

namespace HawkesNet.Service.Ingest;

/// <summary>The valid rows of one request body, in its order; names are UTF-8 slices of one buffer. Not thread-safe.
/// </summary>
/// <param name="rowsExpected">Rows to make room for at once; more may come.</param>
/// <param name="textBytesExpected">Bytes of names to make room for at once; more may come.</param>
public sealed class EventRows(int rowsExpected = 16, int textBytesExpected = 1024)
{
    private Row[] rows = new Row[Math.Max(1, rowsExpected)];
    private byte[] text = new byte[textBytesExpected];
    private int textLength;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Memory it takes, in bytes.</summary>
    public long Bytes => ((long)rows.Length * Unsafe.SizeOf<Row>()) + text.Length;

    /// <summary>Row by number, in body order.</summary>
    public Row this[int index] => rows.AsSpan(0, Count)[index];

    /// <summary>The bytes of a slice. Empty: absent.</summary>
    public ReadOnlySpan<byte> Text(Slice slice) => text.AsSpan(slice.Offset, slice.Length);

    /// <summary>Appends a row; empty target, type or id: absent.</summary>
    public void Add(
        int line, long timeTicks, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target,
        ReadOnlySpan<byte> type, ReadOnlySpan<byte> id, double weight)
    {
        if (Count == rows.Length)
        {
            Array.Resize(ref rows, Count * 2);
        }
        int bytes = source.Length + target.Length + type.Length + id.Length;
        if (textLength + bytes > text.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, textLength + bytes));
        }
        rows[Count++] = new Row(line, timeTicks, Keep(source), Keep(target), Keep(type), Keep(id), weight);
    }

    private Slice Keep(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(text.AsSpan(textLength));
        Slice slice = new(textLength, bytes.Length);
        textLength += bytes.Length;
        return slice;
    }

    /// <summary>A slice of the rows' text.</summary>
    public readonly record struct Slice(int Offset, int Length);

    /// <summary>One event as the client named it; time in Unix nanoseconds, weight 1 where none was given.</summary>
    public readonly record struct Row(
        int Line, long TimeTicks, Slice Source, Slice Target, Slice Type, Slice Id, double Weight);
}
