using HawkesNet.Model.Events;

namespace HawkesNet.Model.Tests.Ties;

/// <summary>A sparse network of influence without targets, and streams from it: actor j's events cause W[j, i] events
/// of
/// actor i each, after exponential delays of mean one.</summary>
internal sealed class SparseInfluence
{
    /// <summary>Ticks of one mean delay.</summary>
    public const double TicksPerUnit = 1e6;

    private const double Radius = 0.7;

    private readonly Random random;
    private readonly List<(int Target, double Weight)>[] rows;
    private readonly double[] baseline;

    /// <param name="seed">Seed.</param>
    /// <param name="actors">Number of actors.</param>
    /// <param name="density">Probability of a tie.</param>
    /// <param name="rate">Events per unit of time, all actors.</param>
    /// <param name="blocks">Blocks within which a tie is nine times as likely; 1: none.</param>
    public SparseInfluence(int seed, int actors, double density, double rate, int blocks = 1)
    {
        random = new Random(5000 + seed);
        rows = new List<(int, double)>[actors];
        for (int j = 0; j < actors; j++)
        {
            rows[j] = [];
            for (int i = 0; i < actors; i++)
            {
                double probability = blocks == 1 ? density
                    : density * blocks / (blocks + 8) * (i % blocks == j % blocks ? 9 : 1);
                if (i != j && random.NextDouble() < probability)
                {
                    rows[j].Add((i, Gamma4()));
                }
            }
        }
        Scale(Radius / SpectralRadius());
        baseline = [.. Enumerable.Range(0, actors).Select(_ => Gamma4())];
        double stationary = StationaryRate();
        for (int i = 0; i < actors; i++)
        {
            baseline[i] *= rate / stationary;
        }
    }

    public int Actors => rows.Length;

    public IReadOnlyList<(int Target, double Weight)> Row(int source) => rows[source];

    /// <summary>A stream from an empty past over a span in units of time.</summary>
    public EventBatch Simulate(double span)
    {
        var events = new List<(double Time, int Actor)>();
        for (int i = 0; i < Actors; i++)
        {
            for (double t = Delay() / baseline[i]; t < span; t += Delay() / baseline[i])
            {
                events.Add((t, i));
            }
        }
        for (int e = 0; e < events.Count; e++)
        {
            (double time, int actor) = events[e];
            foreach ((int target, double weight) in rows[actor])
            {
                for (double u = Delay(); u < weight; u += Delay())
                {
                    double t = time + Delay();
                    if (t < span)
                    {
                        events.Add((t, target));
                    }
                }
            }
        }
        events.Sort();
        var batch = new EventBatch(Math.Max(1, events.Count));
        foreach ((double time, int actor) in events)
        {
            batch.Add((long)(time * TicksPerUnit), actor, EventBatch.NoTarget, 0, 1);
        }
        return batch;
    }

    /// <summary>Log-likelihood of each event under the truth, the compensator since the event before taken off; time in
    /// ticks.</summary>
    public double[] LogLikelihoods(EventBatch events)
    {
        var sources = new List<(int Source, double Weight)>[Actors];
        for (int i = 0; i < Actors; i++)
        {
            sources[i] = [];
        }
        for (int j = 0; j < Actors; j++)
        {
            rows[j].ForEach(tie => sources[tie.Target].Add((j, tie.Weight)));
        }
        var mass = new double[Actors];
        var at = new double[Actors];
        double[] sums = [.. rows.Select(row => row.Sum(tie => tie.Weight))];
        var result = new double[events.Count];
        double total = baseline.Sum(), pending = 0, before = 0;
        for (int e = 0; e < events.Count; e++)
        {
            double now = events.TimeTicks[e] / TicksPerUnit;
            int actor = events.Sources[e];
            double survival = Math.Exp(before - now);
            double intensity = baseline[actor]
                + sources[actor].Sum(tie => tie.Weight * mass[tie.Source] * Math.Exp(at[tie.Source] - now));
            result[e] = Math.Log(intensity / TicksPerUnit) - (total * (now - before)) - (pending * (1 - survival));
            pending = (pending * survival) + sums[actor];
            mass[actor] = (mass[actor] * Math.Exp(at[actor] - now)) + 1;
            (at[actor], before) = (now, now);
        }
        return result;
    }

    private double Delay() => -Math.Log(1 - random.NextDouble());

    private double Gamma4() => (Delay() + Delay() + Delay() + Delay()) / 4;

    private void Scale(double factor)
    {
        foreach (List<(int Target, double Weight)> row in rows)
        {
            for (int k = 0; k < row.Count; k++)
            {
                row[k] = (row[k].Target, row[k].Weight * factor);
            }
        }
    }

    private double[] Next(double[] vector)
    {
        var next = new double[Actors];
        for (int j = 0; j < Actors; j++)
        {
            rows[j].ForEach(tie => next[tie.Target] += vector[j] * tie.Weight);
        }
        return next;
    }

    private double SpectralRadius()
    {
        double[] vector = [.. Enumerable.Repeat(1.0, Actors)];
        double radius = 1;
        for (int k = 0; k < 300; k++)
        {
            double[] next = Next(vector);
            radius = next.Sum() / vector.Sum();
            vector = [.. next.Select(value => value / radius)];
        }
        return radius;
    }

    private double StationaryRate()
    {
        double[] wave = baseline;
        double sum = 0;
        for (int k = 0; k < 300; k++)
        {
            sum += wave.Sum();
            wave = Next(wave);
        }
        return sum;
    }
}
