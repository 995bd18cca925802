using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>The data plane: scores events under fixed shared parameters and gathers evidence from them.</summary>
internal abstract class LocalStep
{
    /// <summary>Scores a run of events in order; history grows by them, and evidence where it is given.</summary>
    /// <param name="state">History and parameters.</param>
    /// <param name="evidence">Where evidence goes; null: parameters are frozen.</param>
    /// <param name="batch">The events.</param>
    /// <param name="start">First event of the run.</param>
    /// <param name="count">Events of the run, at most what the scores hold.</param>
    /// <param name="scores">Filled from 0 to <paramref name="count"/>.</param>
    public abstract void Run(
        ModelState state, Evidence? evidence, EventBatch batch, int start, int count, EventScores scores);

    /// <summary>Makes the pending events part of the history.</summary>
    public abstract void Commit(ModelState state);
}

/// <summary>The local step as plain loops in double.</summary>
internal sealed class ReferenceLocalStep : LaneLocalStep<ScalarLanes>;

/// <summary>The local step over vectors: the production CPU path.</summary>
internal sealed class VectorLocalStep : LaneLocalStep<VectorLanes>;
