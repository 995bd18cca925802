using System.Globalization;
using System.Text;
using HawkesNet.Cli.Evaluation;
using HawkesNet.Cli.Events;
using HawkesNet.Model;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;

namespace HawkesNet.Cli.Report;

/// <summary>One page about a fit that needs nothing but itself: verdict, figures, Q–Q plot, score along the file,
/// excitation, kernels, clusters and most probable links.</summary>
internal sealed class EvaluationPage(
    EventTable table, ModelView view, EvaluationReport report, IReadOnlyList<ScorePoint> trace)
{
    private const int LinksShown = 20;
    private const int ClustersShown = 12;
    private const int EventsAhead = 100;
    private const int EveryQuantile = 7;
    private const double ShadeMost = 0.35;
    private static readonly string[] mechanisms =
        [.. Enumerable.Range(0, Mechanisms.Count).Select(m => Mechanisms.Name((Mechanism)m))];

    private readonly ModelDiagnostics fit = view.Diagnose();

    private string Unit => table.AreDates ? "second" : "unit";

    /// <summary>Writes the page.</summary>
    public static void Write(
        string path, EventTable table, ModelView view, EvaluationReport report, IReadOnlyList<ScorePoint> trace) =>
        File.WriteAllText(path, new EvaluationPage(table, view, report, trace).ToString());

    /// <summary>The page as HTML.</summary>
    public override string ToString()
    {
        string name = Html.Text(Path.GetFileName(table.File));
        var text = new StringBuilder();
        text.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        text.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        text.Append(CultureInfo.InvariantCulture, $"<title>{name} – HawkesNet</title>\n");
        text.Append(CultureInfo.InvariantCulture, $"<style>\n{Style()}</style>\n</head>\n<body>\n<main>\n");
        text.Append(CultureInfo.InvariantCulture, $"<h1>{name}</h1>\n");
        string verdict = string.Concat(report.Sentences.Select(sentence => $"<p>{Html.Text(sentence)}</p>"));
        text.Append(CultureInfo.InvariantCulture, $"<section class=\"verdict\">{verdict}</section>\n");
        text.Append("<div class=\"two\">" + Section("Do events come when they should?", Waits())
            + Section("How well each stretch was predicted", Scores()) + "</div>\n");
        text.Append(Section("The fit in figures", Figures()));
        text.Append(Section("What one event sets off, cluster by cluster", Excitation()));
        text.Append("<div class=\"two\">" + Section("How soon responses follow", Kernels())
            + Section("The clusters", Clusters()) + "</div>\n");
        text.Append(Section("Who acts on whom next", Links()));
        return text.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Style()
    {
        using Stream stream = typeof(EvaluationPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Section(string title, string content) => $"<section><h2>{title}</h2>\n{content}</section>\n";

    private static string Figure(Plot plot, string reading, string numbers) =>
        $"<figure>{plot}<figcaption>{Html.Text(reading)}{numbers}</figcaption></figure>\n";

    private string Figures()
    {
        (string Name, double? Value)[] rows =
        [
            ("Test score, frozen", report.TestLogLikelihood), ("Test score, still learning", report.PrequentialTest),
            ("Test score of constant rates", report.PoissonFloor),
            ("Train score, each event before it was learned", report.PrequentialTrain),
            ("The same of constant rates", PerUnit(fit.PoissonScore)),
            ("KS distance of the waiting times", fit.KsDistance), ("KS distance that would be an alarm", fit.KsAlarm),
            ("Branching ratio", report.BranchingRatio),
            ("Clusters in use, counted by their sizes", report.EffectiveClusters),
            ("Train events", report.TrainEvents), ("Test events", report.TestEvents), ("Actors", report.Actors),
            ("Dyads", report.Dyads), ("Types", report.Types), ("Area under the curve of next links", report.LinkAuc),
        ];
        return Html.Table($"Scores are nats per event, with time in {Unit}s; more is better", ["Figure", "Value"],
            rows.Where(row => row.Value is not null).Select(row => new[] { row.Name, Html.Number(row.Value!.Value) }));
    }

    private string Waits()
    {
        IReadOnlyList<QuantilePoint> points = fit.QuantilePoints;
        if (points.Count == 0)
        {
            return "<p>There are too few events.</p>";
        }
        double most = points.Max(p => Math.Max(p.Expected, p.Observed));
        Plot plot = new Plot(
            "Q–Q plot of the waiting times: predicted against observed",
            Axis.Linear("predicted waiting time", 0, most), Axis.Linear("observed", 0, most))
            .Line("dashed", [(0, 0), (most, most)])
            .Dots(points.Select(p => (p.Expected, p.Observed)));
        return Figure(
            plot, "On the dashed line events come exactly when expected; above it waits are longer than predicted.",
            Html.Numbers("Quantiles of the waiting times", ["Predicted", "Observed"],
                points.Where((_, i) => i % EveryQuantile == 0)
                    .Select(p => new[] { Html.Number(p.Expected), Html.Number(p.Observed) })));
    }

    private string Scores()
    {
        (double X, double Y)[] points = [.. trace.Select(p => ((double)p.Position, PerUnit(p.NatsPerEvent)))];
        if (points.Length < 2)
        {
            return "<p>There are too few events.</p>";
        }
        double floor = PerUnit(fit.PoissonScore);
        Axis up = Axis.Linear("nats per event", [floor, .. points.Select(p => p.Y)]);
        double last = points[^1].X;
        Plot plot = new Plot("Score of each stretch of the file, against constant rates",
            Axis.Linear("events learned", [0, last]), up)
            .Line("dashed", [(0, floor), (last, floor)]).Line("series model", points);
        double better = points.Count(p => p.Y > floor) / (double)points.Length;
        return Figure(
            plot, $"Higher is better. Dashed: constant rates. {Html.Number(100 * better)} % of the stretches were "
            + "predicted better than that.",
            Html.Numbers("Score of each stretch", ["Events learned", "Nats per event"],
                points.Select(p => new[] { Html.Number(p.X), Html.Number(p.Y) })));
    }

    private string Excitation()
    {
        int[] shown = [.. ShownClusters()];
        double most = mechanisms.Index().Max(m => shown.Max(k => shown.Max(l => Mean(m.Index, k, l))));
        const string words = "<p class=\"muted\">Expected number of events that one event sets off directly; for relay "
            + "and burst by the cluster of who responds, for join of who is addressed.</p>\n";
        string tables = string.Concat(mechanisms.Index().Select(m => HeatTable(m.Index, m.Item, shown, most)));
        return $"{words}<div class=\"heats\">{tables}</div>";
    }

    private string HeatTable(int mechanism, string name, int[] shown, double most)
    {
        bool isPair = (Mechanism)mechanism is Mechanism.Repeat or Mechanism.Reply;
        int[] columns = isPair ? shown : shown[..1];
        bool isJoin = (Mechanism)mechanism == Mechanism.Join;
        string head = string.Concat(
            columns.Select(l => $"<th scope=\"col\">{(isPair ? $"to cluster {l}" : "each")}</th>"));
        string body = string.Concat(shown.Select(k => $"<tr><th scope=\"row\">cluster {k}</th>"
            + string.Concat(columns.Select(l => HeatCell(Mean(mechanism, isJoin ? 0 : k, isJoin ? k : l), most)))
            + "</tr>"));
        return $"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{name} by clusters\">"
            + $"<table class=\"heat\"><caption>{name}</caption><thead><tr><td></td>{head}</tr></thead>"
            + $"<tbody>{body}</tbody></table></div>\n";
    }

    private static string HeatCell(double value, double most)
    {
        double percent = 100 * ShadeMost * value / Math.Max(most, double.Epsilon);
        string shade = percent.ToString("F0", CultureInfo.InvariantCulture);
        return $"<td style=\"background: color-mix(in srgb, var(--accent) {shade}%, transparent)\">"
            + $"{Html.Number(value)}</td>";
    }

    private string Kernels()
    {
        double unit = table.Scale.TicksPerUnit;
        IReadOnlyList<KernelCurve> curves = ClusterSummaries.Kernels(view);
        IEnumerable<double> delays = curves[0].Points.Select(p => p.DelayTicks / unit);
        Plot plot = new("Share of the responses that have come by each delay, by mechanism",
            Axis.Logarithmic($"delay, {Unit}s", delays.First(), delays.Last()), Axis.Linear("share come", [0, 1]));
        foreach (KernelCurve curve in curves)
        {
            plot.Line(
                "series " + Mechanisms.Name(curve.Mechanism), Shares(curve).Select(p => (p.Delay / unit, p.Share)));
        }
        string keys = "<ul class=\"keys\">"
            + string.Concat(mechanisms.Select(name => $"<li><i class=\"{name}\"></i>{name}</li>")) + "</ul>";
        return keys + Figure(plot, "Where a curve passes one half, half of the responses have come.",
            Html.Numbers("Half of the responses have come by", ["Mechanism", $"Delay, {Unit}s"],
                curves.Select(curve => new[]
                {
                    Mechanisms.Name(curve.Mechanism),
                    Html.Number(Shares(curve).FirstOrDefault(p => p.Share >= 0.5, (double.NaN, 0)).Delay / unit),
                })));
    }

    private static List<(double Delay, double Share)> Shares(KernelCurve curve)
    {
        double sum = curve.Points[0].OffspringPerTick * curve.Points[0].DelayTicks;
        var sums = new List<(double Delay, double Share)> { (curve.Points[0].DelayTicks, sum) };
        for (int i = 1; i < curve.Points.Count; i++)
        {
            KernelPoint a = curve.Points[i - 1], b = curve.Points[i];
            sum += 0.5 * (a.OffspringPerTick + b.OffspringPerTick) * (b.DelayTicks - a.DelayTicks);
            sums.Add((b.DelayTicks, sum));
        }
        return [.. sums.Select(p => (p.Delay, sum > 0 ? p.Share / sum : 0))];
    }

    private string Clusters() => Html.Table(
        $"Events by themselves are those of all its actors, per {Unit}",
        ["Cluster", "Actors", "Sent", "Received", "By themselves"],
        ClusterSummaries.Of(view).Where(cluster => cluster.Size > 0).Select(cluster => new[]
        {
            cluster.IsPlaced ? cluster.Cluster.ToString(CultureInfo.InvariantCulture) : "0, not placed yet",
            Html.Number(cluster.Size), cluster.Sent.ToString("N0", CultureInfo.InvariantCulture),
            cluster.Received.ToString("N0", CultureInfo.InvariantCulture),
            Html.Number(cluster.BaselinePerTick.Mean * table.Scale.TicksPerUnit),
        }));

    private string Links()
    {
        if (!table.IsTargeted || table.IsSequences)
        {
            return "<p>The file has no targets.</p>";
        }
        double span = table.Train.TimeTicks[^1] - table.Train.TimeTicks[0];
        long horizon = Math.Max(1, (long)(span * EventsAhead / table.Train.Count));
        string ahead = Html.Number(horizon / table.Scale.TicksPerUnit);
        return Html.Table($"After the last train event, within {ahead} {Unit}s, the time of about {EventsAhead} events",
            ["Source → target", "Probability of at least one", "Expected events"],
            Forecast.TopLinks(view, view.TimeTicks, horizon, LinksShown).Select(link => new[]
            {
                $"{Name(link.Source)} → {Name(link.Target)}",
                Html.Number(link.Probability), Html.Number(link.ExpectedCount),
            }));
    }

    private IEnumerable<int> ShownClusters() => ClusterSummaries.Of(view).Where(cluster => cluster.Size > 0)
        .OrderByDescending(cluster => cluster.Size).Take(ClustersShown).Select(cluster => cluster.Cluster).Order();

    private string Name(int actor) => Encoding.UTF8.GetString(table.Actors[actor]);

    private double Mean(int mechanism, int source, int target) =>
        view.OffspringMean((Mechanism)mechanism, source, target);

    private double PerUnit(double natsPerTick) => natsPerTick + table.Scale.LogTicksPerUnit;
}
