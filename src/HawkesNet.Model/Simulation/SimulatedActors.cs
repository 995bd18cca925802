using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Simulation;

/// <summary>The actors of a simulation: clusters, activities, popularities, and whom each has addressed.</summary>
internal sealed class SimulatedActors
{
    private readonly SimulationSpec spec;
    private readonly double[] baselineSums;
    private readonly double[] popularitySums;
    private readonly int[][] members;
    private readonly List<int>?[] pastTargets;

    public SimulatedActors(SimulationSpec spec, ulong seed)
    {
        this.spec = spec;
        Clusters = DrawClusters(spec, new CounterRng(seed, stream: 2));
        Activities = DrawWeights(spec.Actors, spec.ActivityShape, new CounterRng(seed, stream: 3));
        Popularities = DrawWeights(spec.Actors, spec.Choice.PopularityShape, new CounterRng(seed, stream: 4));
        pastTargets = new List<int>?[spec.Actors];
        popularitySums = RunningSums(Popularities);
        double[] totals = [.. spec.BaselinePerUnit.Select(row => row.Sum())];
        baselineSums = RunningSums([.. Clusters.Select((c, i) => totals[c] * Activities[i])]);
        members = [.. Enumerable.Range(0, spec.ClusterCount)
            .Select(c => Enumerable.Range(0, spec.Actors).Where(i => Clusters[i] == c).ToArray())];
        SimulationSpec.Require(BaselineTotalPerUnit > 0, nameof(spec.BaselinePerUnit), "leave no active actor");
    }

    /// <summary>Cluster of each actor. [N]</summary>
    public int[] Clusters { get; }

    /// <summary>Factor on each actor's baseline. [N]</summary>
    public double[] Activities { get; }

    /// <summary>Weight of each actor as a free target. [N]</summary>
    public double[] Popularities { get; }

    /// <summary>Baseline events per unit of all actors and types.</summary>
    public double BaselineTotalPerUnit => baselineSums[^1];

    /// <summary>Source and type of the next baseline event.</summary>
    public (int Source, int Type) DrawBaseline(CounterRng rng)
    {
        int source = Pick(baselineSums, rng.Uniform());
        IReadOnlyList<double> rates = spec.BaselinePerUnit[Clusters[source]];
        if (rates.Count == 1)
        {
            return (source, 0);
        }
        double left = rng.Uniform() * rates.Sum();
        int type = 0;
        while (type < rates.Count - 1 && (left -= rates[type]) >= 0)
        {
            type++;
        }
        return (source, type);
    }

    /// <summary>A target other than the source: by habit, else by popularity.</summary>
    public int ChooseTarget(int source, CounterRng rng)
    {
        if (spec.Choice.HabitStrength is { } strength && pastTargets[source] is { Count: > 0 } past
            && rng.Uniform() * (past.Count + strength) < past.Count)
        {
            return past[rng.Below(past.Count)];
        }
        int target = source;
        while (target == source)
        {
            target = Pick(popularitySums, rng.Uniform());
        }
        return target;
    }

    /// <summary>Whether some actor of a cluster can address a target.</summary>
    public bool CanJoin(int target, int cluster) =>
        members[cluster].Length > (Clusters[target] == cluster ? 1 : 0);

    /// <summary>A source of a cluster for a target, uniformly among the others.</summary>
    public int ChooseSource(int target, int cluster, CounterRng rng)
    {
        int source = target;
        while (source == target)
        {
            source = members[cluster][rng.Below(members[cluster].Length)];
        }
        return source;
    }

    /// <summary>Adds an event to the source's habit.</summary>
    public void Remember(int source, int target)
    {
        if (target >= 0 && spec.Choice.HabitStrength is not null)
        {
            (pastTargets[source] ??= []).Add(target);
        }
    }

    private static int[] DrawClusters(SimulationSpec spec, CounterRng rng)
    {
        double[] sums = RunningSums([.. spec.ClusterShares]);
        int[] clusters = new int[spec.Actors];
        for (int i = 0; i < clusters.Length; i++)
        {
            clusters[i] = sums.Length == 1 ? 0 : Pick(sums, rng.Uniform());
        }
        return clusters;
    }

    private static double[] DrawWeights(int count, double shape, CounterRng rng)
    {
        double[] weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            weights[i] = shape == 0 ? 1 : Math.Max(1e-12, rng.Gamma(shape, 1 / shape));
        }
        return weights;
    }

    private static double[] RunningSums(double[] weights)
    {
        double[] sums = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sum += weights[i];
            sums[i] = sum;
        }
        return sums;
    }

    private static int Pick(double[] sums, double uniform)
    {
        int found = Array.BinarySearch(sums, uniform * sums[^1]);
        return Math.Min(found >= 0 ? found + 1 : ~found, sums.Length - 1);
    }
}
