using HawkesNet.Model;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>Takes a network's snapshots: the state is copied on the learner's thread and stored on another, one at a
/// time.
/// Called by the learner's thread only, and after it has ended.</summary>
internal sealed class SnapshotWriter(
    string network, SnapshotStore store, EventLog log, ModelSpec spec, ServiceOptions options, TimeProvider clock,
    ILogger logger)
{
    /// <summary>Copying and storing the state may take this part of the time at most.</summary>
    private const int TimeShare = 20;

    /// <summary>Answers to idempotency keys are kept for this many log rows at least.</summary>
    private const long AnswerRowsKept = 1_000_000;

    /// <summary>A snapshot in the midst of a short recovery would only keep the one at its end waiting.</summary>
    private static readonly TimeSpan RecoveryWait = TimeSpan.FromMinutes(1);

    private Task<long> saving = Task.FromResult(0L);
    private long lastPosition;
    private long lastSequence;
    private long lastStart;
    private long leastWaitTicks;

    /// <summary>Tells it where the state stands that a snapshot was read from.</summary>
    public void StartFrom(LogCounts counts)
    {
        lastPosition = counts.Position;
        lastSequence = counts.Sequence;
        lastStart = clock.GetTimestamp();
        Interlocked.Exchange(ref leastWaitTicks, RecoveryWait.Ticks);
    }

    /// <summary>Takes a snapshot when enough was learned since the last one and that one is stored.</summary>
    public void SaveWhenDue(LearnerState state)
    {
        if (state.Counts.Position - lastPosition >= options.SnapshotEvents && saving.IsCompleted
            && clock.GetElapsedTime(lastStart).Ticks >= Interlocked.Read(ref leastWaitTicks))
        {
            _ = SaveAsync(state);
        }
    }

    /// <summary>Takes a snapshot when enough was learned since the last one, however short ago that was: after a
    /// recovery, so that a process that is killed again and again does not start ever farther behind. Completes when it
    /// is durable, at once where there is none.</summary>
    public Task SaveWhenBehindAsync(LearnerState state)
    {
        Interlocked.Exchange(ref leastWaitTicks, 0);
        return state.Counts.Position - lastPosition >= options.SnapshotEvents ? SaveAsync(state) : Task.CompletedTask;
    }

    /// <summary>Takes a snapshot; completes with its version when it is durable.</summary>
    public Task<long> SaveAsync(LearnerState state)
    {
        long start = clock.GetTimestamp();
        SnapshotContent content = StateSnapshot.Write(state);
        TimeSpan copy = clock.GetElapsedTime(start);
        lastStart = clock.GetTimestamp();
        lastPosition = content.Position;
        lastSequence = content.Sequence;
        Task<long> previous = saving;
        saving = Task.Run(() => StoreAfterAsync(previous, content, copy));
        return saving;
    }

    /// <summary>Waits for what is being stored, and stores a last snapshot of <paramref name="state"/> if it is
    /// newer.</summary>
    public void Finish(LearnerState? state)
    {
        if (state is not null && (state.Counts.Sequence > lastSequence || saving.IsFaulted))
        {
            _ = SaveAsync(state);
        }
        saving.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
    }

    private async Task<long> StoreAfterAsync(Task<long> previous, SnapshotContent content, TimeSpan copy)
    {
        await previous.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        long start = clock.GetTimestamp();
        try
        {
            var retention = new SnapshotRetention(options.SnapshotsKept, options.SnapshotDaysKept);
            PosteriorRows? rows = store.TakesRows ? SnapshotTables.Of(content, spec) : null;
            long version = store.Save(content, retention, clock.GetUtcNow(), rows);
            logger.SnapshotTaken(network, version, content.Sequence, copy.TotalMilliseconds);
            log.ForgetAnswersBefore(content.Sequence - AnswerRowsKept);
            return version;
        }
        catch (Exception e)
        {
            logger.SnapshotFailed(network, e);
            throw;
        }
        finally
        {
            Interlocked.Exchange(ref leastWaitTicks, TimeShare * (copy + clock.GetElapsedTime(start)).Ticks);
        }
    }
}
