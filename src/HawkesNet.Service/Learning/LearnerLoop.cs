using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>One thread that learns a network's log rows in order and publishes what readers see. Its public members are
/// thread-safe; the state itself belongs to the thread.</summary>
public sealed class LearnerLoop
{
    /// <summary>Copying the state to publish it may take this part of the time at most while readers ask for
    /// it.</summary>
    private const int CopyShare = 20;

    /// <summary>Publications are so many times rarer while nobody asks and events keep coming.</summary>
    private const int UnaskedFactor = 5;

    /// <summary>Silence after which a changed model is published though nobody asks.</summary>
    private static readonly TimeSpan quietTime = TimeSpan.FromMilliseconds(50);

    private const int QueueEventsMax = 131_072;
    private readonly LearnerState state;
    private readonly SnapshotWriter snapshots;
    private readonly ServiceOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly string network;
    private readonly WorkQueue<(LogBatch? Batch, Action? Run)> queue = new(QueueEventsMax);
    private readonly Thread thread;
    private LearnerProgress progress;
    private PublishedModel model;
    private string? error;
    private long lastPublished;
    private TimeSpan publishWait;
    private bool isStale;
    private int isAsked;

    internal LearnerLoop(
        string network, LearnerState state, SnapshotWriter snapshots, ServiceOptions options, TimeProvider clock,
        ILogger logger)
    {
        this.network = network;
        this.state = state;
        this.snapshots = snapshots;
        this.options = options;
        this.clock = clock;
        this.logger = logger;
        model = new PublishedModel { Version = 0, View = state.Learner.Publish(), Names = state.Names };
        progress = LearnerProgress.Of(state);
        thread = new Thread(Run) { Name = "learner " + network, IsBackground = true };
    }

    /// <summary>The newest publication. Asking makes the next one come sooner.</summary>
    public PublishedModel Model
    {
        get
        {
            if (Volatile.Read(ref isAsked) == 0 && Interlocked.Exchange(ref isAsked, 1) == 0)
            {
                queue.Post((null, null));
            }
            return Volatile.Read(ref model);
        }
    }

    /// <summary>How far the learner is.</summary>
    public LearnerProgress Progress => Volatile.Read(ref progress);

    /// <summary>Why it stopped; null: it runs.</summary>
    public string? Error => Volatile.Read(ref error);

    /// <summary>Starts the thread.</summary>
    public void Start() => thread.Start();

    /// <summary>Gives it the next committed row; waits while too many events wait.</summary>
    public void Learn(LogBatch batch) => queue.Add((batch, null), Math.Max(1, batch.Count));

    /// <summary>Completes when all rows given so far are learned and published.</summary>
    public Task WhenAppliedAsync() => AskAsync(() =>
    {
        PublishIfStale();
        return true;
    });

    /// <summary>Stores a snapshot of the state after all rows given so far.</summary>
    /// <returns>Its version, once it is durable.</returns>
    public async Task<long> TakeSnapshotAsync() =>
        await await AskAsync(() => snapshots.SaveAsync(state)).ConfigureAwait(false);

    /// <summary>Stores a snapshot after all rows given so far, if enough of them came after the last one.</summary>
    public async Task SaveWhenBehindAsync() =>
        await await AskAsync(() => snapshots.SaveWhenBehindAsync(state)).ConfigureAwait(false);

    /// <summary>SHA-256 of the learner's bytes after all rows given so far, in hex.</summary>
    public Task<string> DigestAsync() => AskAsync(() =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(state.Learner.Serialize())));

    /// <summary>Learns what was given, stores a last snapshot where asked, and ends the thread.</summary>
    public void Stop(bool takeSnapshot)
    {
        queue.Complete();
        thread.Join();
        snapshots.Finish(takeSnapshot && Error is null ? state : null);
    }

    private Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Reply()
        {
            if (Error is string reason)
            {
                answer.SetException(new LearnerStoppedException(reason));
                return;
            }
            try
            {
                answer.SetResult(question());
            }
            catch (Exception e)
            {
                answer.SetException(e);
                throw;
            }
        }
        if (!queue.Post((null, Reply)))
        {
            answer.SetException(new LearnerStoppedException("the network is closed"));
        }
        return answer.Task;
    }

    private void Run()
    {
        while (!queue.IsDone)
        {
            bool any = queue.TryTake(WaitMax(), out (LogBatch? Batch, Action? Run) work);
            try
            {
                if (any)
                {
                    Do(work.Batch, work.Run);
                }
                if (IsPublicationDue(isQuiet: !any))
                {
                    PublishIfStale();
                }
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }
    }

    /// <summary>How long to wait for work before a publication may be due.</summary>
    private TimeSpan WaitMax()
    {
        if (!isStale)
        {
            return Timeout.InfiniteTimeSpan;
        }
        TimeSpan left = publishWait - clock.GetElapsedTime(lastPublished);
        TimeSpan least = Volatile.Read(ref isAsked) != 0 ? TimeSpan.Zero : quietTime;
        return left > least ? left : least;
    }

    private bool IsPublicationDue(bool isQuiet)
    {
        bool soon = isQuiet || Volatile.Read(ref isAsked) != 0;
        return isStale && clock.GetElapsedTime(lastPublished) >= (soon ? publishWait : UnaskedFactor * publishWait);
    }

    private void Do(LogBatch? batch, Action? run)
    {
        run?.Invoke();
        if (batch is not null && error is null)
        {
            state.Apply(batch);
            isStale = true;
            Volatile.Write(ref progress, LearnerProgress.Of(state));
            snapshots.SaveWhenDue(state);
        }
    }

    private void Fail(Exception reason)
    {
        logger.LearnerStopped(network, state.Counts.Sequence, reason);
        isStale = false;
        Volatile.Write(ref error, $"after log row {state.Counts.Sequence}: {reason.Message}");
    }

    private void PublishIfStale()
    {
        if (!isStale)
        {
            return;
        }
        Volatile.Write(ref isAsked, 0);
        long start = clock.GetTimestamp();
        var next = new PublishedModel
        {
            Version = model.Version + 1,
            View = state.Learner.Publish(),
            Names = state.Names,
            Scores = state.Scores.ToArray(),
        };
        next.View.Prepare();
        Volatile.Write(ref model, next);
        isStale = false;
        lastPublished = clock.GetTimestamp();
        TimeSpan least = CopyShare * clock.GetElapsedTime(start, lastPublished);
        publishWait = least > options.PublishInterval ? least : options.PublishInterval;
    }
}

/// <summary>How far a learner is. Immutable.</summary>
/// <param name="Sequence">Last log row taken in.</param>
/// <param name="Position">Its last log position.</param>
/// <param name="Learned">Events learned.</param>
/// <param name="HeldBack">Events taken in and held back.</param>
/// <param name="WatermarkTicks">Events before it are learned.</param>
public sealed record LearnerProgress(long Sequence, long Position, long Learned, int HeldBack, long? WatermarkTicks)
{
    internal static LearnerProgress Of(LearnerState state) => new(
        state.Counts.Sequence, state.Counts.Position, state.Learner.Position, state.Window.Count,
        state.Window.Watermark.Ticks);
}

/// <summary>The learner of a network does not run any more; its log is kept.</summary>
public sealed class LearnerStoppedException(string reason) : Exception($"The learner stopped: {reason}.");
