using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>A table as comma-separated text (RFC 4180): a header row, CRLF, quotes where needed. Null is
/// empty.</summary>
internal sealed class CsvTable
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");
    private readonly StringBuilder text = new();

    internal CsvTable(params IEnumerable<string> columns) => Row(columns);

    /// <summary>Whether the client prefers text/csv to JSON.</summary>
    internal static bool IsAskedBy(HttpRequest request) => AnswerForm.Of(request) == AnswerForm.Csv;

    /// <summary>Appends a row; numbers in the shortest form that reads back to the same value.</summary>
    internal void Row(params IEnumerable<object?> cells)
    {
        bool first = true;
        foreach (object? cell in cells)
        {
            if (!first)
            {
                text.Append(',');
            }
            first = false;
            Append(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "");
        }
        text.Append("\r\n");
    }

    /// <summary>The table as an answer.</summary>
    internal IResult ToResult() => Results.Text(text.ToString(), "text/csv; charset=utf-8; header=present");

    private void Append(string cell)
    {
        if (cell.AsSpan().ContainsAny(Special))
        {
            text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            text.Append(cell);
        }
    }
}
