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

    /// <summary>Share of a type among one actor's baseline events, shrunk to the network's by two events.</summary>
    public double TypeShareOf(int actor, int type, int typeCount)
    {
        double[] own = actor < BaselineCounts.Length ? BaselineCounts[actor] : [];
        return typeCount == 1 ? 1 : (At(own, type) + (2 * TypeShare(type, typeCount))) / (own.Sum() + 2);
    }

    /// <summary>An actor's baseline rate per tick, all types, without the shared factor.</summary>
    /// <remarks>One who comes later starts with the share of an actor without events among all known then.</remarks>
    public double ActorRate(int actor)
    {
        double all = BaselineCounts.Sum(row => row.Sum());
        return actor < BaselineCounts.Length
            ? BaselineScale * (BaselineCounts[actor].Sum() + 1) / (all + BaselineCounts.Length)
            : BaselineScale / (all + actor + 1);
    }

    /// <summary>How types bend the excitation, shrunk to the pooled kernel by ten offspring; 1 with one type.</summary>
    public double TypeFactor(int mechanism, int triggerType, int type, int typeCount)
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

    private static double At(double[] values, int index) => index < values.Length ? values[index] : 0;
}
