namespace HawkesNet.Cli.Report;

/// <summary>An axis of a chart, with a few round ticks.</summary>
internal sealed class Axis
{
    private const int TicksWanted = 5;
    private readonly double low;
    private readonly double high;
    private readonly bool isLogarithmic;

    private Axis(string name, double low, double high, bool isLogarithmic, IReadOnlyList<double> ticks)
    {
        (Name, this.low, this.high, this.isLogarithmic) = (name, low, high, isLogarithmic);
        Ticks = [.. ticks.Select(tick => (tick, Html.Number(tick)))];
    }

    /// <summary>What it measures.</summary>
    public string Name { get; }

    /// <summary>Values with their words.</summary>
    public IReadOnlyList<(double Value, string Words)> Ticks { get; }

    /// <summary>An axis with equal steps that holds all values.</summary>
    public static Axis Linear(string name, params IEnumerable<double> values)
    {
        double low = values.Min(), high = values.Max();
        double step = Step(Math.Max(high - low, 1e-9 * Math.Max(1, Math.Abs(high))));
        (low, high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        high = high > low ? high : low + step;
        int count = (int)Math.Round((high - low) / step);
        return new Axis(name, low, high, false,
            [.. Enumerable.Range(0, count + 1).Select(i => Math.Round(low + (i * step), 12))]);
    }

    /// <summary>An axis with equal factors between two positive values; its ticks are powers of ten.</summary>
    public static Axis Logarithmic(string name, double low, double high)
    {
        int first = (int)Math.Ceiling(Math.Log10(low) - 1e-9), last = (int)Math.Floor(Math.Log10(high) + 1e-9);
        int every = Math.Max(1, (last - first + TicksWanted) / (TicksWanted + 1));
        return new Axis(name, Math.Log10(low), Math.Log10(high), true,
            [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(p => (p - first) % every == 0)
                .Select(p => Math.Pow(10, p))]);
    }

    /// <summary>Where a value lies: 0 at the low end, 1 at the high one.</summary>
    public double Place(double value) =>
        Math.Clamp(((isLogarithmic ? Math.Log10(value) : value) - low) / (high - low), 0, 1);

    private static double Step(double span)
    {
        double rough = span / TicksWanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        } * power;
    }
}
