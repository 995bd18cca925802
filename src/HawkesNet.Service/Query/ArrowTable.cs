using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace HawkesNet.Service.Query;

/// <summary>Tables as Apache Arrow streams: the format pandas, Polars and R's arrow read without parsing.</summary>
internal static class ArrowTable
{
    /// <summary>The whole table as one stream with one batch.</summary>
    internal static byte[] Write(AnswerTable table)
    {
        var schema = new Schema(
            [.. table.Columns.Select(column => new Field(column.Name, TypeOf(column.Kind), nullable: true))],
            metadata: null);
        using var batch = new RecordBatch(
            schema, Enumerable.Range(0, table.Columns.Length).Select(i => Column(table, i)), table.Rows.Count);
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        return stream.ToArray();
    }

    private static IArrowType TypeOf(CellKind kind) => kind switch
    {
        CellKind.Number => DoubleType.Default,
        CellKind.Whole => Int64Type.Default,
        CellKind.Flag => BooleanType.Default,
        _ => StringType.Default,
    };

    private static IArrowArray Column(AnswerTable table, int index)
    {
        IEnumerable<object?> cells = table.Rows.Select(row => row[index]);
        return table.Columns[index].Kind switch
        {
            CellKind.Number => Numbers(cells),
            CellKind.Whole => Wholes(cells),
            CellKind.Flag => Flags(cells),
            _ => Texts(cells),
        };
    }

    private static DoubleArray Numbers(IEnumerable<object?> cells)
    {
        var builder = new DoubleArray.Builder();
        foreach (object? cell in cells)
        {
            builder.Append(cell is null ? null : Convert.ToDouble(cell, CultureInfo.InvariantCulture));
        }
        return builder.Build();
    }

    private static Int64Array Wholes(IEnumerable<object?> cells)
    {
        var builder = new Int64Array.Builder();
        foreach (object? cell in cells)
        {
            builder.Append(cell is null ? null : Convert.ToInt64(cell, CultureInfo.InvariantCulture));
        }
        return builder.Build();
    }

    private static BooleanArray Flags(IEnumerable<object?> cells)
    {
        var builder = new BooleanArray.Builder();
        foreach (object? cell in cells)
        {
            _ = cell is bool flag ? builder.Append(flag) : builder.AppendNull();
        }
        return builder.Build();
    }

    private static StringArray Texts(IEnumerable<object?> cells)
    {
        var builder = new StringArray.Builder();
        foreach (object? cell in cells)
        {
            builder.Append((string?)cell);
        }
        return builder.Build();
    }
}
