using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model;

/// <summary>What readers see: one immutable state of a network's model. Thread-safe.</summary>
public sealed class ModelView
{
    /// <summary>Products spent on a bound of the growth of cascades before the matrix itself is looked at.</summary>
    private const int GrowthProducts = 4;

    private readonly Lazy<DyadIndex> dyadsBySource;
    private readonly SurpriseTable surprises;
    private readonly Lazy<JoinSums> joins;
    private readonly Lazy<HabitPeaks> habitPeaks;
    private readonly Lazy<TieMatrix> tieMatrix;
    private readonly Lazy<TieSums> tieSums;
    private readonly Lazy<OffspringFactors> factors;
    private readonly Lazy<LocalOffspring> localOffspring;
    private readonly Lazy<ClusterCascades> clusterCascades;
    private readonly Lazy<OffspringMatrix> offspringMatrix;
    private readonly Lazy<Cascades> cascades;
    private readonly Lazy<OffspringMatrix> matrixSoFar;
    private readonly Lazy<Cascades> cascadesSoFar;
    private readonly Lazy<double[]> offspringVariances;
    private readonly Lazy<double[]> kernelVariances;
    private readonly Lazy<double> branchingRatio;
    private readonly Lazy<bool> cascadesEnd;
    private readonly Lazy<int[]> clusterSizes;

    internal ModelView(
        ModelState state, long position, bool isReady, long timeTicks, ParameterCovariance covariance, ScoreTally tally,
        SurpriseTable? surprises = null)
    {
        State = state;
        Position = position;
        IsReady = isReady;
        TimeTicks = timeTicks;
        Covariance = covariance;
        Tally = tally;
        this.surprises = surprises ?? new SurpriseTable();
        dyadsBySource = new Lazy<DyadIndex>(() => new DyadIndex(state));
        tieMatrix = new Lazy<TieMatrix>(() => new TieMatrix(state.Ties));
        joins = new Lazy<JoinSums>(() => new JoinSums(this));
        habitPeaks = new Lazy<HabitPeaks>(() => new HabitPeaks(state));
        tieSums = new Lazy<TieSums>(() => new TieSums(state));
        factors = new Lazy<OffspringFactors>(() => new OffspringFactors(state, TriggerTypes.OfAllEvents(this)));
        localOffspring = new Lazy<LocalOffspring>(() => new LocalOffspring(this));
        clusterCascades = new Lazy<ClusterCascades>(() => new ClusterCascades(this));
        offspringMatrix = new Lazy<OffspringMatrix>(() => new OffspringMatrix(this, Factors));
        cascades = new Lazy<Cascades>(() => new Cascades(OffspringMatrix));
        matrixSoFar = new Lazy<OffspringMatrix>(() => OffspringMatrix.OfEventsSoFar(state));
        cascadesSoFar = new Lazy<Cascades>(() => new Cascades(MatrixSoFar));
        offspringVariances = new Lazy<double[]>(() => PosteriorSummaries.OffspringVariances(this));
        kernelVariances = new Lazy<double[]>(() => PosteriorSummaries.KernelVariances(this));
        branchingRatio = new Lazy<double>(FindBranchingRatio);
        cascadesEnd = new Lazy<bool>(FindCascadesEnd);
        clusterSizes = new Lazy<int[]>(state.ClusterSizes);
    }

    /// <summary>Events taken in.</summary>
    public long Position { get; }

    /// <summary>Whether enough was seen for an answer: at least two different times.</summary>
    public bool IsReady { get; }

    /// <summary>Time of the last event, in ticks.</summary>
    public long TimeTicks { get; }

    /// <summary>Time of the first event, in ticks.</summary>
    public long OriginTicks => State.Rhythm.IsFlat ? State.OriginTicks : State.Rhythm.OriginTicks;

    /// <summary>Actors known.</summary>
    public int ActorCount => State.ActorCount;

    /// <summary>Types known.</summary>
    public int TypeCount => State.TypeCount;

    /// <summary>Dyads that have had an event.</summary>
    public int DyadCount => State.Dyads.Count;

    internal ModelState State { get; }

    /// <summary>Operational time of a time of the stream.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time before the view's.</exception>
    internal long Operational(long streamTicks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(streamTicks, TimeTicks);
        return Math.Max(State.ClockTicks, State.Rhythm.ToOperational(streamTicks));
    }

    internal ParameterCovariance Covariance { get; }

    internal ScoreTally Tally { get; }

    internal DyadIndex DyadsBySource => dyadsBySource.Value;

    /// <summary>What joining lets each actor do, over all targets.</summary>
    internal JoinSums Joins => joins.Value;

    internal HabitPeaks HabitPeaks => habitPeaks.Value;

    internal TieMatrix TieMatrix => tieMatrix.Value;

    /// <summary>What ties come to by source and by target.</summary>
    internal TieSums TieSums => tieSums.Value;

    /// <summary>What clusters and types do to the offspring of a pair.</summary>
    internal OffspringFactors Factors => factors.Value;

    /// <summary>Expected direct offspring of single actors, found when asked for.</summary>
    internal LocalOffspring LocalOffspring => localOffspring.Value;

    /// <summary>Sizes of cascades by cluster.</summary>
    internal ClusterCascades ClusterCascades => clusterCascades.Value;

    /// <summary>Expected direct offspring between all actors.</summary>
    internal OffspringMatrix OffspringMatrix => offspringMatrix.Value;

    /// <summary>What follows from events, offspring of offspring included.</summary>
    internal Cascades Cascades => cascades.Value;

    /// <summary>The same of the events there have been, of which each has one cause at most.</summary>
    internal OffspringMatrix MatrixSoFar => matrixSoFar.Value;
    internal Cascades CascadesSoFar => cascadesSoFar.Value;

    /// <summary>Variance of the network's offspring of each mechanism. [mechanisms]</summary>
    internal double[] OffspringVariances => offspringVariances.Value;

    /// <summary>What of it cells share however much is seen of them. [mechanisms]</summary>
    internal double[] KernelVariances => kernelVariances.Value;

    /// <summary>Actors by their most probable cluster. [clusters]</summary>
    internal int[] ClusterSizes => clusterSizes.Value;

    /// <summary>Whether cascades end.</summary>
    internal bool CascadesEnd => cascadesEnd.Value;

    /// <summary>Growth of a cascade from one generation to the next.</summary>
    internal double BranchingRatio => branchingRatio.Value;

    /// <summary>Whether latent ties are part of the model: they have been found to explain something.</summary>
    public bool HasTies => State.Ties.IsAdopted;

    /// <summary>Expected offspring among the target's events of one event of the source, by the latent tie alone; 0
    /// where ties are not part of the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Unknown actor.</exception>
    public double TieMean(int source, int target) => TieEstimates.Mean(this, source, target);

    /// <summary>The same with its 90 % interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Unknown actor.</exception>
    public Estimate Tie(int source, int target) => TieEstimates.Of(this, source, target);

    /// <summary>Clusters in use; where there are several, the first holds the actors not yet placed.</summary>
    public int ClusterCount => State.Clusters.Count;

    /// <summary>The most probable cluster of an actor.</summary>
    public int ClusterOf(int actor) => State.Actor(actor).FirstCluster;

    /// <summary>Expected offspring of a type per trigger of a type, with its 90 % interval.</summary>
    /// <remarks>For repeat and reply the clusters are those of the response's source and target; burst and relay look
    /// at
    /// the source's only, join at the target's.</remarks>
    public Estimate Offspring(
        Mechanism mechanism, int sourceCluster, int targetCluster, int triggerType, int type) =>
        PosteriorSummaries.Offspring(this, mechanism, sourceCluster, targetCluster, triggerType, type);

    /// <summary>The mean of <see cref="Offspring"/> alone.</summary>
    public double OffspringMean(
        Mechanism mechanism, int sourceCluster, int targetCluster, int triggerType, int type) =>
        State.Parameters.Offspring(mechanism) * State.Cells.Factor(
            mechanism, State.Cells.Cell(mechanism, sourceCluster, targetCluster), triggerType, type);

    /// <summary>Expected offspring of all types that one event of any type has; clusters as for
    /// <see cref="Offspring"/>.</summary>
    public double OffspringMean(Mechanism mechanism, int sourceCluster, int targetCluster) =>
        State.Parameters.Offspring(mechanism) * (ClusterCount == 1
            ? 1
            : State.Cells.ClusterFactor(State.Cells.Cell(mechanism, sourceCluster, targetCluster)));

    /// <summary>Builds what questions about one actor or dyad look at, and the search for links, so that the first to
    /// ask need not wait for it.</summary>
    /// <remarks>O(actors + dyads + pairs with a tie's record).</remarks>
    public void Prepare()
    {
        if (!IsReady)
        {
            return;
        }
        _ = DyadsBySource;
        _ = HasTies ? TieSums : null;
        if (State.HasTargets)
        {
            Joins.Prepare();
            _ = HabitPeaks;
        }
    }

    /// <summary>Counts, rates and cluster probabilities of one actor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Unknown actor.</exception>
    public ActorSummary Actor(int actor) => ActorSummaries.Of(this, actor);

    /// <summary>How well the model fits, and how far to trust it.</summary>
    public ModelDiagnostics Diagnose() => TimeRescaling.Diagnose(this);

    /// <summary>The least expected of the newest events, at most a hundred, the least expected first.</summary>
    public IReadOnlyList<Surprise> Surprises(int top) => surprises.Top(top);

    /// <summary>The parameters with their intervals.</summary>
    public PosteriorSummary Summarize() => PosteriorSummaries.Of(this);

    /// <summary>By a bound where it will do, else by the whole matrix.</summary>
    private bool FindCascadesEnd() =>
        (new GrowthBound(this, Factors).ShowsEnd(GrowthProducts)
            && (TypeCount == 1 || new GrowthBound(this, LateFactors()).ShowsEnd(GrowthProducts)))
        || (BranchingRatio < 1 && OffspringMatrix.Late.Radius < 1);

    private OffspringFactors LateFactors() => new(State, TriggerTypes.OfLateGenerations(this));

    private double FindBranchingRatio()
    {
        OffspringFactors late = LateFactors();
        bool hasTargets = State.TargetedCount > 0;
        if (ClusterCount == 1 && !HasTies && (!hasTargets || State.TargetedCount == State.EventCount))
        {
            // All actors are alike, so no matrix is needed (equation 10).
            return Enum.GetValues<Mechanism>().Where(m => hasTargets || !Mechanisms.NeedsTarget(m))
                .Sum(m => State.Parameters.Offspring(m) * late.Mean(m, 0, 0));
        }
        return (TypeCount == 1 ? OffspringMatrix : new OffspringMatrix(this, late)).Late.Radius;
    }
}
