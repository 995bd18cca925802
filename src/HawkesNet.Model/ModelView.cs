using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;

namespace HawkesNet.Model;

/// <summary>What readers see: one immutable state of a network's model. Thread-safe.</summary>
public sealed class ModelView
{
    private readonly Lazy<DyadIndex> dyadsBySource;

    internal ModelView(
        ModelState state, long position, bool isReady, long timeTicks, ParameterCovariance covariance, ScoreTally tally)
    {
        State = state;
        Position = position;
        IsReady = isReady;
        TimeTicks = timeTicks;
        Covariance = covariance;
        Tally = tally;
        dyadsBySource = new Lazy<DyadIndex>(() => new DyadIndex(state));
    }

    /// <summary>Events taken in.</summary>
    public long Position { get; }

    /// <summary>Whether enough was seen for an answer: at least two different times.</summary>
    public bool IsReady { get; }

    /// <summary>Time of the last event, in ticks.</summary>
    public long TimeTicks { get; }

    /// <summary>Time of the first event, in ticks.</summary>
    public long OriginTicks => State.OriginTicks;

    /// <summary>Actors known.</summary>
    public int ActorCount => State.ActorCount;

    /// <summary>Types known.</summary>
    public int TypeCount => State.TypeCount;

    /// <summary>Dyads that have had an event.</summary>
    public int DyadCount => State.Dyads.Count;

    internal ModelState State { get; }

    internal ParameterCovariance Covariance { get; }

    internal ScoreTally Tally { get; }

    internal DyadIndex DyadsBySource => dyadsBySource.Value;

    /// <summary>Counts, rates and cluster probabilities of one actor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Unknown actor.</exception>
    public ActorSummary Actor(int actor) => ActorSummaries.Of(this, actor);

    /// <summary>How well the model fits, and how far to trust it.</summary>
    public ModelDiagnostics Diagnose() => TimeRescaling.Diagnose(this);

    /// <summary>The parameters with their intervals.</summary>
    public PosteriorSummary Summarize() => PosteriorSummaries.Of(this);
}
