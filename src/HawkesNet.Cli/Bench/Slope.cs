namespace HawkesNet.Cli.Bench;

/// <summary>How a cost grows: the exponent of the power law nearest to it.</summary>
internal static class Slope
{
    /// <summary>Least-squares slope of log cost over log size; 0: flat, 1: proportional.</summary>
    public static double Of(IReadOnlyList<(double Size, double Cost)> points)
    {
        double[] x = [.. points.Select(p => Math.Log(p.Size))], y = [.. points.Select(p => Math.Log(p.Cost))];
        double meanX = x.Average(), meanY = y.Average();
        double squares = x.Sum(value => (value - meanX) * (value - meanX));
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / squares;
    }
}
