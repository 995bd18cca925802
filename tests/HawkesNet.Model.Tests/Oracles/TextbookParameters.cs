namespace HawkesNet.Model.Tests.Oracles;

/// <summary>One event as the textbook sees it; target -1: none.</summary>
internal readonly record struct TextbookEvent(long Time, int Source, int Target, int Type, double Weight = 1);

/// <summary>What is known to exist: actors, types, and whether events with and without target occur.</summary>
internal readonly record struct Universe(int Actors, int Types, bool HasTargets, bool HasTargetless)
{
    public Universe Admit(TextbookEvent added) => new(
        Math.Max(Actors, Math.Max(added.Source, added.Target) + 1),
        Math.Max(Types, added.Type + 1),
        HasTargets || added.Target >= 0,
        HasTargetless || added.Target < 0);
}

/// <summary>The frozen parameters as plain numbers.</summary>
internal sealed record TextbookParameters
{
    /// <summary>Five mechanisms of sixteen components, four choices of eight ways, the baseline factor.</summary>
    public required double[] Theta { get; init; }

    /// <summary>Decays per tick, fastest first. [8]</summary>
    public required double[] DecaysPerTick { get; init; }

    /// <summary>Rate per tick that the actors' shares divide up.</summary>
    public required double BaselineScale { get; init; }

    /// <summary>Expected baseline events of the actors known at the start, by type. [actor][type]</summary>
    public required double[][] BaselineCounts { get; init; }

    /// <summary>Expected baseline events by type. [types known at the start]</summary>
    public required double[] TypeCounts { get; init; }

    /// <summary>Expected offspring. [mechanism, trigger type, type], types known at the start.</summary>
    public required double[,,] Offspring { get; init; }

    /// <summary>Offspring expected by the pooled kernel. [mechanism, trigger type]</summary>
    public required double[,] Expected { get; init; }

    /// <summary>Who is in which cluster, and how clusters bend the rest.</summary>
    public TextbookClusters Clusters { get; init; } = TextbookClusters.One;

    /// <summary>What the weight of an event is raised to, and the weight it is first measured by.</summary>
    public double MarkExponent { get; init; }
    public double TypicalWeight { get; init; } = 1;

    public double BaselineFactor => Theta[112];

    public double[] Weights(int choice) => Theta[(80 + (8 * choice))..(88 + (8 * choice))];

    /// <summary>The kernel of a mechanism at a delay, offspring per tick: Σ_j θ_j density_j.</summary>
    public double Kernel(int mechanism, double delay)
    {
        double sum = 0;
        for (int b = 0; b < 8; b++)
        {
            double x = DecaysPerTick[b];
            sum += Theta[(16 * mechanism) + b] * x * Math.Exp(-x * delay);
            if (b < 7)
            {
                double y = DecaysPerTick[b + 1];
                sum += Theta[(16 * mechanism) + 8 + b]
                    * x * y / (x - y) * (Math.Exp(-y * delay) - Math.Exp(-x * delay));
            }
        }
        return sum;
    }

    /// <summary>Share of a type among all baseline events; half an event of each is taken for granted.</summary>
    public double TypeShare(int type, int typeCount) =>
        (At(TypeCounts, type) + 0.5) / (TypeCounts.Sum() + (0.5 * typeCount));

    /// <summary>Share of a type among one actor's baseline events, shrunk to its cluster's.</summary>
    public double TypeShareOf(int actor, int type, int typeCount)
    {
        if (typeCount == 1)
        {
            return 1;
        }
        double prior = Clusters.TypeConcentration;
        return (At(CountsOf(actor), type) + (prior * TypeShareIn(Clusters.Of(actor), type, typeCount)))
            / (CountsOf(actor).Sum() + prior);
    }

    /// <summary>An actor's baseline rate per tick, all types, without the shared factor: what its own count makes of
    /// a Gamma whose mean lies between the network's and its cluster's, the nearer to this the more alike its actors
    /// are.</summary>
    /// <remarks>One who comes later starts without events, among all known then.</remarks>
    public double ActorRate(int actor)
    {
        int known = BaselineCounts.Length, all = Math.Max(known, actor + 1), cluster = Clusters.Of(actor);
        int size = Enumerable.Range(0, all).Count(one => Clusters.Of(one) == cluster);
        double own = Members(cluster).Sum(one => BaselineCounts[one].Sum()) / size;
        double total = BaselineCounts.Sum(row => row.Sum()), likeness = Clusters.RateShape / (Clusters.RateShape + 10);
        double mean = (likeness * own) + ((1 - likeness) * total / all);
        double share = (mean + 1) / (total + all);
        double relative = (Clusters.RateShape + CountsOf(actor).Sum()) / (Clusters.RateShape + mean);
        return BaselineScale * share * relative;
    }

    /// <summary>Factor of a mechanism's kernel for a response and a trigger type.</summary>
    public double Factor(int mechanism, TextbookEvent trigger, int source, int target, int type, int typeCount) =>
        Clusters.Factor(
            mechanism, Clusters.Of(source), Clusters.Of(target), trigger.Type, type,
            TypeFactor(mechanism, trigger.Type, type, typeCount), typeCount);

    /// <summary>How types bend the excitation, shrunk to the pooled kernel by ten offspring; 1 with one type.</summary>
    private double TypeFactor(int mechanism, int triggerType, int type, int typeCount)
    {
        if (typeCount == 1)
        {
            return 1;
        }
        int known = Offspring.GetLength(1);
        double found = triggerType < known && type < known ? Offspring[mechanism, triggerType, type] : 0;
        double expected = triggerType < known ? Expected[mechanism, triggerType] : 0;
        return ((10 * TypeShare(type, typeCount)) + found) / (10 + expected);
    }

    /// <summary>Share of a type in a cluster, shrunk to the network's by ten events.</summary>
    private double TypeShareIn(int cluster, int type, int typeCount)
    {
        double network = TypeShare(type, typeCount);
        int[] members = [.. Members(cluster)];
        return Clusters.Count == 1 ? network
            : ((10 * network) + members.Sum(one => At(BaselineCounts[one], type)))
                / (10 + members.Sum(one => BaselineCounts[one].Sum()));
    }

    private IEnumerable<int> Members(int cluster) =>
        Enumerable.Range(0, BaselineCounts.Length).Where(one => Clusters.Of(one) == cluster);

    private double[] CountsOf(int actor) => actor < BaselineCounts.Length ? BaselineCounts[actor] : [];

    private static double At(double[] values, int index) => index < values.Length ? values[index] : 0;
}
