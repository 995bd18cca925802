using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <summary>What the events of each actor and dyad are put down to while no cluster is told apart: the evidence from
/// which fresh partitions are seeded.</summary>
internal sealed class PooledSummary
{
    /// <summary>Most types whose bursts are told apart by pair.</summary>
    private const int PairTypesMax = 16;

    private readonly int types;
    private readonly int burstColumns;

    public PooledSummary(ClusterFit pooled)
    {
        WindowIndex index = pooled.Index;
        Pooled = pooled;
        types = index.TypeCount;
        burstColumns = types <= PairTypesMax ? types : 1;
        FeatureCount = (types * burstColumns) + Others;
        BaselineByType = new double[index.ActorCount * types];
        Counts = new double[index.ActorCount * FeatureCount];
        Exposures = new double[index.ActorCount * FeatureCount];
        Strange = new double[index.Dyads.Length];
        Repeat = new double[index.Dyads.Length];
        Reply = new double[index.Dyads.Length];
        double[] rates = pooled.Rates();
        for (int e = 0; e < index.Sources.Length; e++)
        {
            AddEvent(e, rates[index.Sources[e]]);
        }
        AddExposures();
    }

    private const int Others = 6;
    private const int RelayColumn = 0, JoinColumn = 1, RepeatOut = 2, RepeatIn = 3, ReplyOut = 4, ReplyIn = 5;

    public ClusterFit Pooled { get; }

    /// <summary>Baseline events by actor and type. [actors, types]</summary>
    public double[] BaselineByType { get; }

    public int FeatureCount { get; }

    /// <summary>Offspring of each kind by actor, and what the pooled kernels expect. [actors, features]</summary>
    public double[] Counts { get; }
    public double[] Exposures { get; }

    /// <summary>Events of each dyad put down to a choice of a stranger, a repeat, a reply. [dyads]</summary>
    public double[] Strange { get; }
    public double[] Repeat { get; }
    public double[] Reply { get; }

    private void AddEvent(int e, double rate)
    {
        WindowIndex index = Pooled.Index;
        ref readonly WindowEvent one = ref index.Window.Events[e];
        int source = index.Sources[e], target = index.Targets[e], dyad = index.DyadOf[e];
        double appeal = target < 0 ? 1 : Pooled.Appeal[target];
        double scale = 1 / Pooled.Intensity(e, 0, 0, rate, appeal);
        double baseline = rate * Pooled.TypeShares[one.Type] * scale;
        BaselineByType[(source * types) + one.Type] += baseline * (one.Known + (one.Strange * appeal));
        double strange = baseline * one.Strange * appeal;
        foreach (ref readonly WindowTerm term in index.Window.Terms(e))
        {
            double factor = Pooled.Weights[Pooled.Cell(term, 0, 0, one.Type)] * scale;
            double share = factor * (term.Known + (term.Strange * appeal));
            strange += factor * term.Strange * appeal;
            AddTerm(term, one.Type, source, target, dyad, share);
        }
        if (dyad >= 0)
        {
            Strange[dyad] += strange;
        }
    }

    private void AddTerm(in WindowTerm term, int type, int source, int target, int dyad, double share)
    {
        switch ((Mechanism)term.Mechanism)
        {
            case Mechanism.Burst:
                int column = burstColumns == 1 ? 0 : type;
                Counts[(source * FeatureCount) + Others + (term.TriggerType * burstColumns) + column] += share;
                break;
            case Mechanism.Relay:
                Counts[(source * FeatureCount) + RelayColumn] += share;
                break;
            case Mechanism.Join:
                Counts[(target * FeatureCount) + JoinColumn] += share;
                break;
            case Mechanism.Repeat:
                Repeat[dyad] += share;
                Counts[(source * FeatureCount) + RepeatOut] += share;
                Counts[(target * FeatureCount) + RepeatIn] += share;
                break;
            default:
                Reply[dyad] += share;
                Counts[(source * FeatureCount) + ReplyOut] += share;
                Counts[(target * FeatureCount) + ReplyIn] += share;
                break;
        }
    }

    private void AddExposures()
    {
        WindowIndex index = Pooled.Index;
        for (int i = 0; i < index.ActorCount; i++)
        {
            int row = i * FeatureCount;
            Exposures[row + RelayColumn] = index.RelayExposure[i];
            Exposures[row + JoinColumn] = index.JoinExposure[i];
            for (int v = 0; v < types; v++)
            {
                for (int u = 0; u < burstColumns; u++)
                {
                    Exposures[row + Others + (v * burstColumns) + u] = index.BurstExposure[(i * types) + v];
                }
            }
        }
        foreach (ref readonly WindowDyad dyad in index.Dyads.AsSpan())
        {
            int source = dyad.Source * FeatureCount, target = dyad.Target * FeatureCount;
            Exposures[source + RepeatOut] += dyad.RepeatExposure;
            Exposures[target + RepeatIn] += dyad.RepeatExposure;
            Exposures[target + ReplyOut] += dyad.ReplyExposure;
            Exposures[source + ReplyIn] += dyad.ReplyExposure;
        }
    }
}
