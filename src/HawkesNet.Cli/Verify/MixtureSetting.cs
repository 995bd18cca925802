using HawkesNet.Model.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HawkesNet.Cli.Verify;

/// <summary>Protocols A: a mixture of multivariate Hawkes processes without targets, one sequence per actor.</summary>
/// <param name="Actors">Number of sequences M.</param>
/// <param name="Types">Number of types U.</param>
/// <param name="Clusters">Number of clusters K.</param>
/// <param name="EventsPerActor">Expected events of a sequence.</param>
/// <param name="SameBaseline">Whether all clusters share the shape of their baseline.</param>
/// <param name="Unequal">Whether cluster sizes are 70, 20 and 10 %.</param>
internal sealed record MixtureSetting(
    int Actors, int Types, int Clusters, int EventsPerActor, bool SameBaseline = false, bool Unequal = false)
{
    private const double RatePerSecond = 0.5;
    private const double NonZeroShare = 0.3;

    /// <summary>Length of every sequence.</summary>
    public double EndSeconds => EventsPerActor / RatePerSecond;

    /// <summary>The true cluster of an actor.</summary>
    public int ClusterOf(int actor) =>
        !Unequal ? actor % Clusters : (actor % 20) switch { < 14 => 0, < 18 => 1, _ => 2 };

    /// <summary>Draws the parameters.</summary>
    public MixtureParameters Draw(CounterRng rng)
    {
        double[] common = DrawBaseline(rng);
        var baselines = new double[Clusters][];
        var offspring = new double[Clusters][,];
        for (int k = 0; k < Clusters; k++)
        {
            offspring[k] = DrawOffspring(rng);
            double[] shape = SameBaseline ? common : DrawBaseline(rng);
            double total = StationaryTotal(shape, offspring[k]);
            baselines[k] = [.. shape.Select(rate => rate * RatePerSecond / total)];
        }
        return new MixtureParameters(baselines, offspring);
    }

    /// <summary>Expected events per second of all types of a stable process.</summary>
    public static double StationaryTotal(double[] baseline, double[,] offspring)
    {
        Matrix<double> gains = Matrix<double>.Build.DenseOfArray(offspring).Transpose();
        Matrix<double> identity = Matrix<double>.Build.DenseIdentity(baseline.Length);
        return (identity - gains).Solve(Vector<double>.Build.DenseOfArray(baseline)).Sum();
    }

    /// <summary>Largest absolute eigenvalue.</summary>
    public static double SpectralRadius(double[,] matrix) =>
        Matrix<double>.Build.DenseOfArray(matrix).Evd().EigenValues.Max(value => value.Magnitude);

    private double[] DrawBaseline(CounterRng rng) => [.. Enumerable.Range(0, Types).Select(_ => rng.Gamma(2))];

    private double[,] DrawOffspring(CounterRng rng)
    {
        while (true)
        {
            var offspring = new double[Types, Types];
            double largest = 0;
            for (int v = 0; v < Types; v++)
            {
                for (int u = 0; u < Types; u++)
                {
                    offspring[v, u] = rng.Uniform() < NonZeroShare ? 0.5 + (0.5 * rng.Uniform()) : 0;
                    largest = Math.Max(largest, offspring[v, u]);
                }
            }
            double radius = SpectralRadius(offspring);
            double scale = (0.6 + (0.2 * rng.Uniform())) / radius;
            if (radius >= 0.3 && largest * scale <= 1)
            {
                return Scale(offspring, scale);
            }
        }
    }

    private static double[,] Scale(double[,] matrix, double scale)
    {
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                matrix[i, j] *= scale;
            }
        }
        return matrix;
    }
}

/// <summary>What is true of each cluster of a mixture.</summary>
/// <param name="Baselines">Events per second of an actor. [K][U]</param>
/// <param name="Offspring">Expected offspring by trigger's type and own type. [K][U, U]</param>
internal sealed record MixtureParameters(double[][] Baselines, double[][,] Offspring);
