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
    private readonly double[] responsibilities;
    private readonly double[] logRates;
    private readonly double[] rates;
    private readonly double[] logShares;
    private readonly double[] means;
    private readonly double[] logProportions;

    private PoissonMixture(PooledSummary summary, int[] actors, int clusters)
    {
        this.summary = summary;
        this.clusters = clusters;
        types = summary.Pooled.Index.TypeCount;
        features = summary.FeatureCount;
        int count = Math.Min(actors.Length, SampleMax);
        sample = [.. Enumerable.Range(0, count).Select(i => actors[(int)((long)i * actors.Length / count)])];
        responsibilities = new double[count * clusters];
        logRates = new double[clusters * features];
        rates = new double[clusters * features];
        logShares = new double[clusters * types];
        means = new double[clusters];
        logProportions = new double[clusters];
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
        var logs = new double[clusters];
        var labels = new int[actors.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            mixture.Score(actors[i], logs);
            labels[i] = Array.IndexOf(logs, logs.Max());
        }
        return labels;
    }

    /// <summary>Seeds as k-means++ does, on square roots of the counts: each next one far from those there
    /// are.</summary>
    private void Seed(CounterRng random)
    {
        var nearest = new double[sample.Length];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        int seed = (int)(random.Uniform() * sample.Length);
        for (int k = 0; k < clusters; k++)
        {
            double sum = 0;
            for (int s = 0; s < sample.Length; s++)
            {
                double distance = Distance(sample[s], sample[seed]);
                if (distance < nearest[s])
                {
                    nearest[s] = distance;
                    responsibilities.AsSpan(s * clusters, clusters).Clear();
                    responsibilities[(s * clusters) + k] = 1;
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

    private double Distance(int a, int b)
    {
        double sum = 0;
        for (int f = 0; f < features; f++)
        {
            double d = Math.Sqrt(summary.Counts[(a * features) + f]) - Math.Sqrt(summary.Counts[(b * features) + f]);
            sum += d * d;
        }
        for (int u = 0; u < types; u++)
        {
            double d = Math.Sqrt(summary.BaselineByType[(a * types) + u])
                - Math.Sqrt(summary.BaselineByType[(b * types) + u]);
            sum += d * d;
        }
        return sum;
    }

    private void Maximize()
    {
        for (int k = 0; k < clusters; k++)
        {
            double size = 0, total = 0;
            var counts = new double[features];
            var exposures = new double[features];
            var byType = new double[types];
            for (int s = 0; s < sample.Length; s++)
            {
                double r = responsibilities[(s * clusters) + k];
                if (r < 1e-6)
                {
                    continue;
                }
                size += r;
                int row = sample[s] * features;
                for (int f = 0; f < features; f++)
                {
                    counts[f] += r * summary.Counts[row + f];
                    exposures[f] += r * summary.Exposures[row + f];
                }
                for (int u = 0; u < types; u++)
                {
                    byType[u] += r * summary.BaselineByType[(sample[s] * types) + u];
                    total += r * summary.BaselineByType[(sample[s] * types) + u];
                }
            }
            Set(k, size, total, counts, exposures, byType);
        }
    }

    private void Set(int k, double size, double total, double[] counts, double[] exposures, double[] byType)
    {
        for (int f = 0; f < features; f++)
        {
            double rate = (counts[f] + PriorCount) / (exposures[f] + PriorCount);
            rates[(k * features) + f] = rate;
            logRates[(k * features) + f] = Math.Log(rate);
        }
        for (int u = 0; u < types; u++)
        {
            logShares[(k * types) + u] =
                Math.Log((byType[u] + summary.Pooled.NetworkTypeShare(u)) / (total + 1));
        }
        means[k] = (total + 1e-3) / (size + 1e-3);
        logProportions[k] = Math.Log((size + 1) / (sample.Length + clusters));
    }

    private void Expect(double heat)
    {
        var logs = new double[clusters];
        for (int s = 0; s < sample.Length; s++)
        {
            Score(sample[s], logs);
            double most = logs.Max(), sum = 0;
            Span<double> row = responsibilities.AsSpan(s * clusters, clusters);
            for (int k = 0; k < clusters; k++)
            {
                row[k] = Math.Exp(heat * (logs[k] - most));
                sum += row[k];
            }
            for (int k = 0; k < clusters; k++)
            {
                row[k] /= sum;
            }
        }
    }

    /// <summary>Log joint of an actor's summary and each cluster: rates drawn from a Gamma, types, offspring.</summary>
    private void Score(int actor, double[] logs)
    {
        double shape = summary.Pooled.RateShape;
        ReadOnlySpan<double> counts = summary.Counts.AsSpan(actor * features, features);
        ReadOnlySpan<double> exposures = summary.Exposures.AsSpan(actor * features, features);
        ReadOnlySpan<double> byType = summary.BaselineByType.AsSpan(actor * types, types);
        for (int k = 0; k < clusters; k++)
        {
            double sum = logProportions[k], total = 0;
            for (int u = 0; u < types; u++)
            {
                total += byType[u];
                sum += byType[u] * logShares[(k * types) + u];
            }
            sum += (total * Math.Log(means[k])) - ((shape + total) * Math.Log(shape + means[k]));
            for (int f = 0; f < features; f++)
            {
                sum += (counts[f] * logRates[(k * features) + f]) - (exposures[f] * rates[(k * features) + f]);
            }
            logs[k] = sum;
        }
    }
}
