using System.Globalization;
using System.Text;

namespace HawkesNet.Cli.Report;

/// <summary>A chart drawn as inline SVG: two axes with a grid, lines and dots. A sentence reads it for those who do not
/// see it.</summary>
/// <param name="label">What it shows.</param>
/// <param name="across">The horizontal axis.</param>
/// <param name="up">The vertical axis.</param>
internal sealed class Plot(string label, Axis across, Axis up)
{
    private const double Width = 480, Height = 300;
    private const double Left = 58, Right = 24, Top = 12, Bottom = 46;
    private readonly StringBuilder marks = new();

    /// <summary>Adds a line of a class of the style sheet.</summary>
    public Plot Line(string style, IEnumerable<(double X, double Y)> points)
    {
        string path = string.Join(' ', points.Select(p => $"{Html.Point(X(p.X))},{Html.Point(Y(p.Y))}"));
        marks.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"{path}\"/>\n");
        return this;
    }

    /// <summary>Adds dots.</summary>
    public Plot Dots(IEnumerable<(double X, double Y)> points)
    {
        foreach ((double x, double y) in points)
        {
            marks.Append(CultureInfo.InvariantCulture,
                $"<circle class=\"dot\" r=\"3\" cx=\"{Html.Point(X(x))}\" cy=\"{Html.Point(Y(y))}\"/>");
        }
        return this;
    }

    /// <summary>The picture.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Text(label)}\">\n");
        foreach ((double value, string words) in across.Ticks)
        {
            string x = Html.Point(X(value));
            text.Append($"<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            text.Append($"<text x=\"{x}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{words}</text>\n");
        }
        foreach ((double value, string words) in up.Ticks)
        {
            string y = Html.Point(Y(value));
            text.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            string below = Html.Point(Y(value) + 4);
            text.Append($"<text x=\"{Left - 6}\" y=\"{below}\" text-anchor=\"end\">{words}</text>\n");
        }
        string middle = Html.Point(Left + ((Width - Left - Right) / 2));
        string half = Html.Point(Top + ((Height - Top - Bottom) / 2));
        text.Append($"<text x=\"{middle}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Html.Text(across.Name)}</text>");
        text.Append($"<text transform=\"translate(12 {half}) rotate(-90)\" text-anchor=\"middle\">");
        text.Append(Html.Text(up.Name)).Append("</text>\n");
        return text.Append(marks).Append("</svg>\n").ToString();
    }

    private double X(double value) => Left + (across.Place(value) * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - (up.Place(value) * (Height - Top - Bottom));
}
