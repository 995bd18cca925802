using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>Protocols B: actors without targets that excite one another through a sparse network of ties.</summary>
/// <param name="Actors">Number of actors N.</param>
/// <param name="TieShare">Mean share of ordered pairs that are tied.</param>
/// <param name="EventsNominal">Expected events.</param>
/// <param name="RatePerSecond">Expected events per second of all actors.</param>
/// <param name="Groups">Equal groups of actors, nine times more tied within than between.</param>
internal sealed record TieSetting(
    int Actors, double TieShare, int EventsNominal, double RatePerSecond, int Groups = 1)
{
    private const double SpectralRadius = 0.7;
    private const double WithinOverBetween = 9;

    /// <summary>Length of the stream.</summary>
    public double EndSeconds => EventsNominal / RatePerSecond;

    /// <summary>Draws the ties and the baselines.</summary>
    public TieNetwork Draw(CounterRng rng)
    {
        var ties = new List<ChannelOffspring>[Actors];
        for (int source = 0; source < Actors; source++)
        {
            ties[source] = [];
            for (int target = 0; target < Actors; target++)
            {
                if (source != target && rng.Uniform() < ShareOf(source, target))
                {
                    ties[source].Add(new ChannelOffspring(target, rng.Gamma(4, 0.25)));
                }
            }
        }
        var network = new TieNetwork([.. Enumerable.Range(0, Actors).Select(_ => rng.Gamma(4, 0.25))], ties);
        network = network.ScaledTies(SpectralRadius / network.SpectralRadius());
        return network.ScaledBaselines(RatePerSecond / network.StationaryRates().Sum());
    }

    private double ShareOf(int source, int target)
    {
        double between = Groups == 1 ? TieShare : TieShare * Groups / (Groups + WithinOverBetween - 1);
        return Groups > 1 && source % Groups == target % Groups ? WithinOverBetween * between : between;
    }
}

/// <summary>A drawn network.</summary>
/// <param name="Baselines">Events per second of each actor. [N]</param>
/// <param name="Ties">Those whom each actor excites, with the expected offspring of one event. [N]</param>
internal sealed record TieNetwork(double[] Baselines, List<ChannelOffspring>[] Ties)
{
    private const double Tolerance = 1e-12;
    private const int RoundsMax = 20_000;

    /// <summary>Largest absolute eigenvalue of the ties, by power iteration.</summary>
    /// <remarks>One is added to the diagonal: no other eigenvalue of a matrix without negative entries is then as large
    /// in absolute value.</remarks>
    public double SpectralRadius()
    {
        double[] vector = [.. Baselines.Select(_ => 1.0 / Baselines.Length)];
        double radius = 0;
        for (int round = 0; round < RoundsMax; round++)
        {
            double[] next = Carry(vector, vector);
            double sum = next.Sum();
            vector = [.. next.Select(x => x / sum)];
            if (Math.Abs(sum - radius) < Tolerance)
            {
                break;
            }
            radius = sum;
        }
        return radius - 1;
    }

    /// <summary>Expected events per second of each actor once the process is stationary. [N]</summary>
    public double[] StationaryRates()
    {
        double[] rates = Baselines;
        for (int round = 0; round < RoundsMax; round++)
        {
            double[] next = Carry(rates, Baselines);
            bool done = next.Zip(rates).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * pair.First);
            rates = next;
            if (done)
            {
                break;
            }
        }
        return rates;
    }

    /// <summary>The same network with all ties multiplied.</summary>
    public TieNetwork ScaledTies(double by) => this with
    {
        Ties = [.. Ties.Select(row => row.Select(tie => tie with { Mean = tie.Mean * by }).ToList())],
    };

    /// <summary>The same network with all baselines multiplied.</summary>
    public TieNetwork ScaledBaselines(double by) => this with { Baselines = [.. Baselines.Select(rate => rate * by)] };

    private double[] Carry(double[] vector, double[] start)
    {
        double[] next = [.. start];
        for (int source = 0; source < vector.Length; source++)
        {
            foreach (ChannelOffspring tie in Ties[source])
            {
                next[tie.Channel] += vector[source] * tie.Mean;
            }
        }
        return next;
    }
}
