using HawkesNet.Model.Clustering;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Learns one network's model from its ordered stream, one batch at a time. Not thread-safe.</summary>
/// <remarks>The algorithm on one page: the first hundred events are held back until the decay grid is settled from
/// them; then runs of events between fixed positions go through the local step, and a global step is taken at each such
/// position.</remarks>
public sealed class OnlineLearner
{
    private const int RunEventsMax = 1024;

    private readonly LocalStep local;
    private readonly LearningDevice device;
    private readonly EventScores scores = new(RunEventsMax);
    private readonly ModelState state;
    private readonly Evidence evidence;
    private readonly GlobalStep global = new();
    private readonly ScoreTally tally = new();
    private readonly SurpriseTable surprises = new();
    private readonly EventBatch retimed = new(RunEventsMax);
    private readonly EarlyEvents early = new();
    private readonly DecayRefinement refinement = new();
    private readonly RhythmWatch rhythms = new();
    private readonly ClusterRefit refit = new();
    private HeldBack heldBack = new();

    /// <summary>A learner that has seen nothing.</summary>
    /// <param name="spec">The settings.</param>
    /// <param name="device">Where its dense work is done; null: on the processor. Another device may give other last
    /// bits.</param>
    public OnlineLearner(ModelSpec spec, LearningDevice? device = null)
        : this(spec, new VectorLocalStep(), device)
    {
    }

    internal OnlineLearner(ModelSpec spec, LocalStep local, LearningDevice? device = null)
    {
        this.device = device ?? LearningDevice.Cpu;
        spec.Validate();
        Spec = spec;
        this.local = local;
        state = new ModelState(spec);
        evidence = new Evidence { Window = spec.ClustersMax > 1 ? new EventWindow() : null };
    }

    /// <summary>The settings it was made with.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Events taken in since the stream began.</summary>
    public long Position { get; private set; }

    /// <summary>Actors known.</summary>
    public int ActorCount => Math.Max(state.ActorCount, heldBack.ActorCount);

    /// <summary>Types known.</summary>
    public int TypeCount => Math.Max(state.TypeCount, heldBack.TypeCount);

    /// <summary>Time of the last event in ticks; meaningless before the first.</summary>
    public long TimeTicks { get; private set; } = long.MinValue;

    /// <summary>Whether parameters are frozen; history keeps growing.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Whether the decay grid is settled, so that events are learned as they come.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>How often clusters or decays were fitted anew by this object; no part of the state.</summary>
    internal int RefitCount { get; private set; }

    /// <summary>Events after which fresh partitions compete next.</summary>
    internal long NextClusterSearch => refit.NextSearch;

    internal ModelState State => state;

    internal Evidence Evidence => evidence;

    /// <summary>Fixes the universe before the first event, where it is known: its actors, types and kinds of
    /// event.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or beyond the limit of the
    /// settings.</exception>
    /// <exception cref="InvalidOperationException">Events have been taken in already.</exception>
    public void DeclareUniverse(int actorCount, int typeCount, bool targeted, bool targetless)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actorCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(actorCount, Spec.ActorsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(typeCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(typeCount, Spec.TypesMax);
        if (Position > 0)
        {
            throw new InvalidOperationException("the universe is declared before the first event");
        }
        heldBack.ActorCount = actorCount;
        heldBack.TypeCount = typeCount;
        state.HasTargets = targeted;
        state.HasTargetless = targetless;
    }

    /// <summary>Scores and learns a batch. The result does not depend on how the stream is cut into batches.</summary>
    /// <returns>Scores of the events that were scored; those held back are scored by a later call.</returns>
    /// <exception cref="ArgumentException">An index or time is bad; nothing was changed.</exception>
    public StepInfo Step(EventBatch batch)
    {
        BatchCheck.Check(batch, TimeTicks, ActorCount, TypeCount, Spec);
        if (batch.Count == 0)
        {
            return default;
        }
        Position += batch.Count;
        TimeTicks = batch.TimeTicks[^1];
        if (IsSettled)
        {
            return Learn(batch, 0);
        }
        int taken = heldBack.Take(batch);
        StepInfo info = default;
        if (heldBack.IsReady)
        {
            info = Settle();
            if (taken < batch.Count)
            {
                StepInfo rest = Learn(batch, taken);
                info = new StepInfo(info.Events + rest.Events, info.LogIntensity + rest.LogIntensity,
                    info.Compensator + rest.Compensator);
            }
        }
        return info;
    }

    /// <summary>Stops learning parameters; events still extend the history.</summary>
    /// <remarks>Settles first with what there is, where the stream was too short for that.</remarks>
    public void Freeze()
    {
        if (!IsSettled && heldBack.CanSettle)
        {
            Settle();
        }
        if (IsSettled && !IsFrozen)
        {
            state.RefreshCells();
            Baseline.RefreshAll(state);
            tally.ClearWaits();
            state.Ties.Freeze(state.Grid, state.ClockTicks);
        }
        IsFrozen = true;
    }

    /// <summary>Brings the memberships up to date with all events, and stops learning: for a model that is read when
    /// its stream has ended.</summary>
    public void Conclude()
    {
        if (!IsSettled && heldBack.CanSettle)
        {
            Settle();
        }
        if (IsSettled && !IsFrozen && evidence.Window is { } window)
        {
            ClusterRefit.Conclude(state, window);
        }
        Freeze();
    }

    /// <summary>Takes the baseline to be what its parameters say: the time since the events before was no silence of
    /// the stream, such as between sequences of their own.</summary>
    public void ForgetDrift() => state.Drift = new Drift();

    /// <summary>An immutable copy for readers. Costs a copy of the whole state.</summary>
    public ModelView Publish()
    {
        if (!IsSettled && heldBack.CanSettle)
        {
            OnlineLearner early = Clone();
            early.Settle();
            return early.Publish();
        }
        ModelState copy = state.Clone();
        local.Commit(copy);
        return new ModelView(copy, Position, IsSettled, TimeTicks, ParameterCovariance.Of(evidence, state, global),
            tally.Clone(), surprises.Clone());
    }

    /// <summary>The whole state in a versioned binary layout; equal states give equal bytes.</summary>
    public byte[] Serialize()
    {
        var writer = new StateWriter();
        Transfer(writer);
        return StateSeal.Close(writer.Written.Span);
    }

    /// <summary>Reads back what <see cref="Serialize"/> wrote; the device is no part of it.</summary>
    /// <exception cref="FormatException">Not such a state, of an unknown version, or damaged.</exception>
    public static OnlineLearner Deserialize(
        ModelSpec spec, ReadOnlySpan<byte> bytes, LearningDevice? device = null)
    {
        var learner = new OnlineLearner(spec, device);
        StateHeader.Check(bytes);
        var reader = new StateReader(StateSeal.Open(bytes));
        learner.Transfer(reader);
        if (!reader.IsAtEnd)
        {
            throw new FormatException("the state is longer than its layout");
        }
        return learner;
    }

    internal OnlineLearner Clone() => Deserialize(Spec, Serialize(), device);

    private StepInfo Settle()
    {
        Settling.Run(state, heldBack);
        EventBatch events = heldBack.Events;
        heldBack = new HeldBack();
        IsSettled = true;
        return Learn(events, 0);
    }

    private StepInfo Learn(EventBatch batch, int start)
    {
        double logIntensity = 0, compensator = 0;
        int learned = batch.Count - start;
        while (start < batch.Count)
        {
            int count = Math.Min(batch.Count - start, RunEventsMax);
            if (!IsFrozen)
            {
                count = Math.Min(count, global.EventsUntil(tally.Events));
            }
            (EventBatch run, int first) = InOperationalTime(batch, start, count);
            local.Run(state, IsFrozen ? null : evidence, run, first, count, scores);
            AddLevels(batch, start, count);
            for (int i = 0; i < count; i++)
            {
                logIntensity += scores.LogIntensity[i];
                compensator += scores.Compensator[i];
                tally.Add(
                    scores.LogIntensity[i], scores.Compensator[i], scores.PoissonLogLikelihood[i], !IsFrozen);
            }
            surprises.Add(batch, start, count, scores);
            if (!IsFrozen)
            {
                early.Add(run, first, count, scores);
                rhythms.Add(batch, start, scores.SteadyCompensator.AsSpan(0, count));
                if (global.Run<VectorLanes>(state, evidence, tally.Events))
                {
                    RefitCount += refinement.Run(state, early, evidence.Window, tally.Events, device) ? 1 : 0;
                    WatchRhythms(batch.TimeTicks[start + count - 1]);
                    RefitCount += refit.Run(state, evidence.Window, tally.Events) ? 1 : 0;
                    state.Ties.Step(state);
                }
            }
            Invariants.Check(state, logIntensity, compensator);
            start += count;
        }
        return new StepInfo(learned, logIntensity, compensator);
    }

    private void WatchRhythms(long nowTicks)
    {
        if (!early.IsWhole && Spec.Rhythm)
        {
            rhythms.Begin(state, nowTicks, refinement.ShortestRhythmTicks);
            rhythms.Run(state, evidence, nowTicks);
        }
    }

    private (EventBatch Run, int First) InOperationalTime(EventBatch batch, int start, int count)
    {
        if (state.Rhythm.IsFlat)
        {
            return (batch, start);
        }
        retimed.Retime(batch, start, count, state.Rhythm, state.ClockTicks);
        return (retimed, 0);
    }

    /// <summary>Brings scores from operational time back to the stream's (equation 39).</summary>
    private void AddLevels(EventBatch batch, int start, int count)
    {
        for (int i = 0; i < count && !state.Rhythm.IsFlat; i++)
        {
            double logLevel = Math.Log(state.Rhythm.Level(batch.TimeTicks[start + i]));
            scores.LogIntensity[i] += logLevel;
            scores.PoissonLogLikelihood[i] += logLevel;
        }
    }

    private void Transfer(IStateTransfer transfer)
    {
        StateHeader.Transfer(transfer);
        Position = transfer.Value(Position);
        TimeTicks = transfer.Value(TimeTicks);
        IsFrozen = transfer.Value(IsFrozen);
        IsSettled = transfer.Value(IsSettled);
        heldBack.Transfer(transfer);
        state.Transfer(transfer);
        evidence.Transfer(transfer);
        global.Transfer(transfer);
        tally.Transfer(transfer);
        surprises.Transfer(transfer);
        early.Transfer(transfer);
        refinement.Transfer(transfer);
        rhythms.Transfer(transfer);
        refit.Transfer(transfer);
    }
}
