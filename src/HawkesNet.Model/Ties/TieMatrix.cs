using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>The matrix of all weights of a state as a whole: what its rows, columns and powers say.</summary>
/// <remarks>Weights of pairs without a record depend on the source alone, so a product costs O(pairs +
/// actors).</remarks>
internal sealed class TieMatrix
{
    private const int Iterations = 60;

    /// <summary>Added to the matrix's diagonal: a chain that alternates between two groups would else never
    /// settle.</summary>
    private const double Damping = 0.1;

    private readonly LatentTies ties;
    private readonly double[] prior;
    private readonly double[] rows;

    public TieMatrix(LatentTies ties)
    {
        this.ties = ties;
        prior = new double[ties.ActorCount];
        rows = new double[ties.ActorCount];
        for (int j = 0; j < rows.Length; j++)
        {
            ref TieSource source = ref ties.Sources[j];
            prior[j] = ties.PriorWeight(source);
            rows[j] = prior[j] * (rows.Length - 1 - source.PairCount);
        }
        foreach (ref TiePair pair in ties.Pairs.Records)
        {
            rows[pair.Source] += Weight(pair);
        }
    }

    /// <summary>Expected offspring of an actor's event among all others, or 0 where ties are not part of the
    /// model.</summary>
    public double Offspring(int source) => ties.IsAdopted ? rows[source] : 0;

    /// <summary>Σ_j values_j W[j, i] for every i.</summary>
    public double[] Product(ReadOnlySpan<double> values)
    {
        var result = new double[prior.Length];
        double sum = 0;
        for (int j = 0; j < prior.Length; j++)
        {
            sum += values[j] * prior[j];
        }
        for (int i = 0; i < prior.Length; i++)
        {
            result[i] = sum - (values[i] * prior[i]);
        }
        foreach (ref TiePair pair in ties.Pairs.Records)
        {
            result[pair.Target] += values[pair.Source] * (Weight(pair) - prior[pair.Source]);
        }
        return result;
    }

    /// <summary>Events per tick that ties cause of each actor, at the rates that all have had so far.</summary>
    public double[] Inflow(ModelState state)
    {
        double spanTicks = Math.Max(1, StreamTime.Elapsed(state.OriginTicks, state.ClockTicks));
        var rates = new double[prior.Length];
        for (int j = 0; j < rates.Length; j++)
        {
            rates[j] = state.Actor(j).Sent / spanTicks;
        }
        return Product(rates);
    }

    /// <summary>Spectral radius, by power iteration.</summary>
    public double Radius()
    {
        double[] vector = new double[prior.Length];
        vector.AsSpan().Fill(1);
        double radius = 0;
        for (int k = 0; k < Iterations && vector.Length > 0; k++)
        {
            double[] next = Product(vector);
            double before = vector.Sum();
            radius = next.Sum() / before;
            for (int i = 0; i < next.Length; i++)
            {
                vector[i] = (next[i] + (vector[i] * Damping)) / ((radius + Damping) * before);
            }
        }
        return radius;
    }

    private double Weight(in TiePair pair) =>
        pair.Shape / (pair.Rate + ties.Sources[pair.Source].Exposure - pair.ExposureSeen);
}
