using System.Globalization;
using System.Net;

namespace HawkesNet.Cli.Report;

/// <summary>Pieces of the page: escaped text, numbers as people read them, tables.</summary>
internal static class Html
{
    /// <summary>Text that stays text.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A number to three digits.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }
        string text = value.ToString("G3", CultureInfo.InvariantCulture);
        bool isPlain = Math.Abs(value) is >= 1e-4 and < 1e9;
        return isPlain
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
                .ToString("#,0.##########", CultureInfo.InvariantCulture)
            : value == 0 ? "0" : text;
    }

    /// <summary>A coordinate of a picture.</summary>
    public static string Point(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>A table; the first column holds words, the others numbers.</summary>
    public static string Table(string caption, string[] columns, IEnumerable<string[]> rows)
    {
        string head = string.Concat(columns.Select((name, i) => $"<th scope=\"col\"{Side(i)}>{Text(name)}</th>"));
        string body = string.Concat(rows.Select(row => "<tr>" + string.Concat(row.Select((cell, i) => i == 0
            ? $"<th scope=\"row\">{Text(cell)}</th>"
            : $"<td{Side(i)}>{Text(cell)}</td>")) + "</tr>\n"));
        return $"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{Text(caption)}\"><table>"
            + $"<caption>{Text(caption)}</caption><thead><tr>{head}</tr></thead>"
            + $"<tbody>\n{body}</tbody></table></div>\n";
    }

    /// <summary>The numbers of a picture, folded away.</summary>
    public static string Numbers(string caption, string[] columns, IEnumerable<string[]> rows) =>
        $"<details><summary>The numbers as a table</summary>{Table(caption, columns, rows)}</details>";

    private static string Side(int column) => column == 0 ? "" : " class=\"number\"";
}
