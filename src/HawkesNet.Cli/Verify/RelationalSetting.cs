namespace HawkesNet.Cli.Verify;

/// <summary>Protocols C: actors in clusters that address one another, repeat and answer.</summary>
/// <param name="Actors">Number of actors N.</param>
/// <param name="Clusters">Number of clusters K.</param>
/// <param name="EventsNominal">Expected events before growth, drift and unequal activity.</param>
/// <param name="Ratio">Baseline of a dyad within a cluster over that between clusters.</param>
internal sealed record RelationalSetting(int Actors, int Clusters, int EventsNominal, double Ratio)
{
    /// <summary>Length of the stream.</summary>
    public const double EndSeconds = 1000;

    /// <summary>Whether dyads differ in their dynamics only, with equal expected counts.</summary>
    public bool DynamicsOnly { get; init; }

    /// <summary>Whether 70 % of the actors arrive during the first half.</summary>
    public bool Growing { get; init; }

    /// <summary>Whether at half time a tenth of the actors change cluster and half double their baseline.</summary>
    public bool Drifting { get; init; }

    /// <summary>Whether cluster sizes are 60, 30 and 10 % and actors differ in activity and popularity.</summary>
    public bool Heterogeneous { get; init; }

    /// <summary>Half-life of evidence as a share of the stream; null: nothing is forgotten.</summary>
    public double? HalfLifeShare { get; init; }

    /// <summary>The first cluster of an actor.</summary>
    public int ClusterOf(int actor) =>
        !Heterogeneous ? actor % Clusters : (actor % 10) switch { < 6 => 0, < 9 => 1, _ => 2 };

    /// <summary>Expected repeats of an event by the clusters of source and target.</summary>
    public double Repeat(int source, int target) => !DynamicsOnly ? 0.25 : source == target ? 0.1 : 0.6;

    /// <summary>Expected answers to an event by the clusters of the answer's source and target.</summary>
    public double Reply(int source, int target) =>
        source == target ? (DynamicsOnly ? 0.6 : 0.4) : (DynamicsOnly ? 0.1 : 0.2);

    /// <summary>Baseline events per second of a dyad, by clusters: scaled to the nominal number of events.</summary>
    public double[,] Baselines()
    {
        double expected = 0;
        for (int source = 0; source < Actors; source++)
        {
            for (int target = 0; target < Actors; target++)
            {
                int k = ClusterOf(source), l = ClusterOf(target);
                expected += source == target ? 0 : Shape(k, l) / (1 - Repeat(k, l) - Reply(k, l));
            }
        }
        var baselines = new double[Clusters, Clusters];
        for (int k = 0; k < Clusters; k++)
        {
            for (int l = 0; l < Clusters; l++)
            {
                baselines[k, l] = Shape(k, l) * EventsNominal / (expected * EndSeconds);
            }
        }
        return baselines;
    }

    private double Shape(int source, int target) => source == target ? Ratio : 1;
}
