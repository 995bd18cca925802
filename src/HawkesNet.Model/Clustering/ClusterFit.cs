using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>One partition of the window's actors with the parameters fitted to it: expected counts, exposures and
/// factors of every cell (docs/model.md, section 8).</summary>
internal sealed class ClusterFit
{
    /// <summary>Strength of the shrinkage of every cell to its parent, in expected counts.</summary>
    public const double Shrinkage = ClusterExcitation.Shrinkage;

    private readonly ModelState state;

    /// <summary>A partition with everything at its parent: no cluster differs yet.</summary>
    public ClusterFit(ModelState state, WindowIndex index, int[] labels, int clusters, double[] baselineCounts)
    {
        this.state = state;
        Index = index;
        Labels = labels;
        Layout = new CellLayout(clusters, index.TypeCount);
        BaselineCounts = (double[])baselineCounts.Clone();
        Offspring = new double[Layout.Count];
        Expected = new double[Layout.Count];
        Parent = new double[Layout.Count];
        Factors = new double[Layout.Count];
        Chosen = new double[clusters * clusters];
        Drawn = new double[clusters];
        Tilt = new double[clusters * clusters];
        Affinity = new double[clusters * clusters];
        Popularity = new double[clusters];
        Sizes = new int[clusters];
        ClusterCounts = new double[clusters];
        TypeCounts = new double[clusters * index.TypeCount];
        TypeShares = new double[clusters * index.TypeCount];
        SetParents();
        Parent.CopyTo(Factors, 0);
        Tilt.AsSpan().Fill(1);
        Affinity.AsSpan().Fill(1);
        Sum();
        for (int u = 0; u < TypeShares.Length; u++)
        {
            TypeShares[u] = state.Types.Share(u % index.TypeCount);
        }
    }

    public WindowIndex Index { get; }

    public CellLayout Layout { get; }

    /// <summary>Cluster of each local actor. [actors]</summary>
    public int[] Labels { get; }

    /// <summary>Events of each actor put down to the baseline. [actors]</summary>
    public double[] BaselineCounts { get; }

    /// <summary>Offspring put down to each cell, their number under its parent, the parent and the factor.
    /// [cells]</summary>
    public double[] Offspring { get; }
    public double[] Expected { get; }
    public double[] Parent { get; }
    public double[] Factors { get; }

    /// <summary>Strangers chosen by pair of clusters, all draws by cluster, and the tilt of the choice.</summary>
    public double[] Chosen { get; }
    public double[] Drawn { get; }
    public double[] Affinity { get; }
    public double[] Tilt { get; }

    /// <summary>Share of each cluster among the events addressed to anyone.</summary>
    public double[] Popularity { get; }

    public int[] Sizes { get; }

    /// <summary>Σ over a cluster's actors of the baseline counts, whole and by type.</summary>
    public double[] ClusterCounts { get; }
    public double[] TypeCounts { get; }
    public double[] TypeShares { get; }

    /// <summary>Shape of the Gamma of the actors' rates.</summary>
    public double RateShape { get; private set; } = 1;

    /// <summary>Σ log intensity minus compensator under the factors that <see cref="Attribute"/> used.</summary>
    public double LogLikelihood { get; private set; }

    public int Clusters => Layout.Clusters;

    /// <summary>Share of a type in the network's baseline.</summary>
    public double NetworkTypeShare(int type) => state.Types.Share(type);

    /// <summary>Mean baseline count of a cluster's actors.</summary>
    public double MeanCount(int cluster) => (ClusterCounts[cluster] + 1e-3) / Math.Max(1, Sizes[cluster]);

    /// <summary>Baseline rate of an actor if it were in a cluster, per tick.</summary>
    public double Rate(int actor, int cluster)
    {
        double mean = MeanCount(cluster);
        return mean / Index.SpanTicks * (BaselineCounts[actor] + RateShape) / (mean + RateShape);
    }

    /// <summary>The intensity of an event if its source and target were in these clusters.</summary>
    public double Intensity(int e, int source, int target, double rate)
    {
        ref readonly WindowEvent one = ref Index.Window.Events[e];
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target];
        double sum = one.Other
            + (rate * TypeShares[(source * Index.TypeCount) + one.Type] * (one.Known + (one.Strange * tilt)));
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            sum += Factors[Cell(term, source, target, one.Type)] * (term.Known + (term.Strange * tilt));
        }
        return sum;
    }

    /// <summary>The cell of a term.</summary>
    public int Cell(in WindowTerm term, int source, int target, int type) => (Mechanism)term.Mechanism switch
    {
        Mechanism.Repeat => (source * Clusters) + target,
        Mechanism.Reply => Layout.Reply + (source * Clusters) + target,
        Mechanism.Burst => Layout.BurstCell(source, term.TriggerType, type),
        Mechanism.Relay => Layout.Relay + source,
        _ => Layout.Join + target,
    };

    /// <summary>One sweep of expectation and maximization: puts every event down to its causes under the present
    /// factors, then refits the factors.</summary>
    public void Attribute()
    {
        var rates = new double[Index.ActorCount];
        double sum = 0;
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = Rate(i, Labels[i]);
            sum -= rates[i] * Index.SpanTicks;
        }
        Array.Clear(BaselineCounts);
        Array.Clear(Offspring);
        Array.Clear(Chosen);
        Array.Clear(TypeCounts);
        for (int e = 0; e < Index.Sources.Length; e++)
        {
            sum += Math.Log(AttributeEvent(e, rates[Index.Sources[e]]));
        }
        Expect();
        for (int cell = 0; cell < Factors.Length; cell++)
        {
            sum -= Factors[cell] * Expected[cell];
        }
        LogLikelihood = sum;
        Sum();
        Maximize();
    }

    /// <summary>Sizes, counts and popularity of the clusters from the labels.</summary>
    public void Sum()
    {
        Array.Clear(Sizes);
        Array.Clear(ClusterCounts);
        Array.Clear(Popularity);
        double total = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            Sizes[Labels[i]]++;
            ClusterCounts[Labels[i]] += BaselineCounts[i];
            double popularity = Index.Received[i] + Choice.TargetChoice.PopularityPrior;
            Popularity[Labels[i]] += popularity;
            total += popularity;
        }
        for (int k = 0; k < Clusters; k++)
        {
            Popularity[k] /= total;
        }
        RateShape = Shape();
    }

    private double AttributeEvent(int e, double rate)
    {
        ref readonly WindowEvent one = ref Index.Window.Events[e];
        int source = Labels[Index.Sources[e]];
        int target = Index.Targets[e] < 0 ? 0 : Labels[Index.Targets[e]];
        double intensity = Intensity(e, source, target, rate);
        double scale = 1 / intensity;
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target];
        double baseline = rate * TypeShares[(source * Index.TypeCount) + one.Type] * scale;
        double strange = baseline * one.Strange * tilt;
        double baselineShare = (baseline * one.Known) + strange;
        BaselineCounts[Index.Sources[e]] += baselineShare;
        TypeCounts[(source * Index.TypeCount) + one.Type] += baselineShare;
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            int cell = Cell(term, source, target, one.Type);
            double asStranger = Factors[cell] * term.Strange * tilt * scale;
            Offspring[cell] += (Factors[cell] * term.Known * scale) + asStranger;
            strange += asStranger;
        }
        Chosen[(source * Clusters) + target] += strange;
        return intensity;
    }

    /// <summary>The number of offspring that each cell's parent expects.</summary>
    private void Expect()
    {
        Array.Clear(Expected);
        int types = Index.TypeCount;
        for (int i = 0; i < Labels.Length; i++)
        {
            int k = Labels[i];
            Expected[Layout.Relay + k] += Index.RelayExposure[i];
            Expected[Layout.Join + k] += Index.JoinExposure[i];
            for (int v = 0; v < types; v++)
            {
                double exposure = Index.BurstExposure[(i * types) + v];
                if (Layout.BurstTypes == 1)
                {
                    Expected[Layout.BurstRow(k, 0)] += exposure * state.Types.RowSum(Mechanism.Burst, v);
                    continue;
                }
                int row = Layout.BurstRow(k, v);
                for (int u = 0; u < types && exposure > 0; u++)
                {
                    Expected[row + u] += exposure;
                }
            }
        }
        foreach (ref readonly WindowDyad dyad in Index.Dyads.AsSpan())
        {
            int k = Labels[dyad.Source], l = Labels[dyad.Target];
            Expected[(k * Clusters) + l] += dyad.RepeatExposure;
            Expected[Layout.Reply + (l * Clusters) + k] += dyad.ReplyExposure;
        }
    }

    private void Maximize()
    {
        for (int cell = 0; cell < Factors.Length; cell++)
        {
            Factors[cell] = ((Shrinkage * Parent[cell]) + Offspring[cell]) / (Shrinkage + Expected[cell]);
        }
        for (int k = 0; k < Clusters; k++)
        {
            Drawn[k] = 0;
            for (int l = 0; l < Clusters; l++)
            {
                Drawn[k] += Chosen[(k * Clusters) + l];
            }
            TiltRow(k);
            for (int u = 0; u < Index.TypeCount; u++)
            {
                int cell = (k * Index.TypeCount) + u;
                TypeShares[cell] = ((Shrinkage * state.Types.Share(u)) + TypeCounts[cell])
                    / (Shrinkage + ClusterCounts[k]);
            }
        }
    }

    private void TiltRow(int k)
    {
        double mean = 0;
        for (int l = 0; l < Clusters; l++)
        {
            int cell = (k * Clusters) + l;
            Affinity[cell] = (Shrinkage + Chosen[cell]) / (Shrinkage + (Drawn[k] * Popularity[l]));
            mean += Affinity[cell] * Popularity[l];
        }
        for (int l = 0; l < Clusters; l++)
        {
            Tilt[(k * Clusters) + l] = Affinity[(k * Clusters) + l] / mean;
        }
    }

    private void SetParents()
    {
        Parent.AsSpan().Fill(1);
        for (int k = 0; k < Clusters && Layout.BurstTypes > 1; k++)
        {
            for (int v = 0; v < Index.TypeCount; v++)
            {
                for (int u = 0; u < Index.TypeCount; u++)
                {
                    Parent[Layout.BurstCell(k, v, u)] = state.Types.Factor(Mechanism.Burst, v, u);
                }
            }
        }
    }

    private double Shape()
    {
        double excess = 0, square = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            double mean = MeanCount(Labels[i]);
            double deviation = BaselineCounts[i] - mean;
            excess += (deviation * deviation) - mean;
            square += mean * mean;
        }
        return Baseline.BoundedShape(square, excess);
    }
}
