using System.Globalization;
using System.Text.Json.Serialization;

namespace HawkesNet.Cli.Verify;

/// <summary>A bar as it came out.</summary>
internal sealed record JudgedBar(string Bar, string Figure, bool Met);

/// <summary>The result of a protocol.</summary>
/// <param name="Protocol">Name of the row.</param>
/// <param name="Seeds">What each seed gave.</param>
/// <param name="Bars">The bars; none: the row is for information.</param>
internal sealed record ProtocolReport(
    string Protocol, IReadOnlyList<SeedResult> Seeds, IReadOnlyList<JudgedBar> Bars)
{
    /// <summary>Headings of <see cref="Cells"/>.</summary>
    public static readonly string[] Headings =
        ["protocol", "ARI", "NMI", "AUC", "AP", "error", "dLL", "dLL2", "90 %", "events/s", "met"];

    /// <summary>Whether every bar is met and no learner stopped.</summary>
    public bool Met => Bars.All(bar => bar.Met) && Seeds.All(row => row.Failure is null);

    /// <summary>The row of the table: means over seeds, the worst in brackets.</summary>
    [JsonIgnore]
    public string[] Cells =>
    [
        Protocol,
        MeanAndWorst(row => row.AdjustedRand, "0.000"),
        Mean(row => row.MutualInformation, "0.000"),
        Mean(row => row.Auc, "0.0000"),
        MeanAndWorst(row => row.AveragePrecision, "0.000"),
        Mean(row => row.WeightError, "0.000"),
        Mean(row => row.Gain, "0.0000"),
        Mean(row => row.GainSecondHalf, "0.0000"),
        Coverage is { } share ? Text(share, "0.00") : "-",
        Mean(row => row.EventsPerSecond, "N0"),
        Bars.Count == 0 && Met ? "-" : Met ? "yes" : "NO",
    ];

    /// <summary>Share of the true weights inside their 90 % intervals.</summary>
    public double? Coverage
    {
        get
        {
            int intervals = Seeds.Sum(row => row.Intervals);
            return intervals == 0 ? null : (double)Seeds.Sum(row => row.Covered) / intervals;
        }
    }

    /// <summary>Figures that have no column, and why a bar is missed.</summary>
    [JsonIgnore]
    public IEnumerable<string> Notes
    {
        get
        {
            foreach (JudgedBar bar in Bars.Where(bar => !bar.Met))
            {
                yield return $"missed: {bar.Bar}; reached {bar.Figure}";
            }
            foreach (SeedResult row in Seeds.Where(row => row.Failure is not null))
            {
                yield return $"seed {row.Seed} stopped: {row.Failure}";
            }
            string[] figures = [.. Figures()];
            if (figures.Length > 0)
            {
                yield return string.Join(", ", figures);
            }
        }
    }

    /// <summary>One line of progress.</summary>
    public static string Progress(string protocol, SeedResult result)
    {
        var one = new ProtocolReport(protocol, [result], []);
        IEnumerable<string> cells = Headings.Zip(one.Cells).Skip(1).SkipLast(1)
            .Where(cell => cell.Second != "-").Select(cell => $"{cell.First} {cell.Second}");
        return $"{protocol} seed {result.Seed}, {result.Events} events: {string.Join(", ", cells.Concat(one.Notes))}";
    }

    private IEnumerable<string> Figures()
    {
        (string Name, Func<SeedResult, double?> Figure, string Format)[] others =
        [
            ("clusters", row => row.Clusters, "0.0"),
            ("oracle ARI", row => row.OracleRand, "0.000"),
            ("spectral ARI", row => row.SpectralRand, "0.000"),
            ("ARI at 3/4", row => row.RandAtThreeQuarters, "0.000"),
            ("movers' accuracy", row => row.MoversAccuracy, "0.000"),
            ("AP of coincidences", row => row.CoincidencePrecision, "0.000"),
            ("baseline error", row => row.BaselineError, "0.000"),
            ("excitation error", row => row.ExcitationError, "0.000"),
            ("tie coverage", row => row.TieCoverage, "0.00"),
        ];
        return others.Select(other => (other.Name, Value: Mean(other.Figure, other.Format)))
            .Where(other => other.Value != "-").Select(other => $"{other.Name} {other.Value}");
    }

    private string Mean(Func<SeedResult, double?> figure, string format) =>
        Seeds.Average(figure) is { } mean ? Text(mean, format) : "-";

    private string MeanAndWorst(Func<SeedResult, double?> figure, string format) =>
        Seeds.Count < 2 || Seeds.Min(figure) is not { } worst ? Mean(figure, format)
            : $"{Mean(figure, format)} [{Text(worst, format)}]";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
