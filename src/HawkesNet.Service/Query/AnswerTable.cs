using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>A table of an answer: columns of one kind each, and rows of cells; null where nothing is known.</summary>
internal sealed class AnswerTable(params IEnumerable<TableColumn> columns)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");
    private readonly List<object?[]> rows = [];

    /// <summary>The columns.</summary>
    internal TableColumn[] Columns { get; } = [.. columns];

    /// <summary>The rows, each with a cell for every column.</summary>
    internal IReadOnlyList<object?[]> Rows => rows;

    /// <summary>Appends a row.</summary>
    internal void Row(params object?[] cells)
    {
        if (cells.Length != Columns.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {Columns.Length} columns", nameof(cells));
        }
        rows.Add(cells);
    }

    /// <summary>An answer as a table where the client asks for CSV or Arrow, else as JSON.</summary>
    internal static IResult OrJson<T>(HttpRequest request, T answer, Func<T, AnswerTable> table) =>
        AnswerForm.Of(request) is AnswerForm.Csv or AnswerForm.Arrow
            ? table(answer).ToResult(request)
            : AnswerJson.Ok(answer);

    /// <summary>The table in the form the client prefers: an Arrow stream, or text.</summary>
    internal IResult ToResult(HttpRequest request) => AnswerForm.Of(request) == AnswerForm.Arrow
        ? Results.Bytes(ArrowTable.Write(this), AnswerForm.Arrow)
        : Results.Text(ToCsv(), "text/csv; charset=utf-8; header=present");

    /// <summary>The table as comma-separated text (RFC 4180): a header row, CRLF, quotes where needed. Null is empty;
    /// numbers in the shortest form that reads back to the same value.</summary>
    private string ToCsv()
    {
        var text = new StringBuilder();
        AppendLine(text, Columns.Select(column => column.Name));
        foreach (object?[] row in rows)
        {
            AppendLine(text, row.Select(cell => cell switch
            {
                bool flag => flag ? "true" : "false",
                _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
            }));
        }
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, IEnumerable<string> cells)
    {
        bool isFirst = true;
        foreach (string cell in cells)
        {
            text.Append(isFirst ? "" : ",");
            isFirst = false;
            if (cell.AsSpan().ContainsAny(Special))
            {
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(cell);
            }
        }
        text.Append("\r\n");
    }
}

/// <summary>What the cells of a column are.</summary>
internal enum CellKind
{
    /// <summary>Words, and instants as RFC 3339 with all their digits: <c>string</c>.</summary>
    Text,

    /// <summary>Numbers: <c>double</c>.</summary>
    Number,

    /// <summary>Whole numbers: <c>int</c> or <c>long</c>.</summary>
    Whole,

    /// <summary>Yes or no: <c>bool</c>.</summary>
    Flag,
}

/// <summary>A column of a table.</summary>
internal readonly record struct TableColumn(string Name, CellKind Kind)
{
    internal static IEnumerable<TableColumn> Texts(params IEnumerable<string> names) => Of(CellKind.Text, names);

    internal static IEnumerable<TableColumn> Numbers(params IEnumerable<string> names) => Of(CellKind.Number, names);

    internal static IEnumerable<TableColumn> Wholes(params IEnumerable<string> names) => Of(CellKind.Whole, names);

    internal static IEnumerable<TableColumn> Flags(params IEnumerable<string> names) => Of(CellKind.Flag, names);

    private static IEnumerable<TableColumn> Of(CellKind kind, IEnumerable<string> names) =>
        names.Select(name => new TableColumn(name, kind));
}
