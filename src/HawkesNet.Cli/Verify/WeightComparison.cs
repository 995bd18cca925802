using HawkesNet.Model.Prediction;

namespace HawkesNet.Cli.Verify;

/// <summary>True weights against learned ones.</summary>
internal sealed class WeightComparison
{
    private double squares;
    private double differences;

    /// <summary>Euclidean distance over the norm of the true weights.</summary>
    public double Error => Math.Sqrt(differences / squares);

    /// <summary>True weights inside their intervals.</summary>
    public int Covered { get; private set; }

    /// <summary>Intervals compared.</summary>
    public int Intervals { get; private set; }

    /// <summary>Adds one weight.</summary>
    public void Add(double truth, double learned)
    {
        squares += truth * truth;
        differences += (learned - truth) * (learned - truth);
    }

    /// <summary>Adds whether an interval holds the truth.</summary>
    public void Check(double truth, Estimate estimate)
    {
        Intervals++;
        Covered += truth >= estimate.Low && truth <= estimate.High ? 1 : 0;
    }
}
