using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Clustering;

/// <summary>A fresh partition from the actors' own summaries: a mixture of Poisson counts, annealed, on a sample of the
/// actors, then read out for all.</summary>
internal sealed class PoissonMixture
{
    private const int SampleMax = 300;
    private const int Iterations = 25;
    private const int AnnealedIterations = 8;
    private const double FirstTemperature = 0.3;
    private const double PriorCount = 0.5;

    private readonly PooledSummary summary;
    private readonly int clusters;
    private readonly int types;
    private readonly int features;
    private readonly int[] sample;
    // Clusters stand side by side in every row.
    private readonly VectorRows responsibilities;
    private readonly VectorRows logRates;
    private readonly VectorRows negativeRates;
    private readonly VectorRows logShares;
    private readonly VectorRows constants;
    private readonly VectorRows logs;

    private PoissonMixture(PooledSummary summary, int[] actors, int clusters)
    {
        this.summary = summary;
        this.clusters = clusters;
        types = summary.Pooled.Index.TypeCount;
        features = summary.FeatureCount;
        int count = Math.Min(actors.Length, SampleMax);
        sample = [.. Enumerable.Range(0, count).Select(i => actors[(int)((long)i * actors.Length / count)])];
        responsibilities = new VectorRows(count, clusters);
        logRates = new VectorRows(features, clusters);
        negativeRates = new VectorRows(features, clusters);
        logShares = new VectorRows(types, clusters);
        constants = new VectorRows(3, clusters);
        logs = new VectorRows(1, clusters);
    }

    /// <summary>Labels of some actors of the window, in their order.</summary>
    public static int[] Labels(PooledSummary summary, int[] actors, int clusters, CounterRng random)
    {
        var mixture = new PoissonMixture(summary, actors, clusters);
        mixture.Seed(random);
        for (int i = 0; i < Iterations; i++)
        {
            mixture.Maximize();
            double heat = Math.Min(1, FirstTemperature + ((1 - FirstTemperature) * i / AnnealedIterations));
            mixture.Expect(heat);
        }
        var labels = new int[actors.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> scores = mixture.Score(actors[i]);
            labels[i] = Largest(scores);
        }
        return labels;
    }

    /// <summary>Seeds as k-means++ does, on square roots of the counts: each next one far from those there
    /// are.</summary>
    private void Seed(CounterRng random)
    {
        double[] roots = Roots();
        int columns = features + types;
        var nearest = new double[sample.Length];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        int seed = (int)(random.Uniform() * sample.Length);
        for (int k = 0; k < clusters; k++)
        {
            double sum = 0;
            for (int s = 0; s < sample.Length; s++)
            {
                double distance = Distance(roots.AsSpan(s * columns, columns), roots.AsSpan(seed * columns, columns));
                if (distance < nearest[s])
                {
                    nearest[s] = distance;
                    responsibilities[s].Clear();
                    responsibilities[s][k] = 1;
                }
                sum += nearest[s];
            }
            double left = random.Uniform() * sum;
            for (seed = 0; seed < sample.Length - 1 && left >= nearest[seed]; seed++)
            {
                left -= nearest[seed];
            }
        }
    }

    /// <summary>Square roots of what each actor of the sample has. [sample, features + types]</summary>
    private double[] Roots()
    {
        int columns = features + types;
        var roots = new double[sample.Length * columns];
        for (int i = 0; i < roots.Length; i++)
        {
            (int actor, int column) = (sample[i / columns], i % columns);
            roots[i] = Math.Sqrt(column < features ? CountsOf(actor)[column] : TypesOf(actor)[column - features]);
        }
        return roots;
    }

    private static double Distance(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            double d = left[i] - right[i];
            sum += d * d;
        }
        return sum;
    }

    private void Maximize()
    {
        var counts = new VectorRows(features, clusters);
        var exposures = new VectorRows(features, clusters);
        var byType = new VectorRows(types, clusters);
        var sizes = new VectorRows(1, clusters);
        for (int s = 0; s < sample.Length; s++)
        {
            // What an actor has is shared out among the clusters.
            sizes.Add(0, responsibilities, s, 1);
            counts.AddToAll(responsibilities, s, CountsOf(sample[s]));
            exposures.AddToAll(responsibilities, s, ExposuresOf(sample[s]));
            byType.AddToAll(responsibilities, s, TypesOf(sample[s]));
        }
        for (int k = 0; k < clusters; k++)
        {
            Set(k, sizes[0][k], counts, exposures, byType);
        }
    }

    private void Set(int k, double size, VectorRows counts, VectorRows exposures, VectorRows byType)
    {
        double total = 0, shape = summary.Pooled.RateShape;
        for (int f = 0; f < features; f++)
        {
            double rate = (counts[f][k] + PriorCount) / (exposures[f][k] + PriorCount);
            negativeRates[f][k] = -rate;
            logRates[f][k] = Math.Log(rate);
        }
        for (int u = 0; u < types; u++)
        {
            total += byType[u][k];
        }
        for (int u = 0; u < types; u++)
        {
            logShares[u][k] = Math.Log((byType[u][k] + summary.Pooled.NetworkTypeShare(u)) / (total + 1));
        }
        double mean = (total + 1e-3) / (size + 1e-3);
        constants[0][k] = Math.Log((size + 1) / (sample.Length + clusters));
        constants[1][k] = Math.Log(mean);
        constants[2][k] = Math.Log(shape + mean);
    }

    private void Expect(double heat)
    {
        for (int s = 0; s < sample.Length; s++)
        {
            ReadOnlySpan<double> scores = Score(sample[s]);
            double most = scores[Largest(scores)], sum = 0;
            Span<double> row = responsibilities[s];
            for (int k = 0; k < clusters; k++)
            {
                row[k] = Math.Exp(heat * (scores[k] - most));
                sum += row[k];
            }
            for (int k = 0; k < clusters; k++)
            {
                row[k] /= sum;
            }
        }
    }

    /// <summary>Log joint of an actor's summary and each cluster: rates drawn from a Gamma, types, offspring.
    /// [clusters]</summary>
    private ReadOnlySpan<double> Score(int actor)
    {
        double total = 0;
        foreach (double count in TypesOf(actor))
        {
            total += count;
        }
        logs.Clear();
        logs.AddAll(0, constants, [1, total, -(summary.Pooled.RateShape + total)]);
        logs.AddAll(0, logShares, TypesOf(actor));
        logs.AddAll(0, logRates, CountsOf(actor));
        logs.AddAll(0, negativeRates, ExposuresOf(actor));
        return logs[0];
    }

    private static int Largest(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int k = 1; k < scores.Length; k++)
        {
            best = scores[k] > scores[best] ? k : best;
        }
        return best;
    }

    private ReadOnlySpan<double> CountsOf(int actor) => summary.Counts.AsSpan(actor * features, features);

    private ReadOnlySpan<double> ExposuresOf(int actor) => summary.Exposures.AsSpan(actor * features, features);

    private ReadOnlySpan<double> TypesOf(int actor) => summary.BaselineByType.AsSpan(actor * types, types);
}
