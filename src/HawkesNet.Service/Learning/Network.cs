using HawkesNet.Model;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Privacy;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>One network: its log, its learner thread, and the model readers see. Thread-safe.</summary>
/// <remarks>Two threads of its own: the log writer, which first recovers the network, and the learner. Bodies that come
/// during the recovery wait in the queue. Where several services share a database, one of them holds the network; the
/// others stand by, refuse, and take it over when its lease ends.</remarks>
public sealed class Network
{
    private static readonly TimeSpan RetryHold = TimeSpan.FromMilliseconds(500);

    private readonly WorkQueue<LogWriter.Body> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly NetworkLease? lease;
    private TaskCompletionSource recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim searching = new(1);
    private readonly ServiceOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly SnapshotStore snapshots;
    private readonly EventLog log;
    private readonly ModelSpec spec;
    private readonly Thread thread;
    private readonly PublishedModel emptyModel;
    private volatile LearnerLoop? learner;
    private volatile LogWriter? writer;
    private volatile LogHead? head;
    private volatile string? failure;
    private volatile bool isHeldElsewhere;

    internal Network(
        Store store, LeaseTable? leases, StoredNetwork stored, NetworkSettings settings, ServiceOptions options,
        TimeProvider clock, ILogger logger)
    {
        NetworkId = stored.NetworkId;
        Name = stored.Name;
        Settings = settings;
        spec = settings.ToSpec();
        this.options = options;
        this.clock = clock;
        this.logger = logger;
        lease = leases is null ? null : new NetworkLease(leases, stored.NetworkId);
        Stored = stored;
        Replacement = new LogReplacement(store, stored, lease);
        snapshots = new SnapshotStore(store, stored.NetworkId, lease);
        log = new EventLog(store, stored.NetworkId, lease);
        Pseudonyms = settings.Pseudonyms ? new Pseudonyms(new PseudonymTable(store, stored.NetworkId)) : null;
        queue = new WorkQueue<LogWriter.Body>(options.QueueEventsMax);
        emptyModel = new PublishedModel { Version = 0, View = new OnlineLearner(spec).Publish() };
        thread = new Thread(Run) { Name = "log writer " + stored.Name, IsBackground = true };
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its settings.</summary>
    public NetworkSettings Settings { get; }

    /// <summary>The newest published model; one reference, one immutable state.</summary>
    public PublishedModel Model => learner?.Model ?? emptyModel;

    /// <summary>Completes when the network has caught up with its log and the next recovery would start there, has
    /// given up, or stands by.</summary>
    public Task Recovered => Volatile.Read(ref recovered).Task;

    /// <summary>Whether so little room is left in its queue (2 %) that a body is refused before it is read.</summary>
    internal bool IsQueueFull => queue.Size * 50 >= (long)options.QueueEventsMax * 49;

    /// <summary>Whether another service on the same database holds it: then this one has no model of it.</summary>
    public bool IsHeldElsewhere => isHeldElsewhere;

    /// <summary>Counts, lag and watermark, for answers and metrics.</summary>
    public NetworkStatus Status
    {
        get
        {
            LogWriter.LogStatus? written = writer?.Status;
            LearnerProgress? learned = learner?.Progress;
            return new NetworkStatus(
                written?.Counts.Position ?? 0, learned?.Learned ?? 0, learned?.HeldBack ?? 0, written?.Watermark.Ticks,
                written?.Counts.Accepted ?? 0, written?.Duplicates ?? 0, written?.Counts.Late ?? 0, queue.Size,
                failure ?? learner?.Error)
            {
                LagEvents = Math.Max(0, (written?.Counts.Position ?? 0) - (learned?.Position ?? 0)),
            };
        }
    }

    /// <summary>Its pseudonyms; null: names stand in its log.</summary>
    internal Pseudonyms? Pseudonyms { get; }

    internal long NetworkId { get; }

    /// <summary>The network as it is stored.</summary>
    internal StoredNetwork Stored { get; }

    /// <summary>Puts another log in the place of its own.</summary>
    internal LogReplacement Replacement { get; }

    /// <summary>The right to write it; null: nobody else can.</summary>
    internal NetworkLease? Lease => lease;

    /// <summary>Token of the lease; 0: not held, or none is needed.</summary>
    internal long LeaseToken => lease?.Token ?? 0;

    internal TimeSpan SilenceBeforeFlush { get; init; } = LogWriter.SilenceBeforeFlush;

    /// <summary>Appends rows; completes when they are durable (or applied, where asked).</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the rows may be stored all the same.</exception>
    /// <exception cref="LearnerStoppedException">The rows are durable, but will not be applied.</exception>
    public Task<AppendResult> AppendAsync(EventRows rows, AppendOptions options, CancellationToken cancel) =>
        Enqueue(rows, options, cancel).WaitAsync(cancel);

    /// <summary>The same; completes only when the rows are no longer needed, also when it is cancelled.</summary>
    internal Task<AppendResult> Enqueue(EventRows rows, AppendOptions options, CancellationToken cancel) =>
        isHeldElsewhere
            ? Task.FromResult(LogWriter.HeldElsewhere)
            : LogWriter.Enqueue(queue, rows, options, cancel);

    /// <summary>What the log knows of an event id: null, or its position and whether the learner has seen it.</summary>
    public EventState? FindEvent(ReadOnlySpan<byte> id)
    {
        if (head?.FindId(id) is not EventIds.Entry entry)
        {
            return null;
        }
        LearnerProgress? progress = learner?.Progress;
        bool isApplied = !entry.IsLate && progress is not null && entry.Position <= progress.Position
            && entry.TimeTicks < progress.WatermarkTicks;
        return new EventState(entry.Position, isApplied, entry.IsLate);
    }

    /// <summary>Whether the log has an actor of this name, or room for no more.</summary>
    internal bool KnowsOrPools(byte[] actor) => head?.Names.Actors.Names is { } names
        && (names.Count >= Settings.ActorsOwn || names.Find(actor) >= 0);

    /// <summary>Whether the log has an actor of this name.</summary>
    internal bool KnowsActor(byte[] actor) => head?.Names.Actors.Names.Find(actor) >= 0;

    /// <summary>What is remembered of an event id, or null.</summary>
    internal EventIds.Entry? FindEntry(ReadOnlySpan<byte> id) => head?.FindId(id);

    /// <summary>What caused an event that a model of this network has learned; one search at a time.</summary>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    internal async Task<PastEvent> FindCausesAsync(
        PublishedModel model, EventIds.Entry entry, int top, CancellationToken cancel)
    {
        await searching.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return new CauseSearch(log, model.Names).Run(model, entry, top, cancel);
        }
        finally
        {
            searching.Release();
        }
    }

    /// <summary>Takes a snapshot now; completes with its version when it is durable.</summary>
    /// <exception cref="LearnerStoppedException">The learner does not run.</exception>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public async Task<long> TakeSnapshotAsync(CancellationToken cancel)
    {
        await CaughtUpAsync(cancel).ConfigureAwait(false);
        return await Running().TakeSnapshotAsync().WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The snapshots kept, newest first.</summary>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public IReadOnlyList<StoredSnapshot> ListSnapshots() => snapshots.List();

    /// <summary>The state a snapshot holds, as readers see it; null: it is not kept. Its version is the
    /// snapshot's.</summary>
    /// <remarks>Reads the whole snapshot: as slow as it is large.</remarks>
    /// <exception cref="FormatException">It is damaged, or of an unknown version.</exception>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public PublishedModel? ReadSnapshot(long version)
    {
        if (snapshots.List().FirstOrDefault(snapshot => snapshot.Version == version) is not { } stored)
        {
            return null;
        }
        var names = new NetworkNames();
        LearnerState state = StateSnapshot.Read(snapshots.Load(stored), spec, names);
        return new PublishedModel { Version = version, View = state.Learner.Publish(), Names = names };
    }

    /// <summary>Hash of the model's whole state after every row committed so far, in hex: equal for equal
    /// logs.</summary>
    /// <exception cref="LearnerStoppedException">The learner does not run.</exception>
    public async Task<string> ModelDigest(CancellationToken cancel)
    {
        await CaughtUpAsync(cancel).ConfigureAwait(false);
        return await Running().DigestAsync().WaitAsync(cancel).ConfigureAwait(false);
    }

    internal void Start() => thread.Start();

    /// <summary>Notes which leases were renewed; without its own the writer steps down.</summary>
    internal void NoteRenewed(long before, IReadOnlyDictionary<long, long> renewed)
    {
        lease?.Note(before, renewed);
        if (before != 0 && lease is { IsHeld: false })
        {
            LogWriter.Wake(queue);
        }
    }

    /// <summary>Commits what waits in the queue, learns it, takes a last snapshot where asked, and ends the
    /// threads.</summary>
    /// <param name="takeSnapshot">Whether a last snapshot is taken.</param>
    /// <param name="keepsLease">Whether the lease is kept, for what is still to be done.</param>
    internal void Stop(bool takeSnapshot, bool keepsLease = false)
    {
        stopping.Cancel();
        queue.Complete();
        thread.Join();
        learner?.Stop(takeSnapshot && failure is null);
        log.Dispose();
        if (!keepsLease)
        {
            lease?.Release();
        }
    }

    /// <summary>Completes when all bodies taken in so far are with the learner.</summary>
    private async Task CaughtUpAsync(CancellationToken cancel)
    {
        await Recovered.WaitAsync(cancel).ConfigureAwait(false);
        await LogWriter.BarrierAsync(queue).WaitAsync(cancel).ConfigureAwait(false);
    }

    private LearnerLoop Running() => isHeldElsewhere
        ? throw new HeldElsewhereException(Name)
        : learner ?? throw new LearnerStoppedException(failure ?? "the network could not be recovered");

    private void Run()
    {
        try
        {
            do
            {
                Await(TryHold, RetryHold);
                Await(TryRecover, TimeSpan.FromSeconds(1));
            }
            while (!HasWrittenToTheEnd());
        }
        catch (Exception e)
        {
            GiveUp(e);
        }
    }

    /// <summary>Tries until it succeeds.</summary>
    /// <exception cref="OperationCanceledException">The network is stopped.</exception>
    private void Await(Func<bool> attempt, TimeSpan pause)
    {
        while (!attempt())
        {
            if (stopping.Token.WaitHandle.WaitOne(pause))
            {
                throw new OperationCanceledException("stopped before it was recovered");
            }
        }
    }

    /// <summary>Takes the lease, where one is needed and free; else stands by.</summary>
    private bool TryHold()
    {
        try
        {
            if (lease is not null && !lease.TryTake())
            {
                StandBy();
                return false;
            }
            if (recovered.Task.IsCompleted)
            {
                Volatile.Write(ref recovered, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            isHeldElsewhere = false;
            return true;
        }
        catch (StoreUnavailableException e)
        {
            logger.RecoveryWaits(Name, e.Message);
            failure = isHeldElsewhere ? null : "waiting for the store: " + e.Message;
            LogWriter.RefuseWaiting(queue, isHeldElsewhere ? LogWriter.HeldElsewhere : LogWriter.Unavailable);
            return false;
        }
    }

    private void StandBy()
    {
        if (!isHeldElsewhere)
        {
            logger.StandsBy(Name);
        }
        failure = null;
        isHeldElsewhere = true;
        recovered.TrySetResult();
        LogWriter.RefuseWaiting(queue, LogWriter.HeldElsewhere);
    }

    /// <summary>Writes what comes; false: another service has taken the network over, and this one has let go of
    /// it.</summary>
    private bool HasWrittenToTheEnd()
    {
        LogWriter writing = writer!;
        try
        {
            writing.Run();
            return true;
        }
        catch (LeaseLostException)
        {
            logger.LeaseLost(Name);
            isHeldElsewhere = true;
            writing.RefuseTaken(LogWriter.HeldElsewhere);
            LearnerLoop old = learner!;
            (learner, writer, head) = (null, null, null);
            old.Stop(false);
            LogWriter.RefuseWaiting(queue, LogWriter.HeldElsewhere);
            recovered.TrySetResult();
            return false;
        }
    }

    private bool TryRecover()
    {
        LearnerLoop? loop = null;
        try
        {
            long start = clock.GetTimestamp();
            Replacement.Abandon();
            var recovery = new Recovery(Name, log, snapshots, spec, options, logger);
            LearnerState state = recovery.LoadState();
            var snapshotWriter = new SnapshotWriter(Name, snapshots, log, spec, options, clock, logger);
            snapshotWriter.StartFrom(state.Counts);
            var end = new LogHead(state.Names, state.Counts, state.Window.Watermark, options.EventIdsKept);
            loop = new LearnerLoop(Name, state, snapshotWriter, options, clock, logger);
            loop.Start();
            long replayed = recovery.Replay(end, loop);
            Task saved = loop.SaveWhenBehindAsync();
            head = end;
            learner = loop;
            writer = new LogWriter(
                Name, log, end, new LogGroup(end, Settings, options, clock), loop, queue, logger)
            {
                Silence = SilenceBeforeFlush,
                Lease = lease,
            };
            logger.Recovered(Name, end.Counts.Sequence, clock.GetElapsedTime(start).TotalSeconds, replayed);
            TaskCompletionSource now = recovered;
            Task.WhenAll(loop.WhenAppliedAsync(), saved).ContinueWith(_ => now.TrySetResult(), TaskScheduler.Default);
            failure = null;
            return true;
        }
        catch (StoreUnavailableException e)
        {
            loop?.Stop(false);
            logger.RecoveryWaits(Name, e.Message);
            failure = "waiting for the store: " + e.Message;
            return false;
        }
        catch
        {
            loop?.Stop(false);
            throw;
        }
    }

    /// <summary>Refuses all bodies from now on; what was committed stays, and the model can still be read.</summary>
    private void GiveUp(Exception reason)
    {
        failure = reason.Message;
        if (reason is not OperationCanceledException)
        {
            logger.WriterStopped(Name, reason);
        }
        queue.Complete();
        LogWriter.RefuseWaiting(queue, LogWriter.Unavailable);
        writer?.RefuseTaken(LogWriter.Unavailable);
        recovered.TrySetResult();
    }
}
